"""What the pictures need of a run: some hundred figures in place of millions of lines.

Times in here are seconds since the start of the schedule, durations are ms: what axes show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import gc
from analysis.histogram import Histogram
from analysis.lines import Lines
from analysis.resources import Usage, over_time
from analysis.run import Run
from analysis.samples import Samples
from loadgen.units import NS_PER_MS, NS_PER_S

Floats = NDArray[np.float64]

BINS = 180
"""How many bins of time a picture as wide as the page can show."""

NINES = 5
"""The percentile picture ends at this many nines: 99.999 %."""

_NICE_S = tuple(m * 10.0**e for e in range(-3, 5) for m in (1, 2, 5))
_RATE_BINS = 60

MOST_BLOCKS = 12  # few and long: short ones hang together, and make a figure look too sure


@dataclass(frozen=True)
class Bands:
    """Latency of the lines due in each bin of time, ms; infinite where lost lines reach it.

    Args:
        bin_s: width of a bin.
        middle_s: middle of each bin, float64[bins]; bins without a line are left out.
        p50, worst: float64[bins].
        lost: share of the bin's lines that never became visible, float64[bins].
    """

    bin_s: float
    middle_s: Floats
    p50: Floats
    worst: Floats
    lost: Floats


@dataclass(frozen=True)
class Rates:
    """Lines per second in each bin of time.

    Args:
        edge_s: edges of the bins, float64[bins + 1].
        due, sent: lines due and lines sent in a bin, float64[bins].
        visible: lines that became visible, those of a batch spread over the time since the batch
            before: a bin that holds two batches and its neighbour with one show the same rate.
    """

    edge_s: Floats
    due: Floats
    sent: Floats
    visible: Floats


@dataclass(frozen=True)
class Portrait:
    """One run, as far as pictures show it.

    Args:
        summary: the run's `summary.json`.
        info: the run's `run.json`.
        started_ns: when the schedule started, ns since the epoch; 0 if it never did.
        warm_s: when the warm-up ends.
        end_s: when the schedule ends.
        bands: latency over time.
        batch_s: when results became visible, float64[results].
        nines: -log10(1 - q) for quantiles q of the measured lines, float64[points]; 2 is 99 %.
        quantile_ms: their latencies, float64[points]; infinite where lost lines are.
        rates: throughput over time.
        histogram: the latencies of the measured lines.
        blocks: the same for stretches of consecutive batches.
        usage: CPU and memory over time, if it was sampled.
    """

    summary: Mapping[str, Any]
    info: Mapping[str, Any]
    started_ns: int
    warm_s: float
    end_s: float
    bands: Bands
    batch_s: Floats
    nines: Floats
    quantile_ms: Floats
    rates: Rates
    histogram: Histogram
    blocks: Sequence[Histogram]
    usage: Usage | None

    @property
    def drawable(self) -> bool:
        """Whether any line was due at all: else there is nothing to draw."""
        return len(self.bands.middle_s) > 0


def of(run: Run, bins: int = BINS) -> Portrait:
    """The portrait of a run, after which the run itself is no longer needed.

    Args:
        run: an analysed run.
        bins: how many bins of time at most.
    """
    start_ns, warm_ns, end_ns = _window(run)
    end_s = (end_ns - start_ns) / NS_PER_S
    histogram = run.measured.latency.histogram()
    nines, quantile_ms = quantiles(run.measured.latency, histogram)
    visible_ns = run.visible["visible_ns"]
    return Portrait(
        summary=run.summary,
        info=run.record.info,
        started_ns=start_ns,
        warm_s=(warm_ns - start_ns) / NS_PER_S,
        end_s=end_s,
        bands=_bands(run.lines, start_ns, nice_bin_s(end_s / bins)),
        batch_s=(np.unique(visible_ns[run.lines.fresh > 0]) - start_ns) / NS_PER_S,
        nines=nines,
        quantile_ms=quantile_ms,
        rates=_rates(run, start_ns, end_s),
        histogram=histogram,
        blocks=blocks(run.measured),
        usage=over_time(
            run.record.resources,
            run.record.info.get("environment") or {},
            start_ns,
            gc.pauses(run.record),
        ),
    )


def nice_bin_s(least_s: float) -> float:
    """The smallest round width of a bin that isn't below `least_s`."""
    return next((width for width in _NICE_S if width >= least_s * (1 - 1e-9)), least_s)


def quantiles(samples: Samples, histogram: Histogram) -> tuple[Floats, Floats]:
    """Points of the percentile curve, dense where percentiles are many nines.

    Args:
        samples: the measured lines.
        histogram: the same by size.

    Returns:
        Nines (-log10(1 - q)) up to the last that the number of samples can tell, and the samples
        there by nearest rank, infinite where lost lines are; both float64[points].
    """
    count = samples.known + samples.lost
    if count == 0:
        return np.empty(0), np.empty(0)
    last = min(float(NINES), np.log10(count))
    nines = np.union1d(np.linspace(0, last, 161), np.arange(np.floor(last) + 1))
    found_ms = histogram.quantiles_ns(1 - 10.0**-nines) / NS_PER_MS
    found_ms[np.isnan(found_ms)] = np.inf
    if count <= 10**NINES and not samples.lost:
        found_ms[-1] = samples.most_ns / NS_PER_MS  # the curve ends at the slowest line
    return nines, found_ms


def blocks(lines: Lines) -> list[Histogram]:
    """The latencies of stretches of consecutive batches, of about as many batches each.

    Lines of a batch share its fate, and so do neighbouring batches: what can be taken for
    independent, when there is one run only, is long stretches of it.
    """
    results = np.flatnonzero(lines.fresh)
    parts = np.array_split(results, min(MOST_BLOCKS, len(results)) or 1)
    return [
        lines.of_results(int(part[0]), int(part[-1]) + 1).latency.histogram()
        for part in parts
        if len(part)
    ]


def _window(run: Run) -> tuple[int, int, int]:
    """Start of the schedule, end of the warm-up, end of the schedule; as far as the run came."""
    window = run.record.info.get("window") or {}
    first, last = (run.lines.first_due_ns, run.lines.last_due_ns + 1) if len(run.lines) else (0, 0)
    start_ns = int(window.get("start_ns") or first)
    end_ns = int(window.get("end_ns") or max(last, start_ns))
    return start_ns, int(window.get("warm_ns") or start_ns), end_ns


def _bands(lines: Lines, start_ns: int, bin_s: float) -> Bands:
    bin_ns = round(bin_s * NS_PER_S)
    first, last = ((ns - start_ns) // bin_ns for ns in (lines.first_due_ns, lines.last_due_ns))
    rows = []
    for k in range(first, last + 1) if len(lines) else ():
        part = lines.within(start_ns + k * bin_ns, start_ns + (k + 1) * bin_ns)
        if len(part):
            rows.append(((k + 0.5) * bin_s, *_middle_and_worst(part.latency)))
    middle_s, p50, worst, lost = np.array(rows, np.float64).reshape(-1, 4).T
    return Bands(bin_s, middle_s, p50, worst, lost)


def _middle_and_worst(samples: Samples) -> tuple[float, float, float]:
    """Median and slowest, ms; the share that is lost."""
    count = samples.known + samples.lost
    rank = (count - 1) // 2 + 1
    p50 = samples.at([rank])[0] / NS_PER_MS if rank <= samples.known else np.inf
    worst = np.inf if samples.lost else samples.most_ns / NS_PER_MS
    return p50, worst, samples.lost / count


def _rates(run: Run, start_ns: int, end_s: float) -> Rates:
    lanes = run.lines.lanes
    ends_ns = [lane.visible.time_ns[-1] for lane in lanes if lane.visible.total]
    until_s = max([end_s, *((ns - start_ns) / NS_PER_S for ns in ends_ns)])
    bin_s = nice_bin_s(until_s / _RATE_BINS)
    edge_s = np.arange(np.ceil(until_s / bin_s - 1e-9) + 1) * bin_s
    edge_ns = start_ns + np.round(edge_s * NS_PER_S).astype(np.int64)
    # The schedule may end within a bin: its lines were due in that part only.
    offered_s = np.minimum(edge_s[1:], end_s) - edge_s[:-1]
    offered_s = np.where(offered_s > 0, offered_s, bin_s)
    due, sent = np.zeros(len(edge_s)), np.zeros(len(edge_s))
    for lane in lanes:
        due += np.minimum(lane.due_upto(edge_ns - 1), lane.stop)
        sent += lane.sent.before(edge_ns)
    fresh = run.lines.fresh
    when_s = (run.visible["visible_ns"][fresh > 0] - start_ns) / NS_PER_S
    seen = np.append(0.0, np.cumsum(fresh[fresh > 0]))
    visible = np.interp(edge_s, np.append(0.0, when_s), seen, left=0.0)
    return Rates(
        edge_s, np.diff(due) / offered_s, np.diff(sent) / offered_s, np.diff(visible) / bin_s
    )
