"""What the pictures need of a run: some hundred figures in place of millions of lines.

Times in here are seconds since the start of the schedule, durations are ms: what axes show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.latency import LOST
from analysis.record import Int64
from analysis.run import Run
from loadgen.units import NS_PER_MS, NS_PER_S

Floats = NDArray[np.float64]

BINS = 180
"""How many bins of time a picture as wide as the page can show."""

NINES = 5
"""The percentile picture ends at this many nines: 99.999 %."""

_NICE_S = tuple(m * 10.0**e for e in range(-3, 5) for m in (1, 2, 5))
_RATE_BIN_S = 1.0
_MAX_RATE_BINS = 60


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
    lines = run.lines
    start_ns, warm_ns, end_ns = _window(run)
    end_s = (end_ns - start_ns) / NS_PER_S
    latency_ms = _latency_ms(lines.due_ns, lines.visible_ns)
    seen_ns = np.unique(lines.visible_ns[lines.visible_ns != LOST])
    nines, quantile_ms = quantiles(np.sort(latency_ms[run.measured]))
    due_s, sent_s, visible_s = (
        _seconds(times_ns, start_ns) for times_ns in (lines.due_ns, lines.sent_ns, lines.visible_ns)
    )
    return Portrait(
        summary=run.summary,
        info=run.record.info,
        started_ns=start_ns,
        warm_s=(warm_ns - start_ns) / NS_PER_S,
        end_s=end_s,
        bands=_bands(due_s, latency_ms, nice_bin_s(end_s / bins)),
        batch_s=(seen_ns - start_ns) / NS_PER_S,
        nines=nines,
        quantile_ms=quantile_ms,
        rates=_rates(due_s, sent_s, visible_s, end_s),
    )


def nice_bin_s(least_s: float) -> float:
    """The smallest round width of a bin that isn't below `least_s`."""
    return next((width for width in _NICE_S if width >= least_s * (1 - 1e-9)), least_s)


def quantiles(ordered_ms: Floats) -> tuple[Floats, Floats]:
    """Points of the percentile curve, dense where percentiles are many nines.

    Args:
        ordered_ms: all samples, ascending, float64[n].

    Returns:
        Nines (-log10(1 - q)) up to the last that the number of samples can tell, and the samples
        there by nearest rank; both float64[points].
    """
    count = len(ordered_ms)
    if count == 0:
        return np.empty(0), np.empty(0)
    last = min(float(NINES), np.log10(count))
    nines = np.union1d(np.linspace(0, last, 161), np.arange(np.floor(last) + 1))
    ranks = np.ceil(count * (1 - 10.0**-nines) - 1e-6).astype(np.int64)
    if count <= 10**NINES:
        ranks[-1] = count  # the curve ends at the slowest line
    return nines, ordered_ms[np.clip(ranks - 1, 0, count - 1)]


def _window(run: Run) -> tuple[int, int, int]:
    """Start of the schedule, end of the warm-up, end of the schedule; as far as the run came."""
    window = run.record.info.get("window") or {}
    due_ns = run.lines.due_ns
    first, last = (int(due_ns[0]), int(due_ns[-1]) + 1) if len(due_ns) else (0, 0)
    start_ns = int(window.get("start_ns") or first)
    end_ns = int(window.get("end_ns") or max(last, start_ns))
    return start_ns, int(window.get("warm_ns") or start_ns), end_ns


def _latency_ms(due_ns: Int64, visible_ns: Int64) -> Floats:
    latency_ms: Floats = (visible_ns - due_ns) / NS_PER_MS
    latency_ms[visible_ns == LOST] = np.inf
    return latency_ms


def _seconds(times_ns: Int64, start_ns: int) -> Floats:
    since_s: Floats = (times_ns[times_ns != LOST] - start_ns) / NS_PER_S
    return since_s


def _bands(due_s: Floats, latency_ms: Floats, bin_s: float) -> Bands:
    # Lines are in the order of their due times, so those of a bin lie together.
    bins, first = np.unique(np.floor(due_s / bin_s), return_index=True)
    parts = np.split(latency_ms, first[1:]) if len(bins) else []
    rows = np.empty((len(bins), 3))
    for row, samples in zip(rows, parts, strict=True):
        middle = (len(samples) - 1) // 2
        row[:] = np.partition(samples, middle)[middle], samples.max(), np.mean(np.isinf(samples))
    middle_s: Floats = (bins + 0.5) * bin_s
    p50, worst, lost = rows.T
    return Bands(bin_s, middle_s, p50, worst, lost)


def _rates(due_s: Floats, sent_s: Floats, visible_s: Floats, end_s: float) -> Rates:
    until_s = max([end_s, *visible_s[-1:]])
    bin_s = nice_bin_s(max(_RATE_BIN_S, until_s / _MAX_RATE_BINS))
    edge_s = np.arange(np.ceil(until_s / bin_s - 1e-9) + 1) * bin_s
    # The schedule may end within a bin: its lines were due in that part only.
    offered_s = np.minimum(edge_s[1:], end_s) - edge_s[:-1]
    offered_s = np.where(offered_s > 0, offered_s, bin_s)
    when, counts = np.unique(visible_s, return_counts=True)
    seen = np.interp(edge_s, np.append(0.0, when), np.append(0.0, np.cumsum(counts)), left=0.0)
    return Rates(
        edge_s,
        np.histogram(due_s, edge_s)[0] / offered_s,
        np.histogram(sent_s, edge_s)[0] / offered_s,
        np.diff(seen) / bin_s,
    )
