"""Whether a system keeps up: how much longer the oldest line of each batch took than the last's.

The oldest line of a batch has waited for a whole batch to pass, and then for its own. In a system
that keeps up that is always about the same, whatever the interval, while the latency of single
lines is a sawtooth and so is the number of lines that wait. In one that doesn't, it grows with
every second of load. It counts from due, not from sent: lines that the generator couldn't hand over
wait too. And it is a time, not a number of lines, so that a rate that changes isn't taken for a
backlog.

The slope is Theil and Sen's, the median over all pairs of points: a pause, or a batch that the
garbage collector hit, moves it little. Its interval is Sen's (1968), from Kendall's distribution of
the number of pairs that rise: no form of the errors is assumed.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analysis.lines import Lines
from analysis.record import Columns, Int64
from loadgen.units import NS_PER_MS, NS_PER_S

# A micro-batch engine that falls behind takes ever larger batches: at 1.6 times what it gets done,
# each takes 1.6 times as long as the one before, and of a window of 10 s only a few are left.
LEAST_POINTS = 3
_MOST_POINTS = 300  # pairs grow with the square
LEVEL = 0.95


@dataclass(frozen=True)
class Slope:
    """How values change over time.

    Args:
        median: the median over all pairs of points.
        low: the lower end of its interval at `LEVEL`; -inf where points are too few for one.
        high: the upper end; inf where points are too few.
        rising: share of the pairs in which the later value is higher, 0 to 1.
    """

    median: float
    low: float
    high: float
    rising: float

    @property
    def rises(self) -> bool:
        """Whether chance is ruled out: by the interval, or where there is none by every pair."""
        return self.low > 0 if np.isfinite(self.low) else self.rising == 1


@dataclass(frozen=True)
class Growth:
    """How the latency of each batch's oldest line changed over the measured lines.

    Args:
        gain: seconds by which it grew per second of load, with its interval.
        drift_ms: what the gain amounts to over all the load measured.
        first_ms: of the first batch.
        last_ms: of the last.
        usual_ms: of the quarter of the batches that did best, the slowest.
    """

    gain: Slope
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
        gain = self.gain.median
        return gain / (1 + gain) if gain > 0 else 0.0


def growth(lines: Lines, visible: Columns) -> Growth | None:
    """How the latency of each batch's oldest line changed over some lines.

    Args:
        lines: those that count.
        visible: columns `analysis.record.VISIBLE`.

    Returns:
        None if fewer than `LEAST_POINTS` batches have an oldest line that counts.
    """
    due_ns, result = _oldest(lines, visible["batch"])
    if len(due_ns) < LEAST_POINTS:
        return None
    took_ns = visible["visible_ns"][result] - due_ns
    short = len(took_ns) > LEAST_POINTS and took_ns[-1] < took_ns[-2]
    if short and _ends_load(lines, visible["batch"], int(result[-1])):
        # An engine that falls behind takes ever more lines at a time, but in the end no more than
        # there are left. That it was quicker with those says nothing.
        due_ns, took_ns = due_ns[:-1], took_ns[:-1]
    some = np.unique(np.linspace(0, len(due_ns) - 1, _MOST_POINTS).round().astype(np.int64))
    gain = trend(due_ns[some], took_ns[some])
    load_s = (lines.last_due_ns - lines.first_due_ns) / NS_PER_S
    return Growth(
        gain=gain,
        drift_ms=gain.median * load_s * 1000,
        first_ms=float(took_ns[0]) / NS_PER_MS,
        last_ms=float(took_ns[-1]) / NS_PER_MS,
        usual_ms=float(np.quantile(took_ns, 0.25, method="inverted_cdf")) / NS_PER_MS,
    )


def waiting_ms(lines: Lines, at_ns: int) -> float:
    """How long the oldest line that isn't visible has been due at a moment, ms; 0 if none is."""
    oldest_ns = at_ns
    for lane in lines.lanes:
        seen = max(int(lane.visible.before(np.array([at_ns + 1]))[0]), lane.first)
        if seen < lane.stop:
            oldest_ns = min(oldest_ns, lane.start_ns + lane.plan.due_at(seen))
    return (at_ns - oldest_ns) / NS_PER_MS


def _oldest(lines: Lines, batch: Int64) -> tuple[Int64, Int64]:
    """When the oldest line of each batch was due, and which result has it, both int64[n].

    A batch whose oldest line came before those that count isn't among them.

    Args:
        lines: those that count.
        batch: the batch of each result, int64[results].
    """
    nothing = np.empty(0, np.int64)
    due_ns = np.concatenate([nothing, *(lane.due_ns(lane.seen.first) for lane in lines.lanes)])
    result = np.concatenate([nothing, *(lane.seen.row for lane in lines.lanes)])
    earlier = [lane.visible.spans(0, lane.first).row for lane in lines.lanes]
    whole = ~np.isin(batch[result], batch[np.concatenate([nothing, *earlier])])
    due_ns, result = due_ns[whole], result[whole]
    order = np.lexsort((result, due_ns, batch[result]))
    _, first = np.unique(batch[result[order]], return_index=True)
    oldest = order[first]
    oldest = oldest[np.argsort(result[oldest])]
    return due_ns[oldest], result[oldest]


def _ends_load(lines: Lines, batch: Int64, result: int) -> bool:
    """Whether a result is of the batch that was the first to have some lane's last line."""
    last = [lane.visible.spans(max(lane.stop - 1, 0), lane.stop).row for lane in lines.lanes]
    return bool(np.isin(batch[np.concatenate(last)], batch[result]).any())


def trend(times: Int64, values: Int64) -> Slope:
    """The median slope over all pairs of points, with Sen's interval.

    Args:
        times: ascending, int64[n].
        values: int64[n].

    Returns:
        Nothing but 0 if there are no two times.
    """
    early, late = np.triu_indices(len(times), k=1)
    apart, rise = times[late] - times[early], values[late] - values[early]
    at_once = apart == 0
    slopes = np.sort(rise[~at_once] / apart[~at_once])
    pairs, points = len(slopes), len(times)
    if not pairs:
        return Slope(0.0, 0.0, 0.0, 0.0)
    spread = NormalDist().inv_cdf((1 + LEVEL) / 2) * np.sqrt(
        points * (points - 1) * (2 * points + 5) / 18
    )
    # Sen's ranks count from 1: the slopes at (pairs - spread) / 2 and (pairs + spread) / 2 + 1.
    low, high = int(np.floor((pairs - spread) / 2)) - 1, int(np.ceil((pairs + spread) / 2))
    return Slope(
        float(np.median(slopes)),
        float(slopes[low]) if low >= 0 else -np.inf,
        float(slopes[high]) if high < pairs else np.inf,
        float(np.mean(slopes > 0)),
    )
