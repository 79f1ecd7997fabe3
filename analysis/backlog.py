"""Whether a system keeps up: how much longer the oldest line of each result took than the last's.

The oldest line of a batch has waited for a whole batch to pass, and then for its own. In a system
that keeps up that is always about the same, whatever the interval, while the latency of single
lines is a sawtooth and so is the number of lines that wait. In one that doesn't, it grows with
every second of load. It counts from due, not from sent: lines that the generator couldn't hand over
wait too. And it is a time, not a number of lines, so that a rate that changes isn't taken for a
backlog.

The slope is Theil and Sen's, the median over all pairs of points: a pause, or a batch that the
garbage collector hit, moves it little. Beside it stands the share of the pairs that rise (Kendall's
tau, as a share): a trend has it near 1, chance near a half.
"""

from dataclasses import dataclass

import numpy as np

from analysis.latency import Lines, progress_of
from analysis.record import Columns, Int64
from loadgen.units import NS_PER_MS, NS_PER_S

# A micro-batch engine that falls behind takes ever larger batches: at 1.6 times what it gets done,
# each takes 1.6 times as long as the one before, and of a window of 10 s only a few are left.
LEAST_POINTS = 3
_MOST_POINTS = 300  # pairs grow with the square


@dataclass(frozen=True)
class Growth:
    """How the latency of each result's oldest line changed over the measured lines.

    Args:
        gain: seconds by which it grew per second of load.
        rising: share of the pairs of results in which the later one is slower, 0 to 1.
        drift_ms: what the gain amounts to over all the load measured.
        first_ms: of the first result.
        last_ms: of the last.
        usual_ms: of the quarter of the results that did best, the slowest.
    """

    gain: float
    rising: float
    drift_ms: float
    first_ms: float
    last_ms: float
    usual_ms: float

    @property
    def share(self) -> float:
        """The gain as a share of the load that isn't got done, 0 to 1.

        What gets 1 - share of the load done takes 1 / (1 - share) seconds for a second of it. Where
        batches grow as well, the oldest line waits for ever larger ones: then it is an upper bound.
        """
        return self.gain / (1 + self.gain) if self.gain > 0 else 0.0


def growth(lines: Lines, measured: slice, visible: Columns) -> Growth | None:
    """How the latency of each result's oldest line changed over the measured lines.

    Args:
        lines: every line.
        measured: which of them count.
        visible: columns `analysis.record.VISIBLE`.

    Returns:
        None if fewer than `LEAST_POINTS` results have an oldest line that was measured.
    """
    reached = progress_of(visible["lines"], len(lines))
    before = np.concatenate(([0], reached[:-1]))
    chosen = (reached > before) & (before >= measured.start) & (before < measured.stop)
    if np.count_nonzero(chosen) < LEAST_POINTS:
        return None
    due_ns = lines.due_ns[before[chosen]]
    took_ns = visible["visible_ns"][chosen] - due_ns
    some = np.unique(np.linspace(0, len(due_ns) - 1, _MOST_POINTS).round().astype(np.int64))
    gain, rising = trend(due_ns[some], took_ns[some])
    load_s = float(lines.due_ns[measured.stop - 1] - lines.due_ns[measured.start]) / NS_PER_S
    return Growth(
        gain=gain,
        rising=rising,
        drift_ms=gain * load_s * 1000,
        first_ms=float(took_ns[0]) / NS_PER_MS,
        last_ms=float(took_ns[-1]) / NS_PER_MS,
        usual_ms=float(np.quantile(took_ns, 0.25, method="inverted_cdf")) / NS_PER_MS,
    )


def waiting_ms(lines: Lines, visible: Columns, at_ns: int) -> float:
    """How long the oldest line that isn't visible has been due at a moment, ms; 0 if none is."""
    results = int(np.searchsorted(visible["visible_ns"], at_ns, side="right"))
    seen = int(progress_of(visible["lines"][:results], len(lines)).max(initial=0))
    if seen == len(lines):
        return 0.0
    return max(0.0, float(at_ns - lines.due_ns[seen]) / NS_PER_MS)


def trend(times: Int64, values: Int64) -> tuple[float, float]:
    """The median slope over all pairs of points, and the share of the pairs that rise.

    Args:
        times: ascending, int64[n].
        values: int64[n].

    Returns:
        Both 0 if there are no two times.
    """
    early, late = np.triu_indices(len(times), k=1)
    apart, rise = times[late] - times[early], values[late] - values[early]
    at_once = apart == 0
    apart, rise = apart[~at_once], rise[~at_once]
    if not len(apart):
        return 0.0, 0.0
    return float(np.median(rise / apart)), float(np.mean(rise > 0))
