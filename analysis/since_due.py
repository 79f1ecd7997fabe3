"""How long lines took from one moment to another: exact order statistics without a list of lines.

Lines that leave or become visible together differ in when they were due, and due times ascend. So
within such a span the shortest time is the last line's, and how many lines took longer than x is
how many were due before a moment: the schedule knows that. A quantile is looked for between bounds
which a sample of the lines gives; only the lines between them are listed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from typing import Protocol

import numpy as np

from analysis import pieces
from analysis.histogram import Histogram, bucket_of, lowest_ns, merged
from analysis.pieces import all_of, mapped
from analysis.record import Int64
from analysis.steps import Spans

_LISTED = 1 << 18  # as many lines are listed without further ado
_PROBES = 1 << 14


class Due(Protocol):
    """Knows when the lines of a lane are due, ns on the run clock; see `analysis.lines.Lane`."""

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due."""

    def due_upto(self, times_ns: Int64) -> Int64:
        """How many lines are due at or before times."""

    @property
    def start_ns(self) -> int:
        """When the schedule started."""


@dataclass(frozen=True, eq=False)
class SinceDue:
    """From when lines were due to the moment that their span has in common.

    Args:
        parts: lanes, each with its spans.
        lost: lines that are in no span.
        mean_due_ns: says the mean due time of all lines, ns since the schedule's start; asked only
            if none is lost.
    """

    parts: Sequence[tuple[Due, Spans]]
    lost: int
    mean_due_ns: Callable[[], float]

    @cached_property
    def known(self) -> int:
        """How many lines are in a span."""
        return sum(int(spans.count.sum()) for _, spans in self.parts)

    @cached_property
    def _ends(self) -> list[tuple[Int64, Int64]]:
        """The shortest and the longest time of each span, by lane."""
        return [
            (spans.time_ns - lane.due_ns(spans.stop - 1), spans.time_ns - lane.due_ns(spans.first))
            for lane, spans in self.parts
        ]

    @property
    def least_ns(self) -> int:
        """The shortest."""
        return min(int(least.min()) for least, _ in self._ends if len(least))

    @property
    def most_ns(self) -> int:
        """The longest."""
        return max(int(most.max()) for _, most in self._ends if len(most))

    @property
    def mean_ns(self) -> float:
        """The mean."""
        sums = [
            float(spans.count @ (spans.time_ns - lane.start_ns).astype(np.float64))
            for lane, spans in self.parts
        ]
        return sum(sums) / self.known - self.mean_due_ns()

    def upto(self, ns: int) -> int:
        """How many took a time or less."""
        return sum(
            sum(mapped(partial(_upto, lane, spans, *ends, ns), 0, len(spans)))
            for (lane, spans), ends in zip(self.parts, self._ends, strict=True)
        )

    def at(self, ranks: Sequence[int]) -> list[int]:
        """The durations of these ranks, ns."""
        if self.known <= _LISTED:
            ordered = np.sort(self._listed())
            return [int(ordered[rank - 1]) for rank in ranks]
        return [self._select(rank) for rank in ranks]

    def histogram(self) -> Histogram:
        """All of them by size."""
        some = chain.from_iterable(
            _counted(lane, spans, *ends)
            for (lane, spans), ends in zip(self.parts, self._ends, strict=True)
        )
        found = merged(some)
        return Histogram(found.bucket, found.count, self.lost)

    def _listed(self, step: int = 1) -> Int64:
        """Every line's time, or every n-th line's, int64[n]."""
        values = []
        for lane, spans in self.parts:
            if not len(spans):
                continue
            index = np.arange(spans.first[0], spans.stop[-1], step)
            time_ns = spans.time_ns[np.searchsorted(spans.stop, index, side="right")]
            values.append(time_ns - lane.due_ns(index))
        return np.concatenate([np.empty(0, np.int64), *values])

    @cached_property
    def _probes(self) -> Int64:
        """The times of some lines that lie evenly among all, ascending."""
        return np.sort(self._listed(max(self.known // _PROBES, 1)))

    def _select(self, rank: int) -> int:
        """The duration of a rank: between two probes which have it between them."""
        probes = self._probes
        middle = rank / self.known * len(probes)
        reach = 4.0
        while True:
            low, high = int(middle - reach) - 1, int(middle + reach) + 1
            low_ns = int(probes[low]) if low >= 0 else self.least_ns
            high_ns = int(probes[high]) if high < len(probes) else self.most_ns
            below, upto = self.upto(low_ns - 1), self.upto(high_ns)
            if below < rank <= upto:
                break
            reach *= 4
        if low_ns == high_ns:
            return low_ns
        between = self._between(low_ns, high_ns)
        return int(np.partition(between, rank - below - 1)[rank - below - 1])

    def _between(self, low_ns: int, high_ns: int) -> Int64:
        """The durations from `low_ns` to `high_ns`, both included, in no order."""
        values = []
        for (lane, spans), (least, most) in zip(self.parts, self._ends, strict=True):
            some = spans.chosen(np.flatnonzero((least <= high_ns) & (most >= low_ns)))
            first = np.clip(lane.due_upto(some.time_ns - high_ns - 1), some.first, some.stop)
            stop = np.clip(lane.due_upto(some.time_ns - low_ns), some.first, some.stop)
            values.append(np.repeat(some.time_ns, stop - first) - lane.due_ns(_all(first, stop)))
        return np.concatenate(values)


def _upto(lane: Due, spans: Spans, least: Int64, most: Int64, ns: int, part: slice) -> int:  # noqa: PLR0917 - all of a part of a lane
    """How many lines of some spans took a time or less."""
    within = least[part] <= ns
    whole = most[part] <= ns
    cut = spans.chosen(np.flatnonzero(within & ~whole) + part.start)
    slower = np.clip(lane.due_upto(cut.time_ns - ns - 1), cut.first, cut.stop)
    return int(spans.count[part][whole].sum() + (cut.stop - slower).sum())


def _counted(lane: Due, spans: Spans, least: Int64, most: Int64) -> list[Histogram]:
    """The spans of a lane by size: bucket by bucket, or line by line where lines are fewer."""
    low, high = bucket_of(least), bucket_of(most)
    by_bucket = high - low < spans.count
    wide, narrow = np.flatnonzero(by_bucket), np.flatnonzero(~by_bucket)
    parts = [_by_bucket(lane, spans.chosen(part), low[part], high[part])
             for part in _shared_out(wide, (high - low + 1)[wide])]  # fmt: skip
    few = _shared_out(narrow, spans.count[narrow])
    return parts + all_of(lambda part: _by_line(lane, spans.chosen(part)), few)


def _by_bucket(lane: Due, spans: Spans, low: Int64, high: Int64) -> Histogram:
    """How many lines of each span are in each bucket, asked of the schedule."""
    buckets = _all(low, high + 1)
    widths = high - low + 1
    time_ns, first = np.repeat(spans.time_ns, widths), np.repeat(spans.first, widths)
    # The lines up to here are in this bucket of their span or in a higher one.
    upto = np.clip(
        lane.due_upto(time_ns - lowest_ns(buckets)), first, np.repeat(spans.stop, widths)
    )
    lowest = np.cumsum(widths) - widths
    upto[lowest] = spans.stop
    behind = np.append(upto[1:], 0)
    behind[lowest + widths - 1] = spans.first
    return _summed(buckets, upto - behind)


def _by_line(lane: Due, spans: Spans) -> Histogram:
    index = _all(spans.first, spans.stop)
    buckets = bucket_of(np.repeat(spans.time_ns, spans.count) - lane.due_ns(index))
    return _summed(buckets, None)


def _summed(buckets: Int64, counts: Int64 | None) -> Histogram:
    least = int(buckets.min())
    total = np.bincount(buckets - least, weights=counts).astype(np.int64)
    found = np.flatnonzero(total)
    return Histogram(found + least, total[found])


def _all(first: Int64, stop: Int64) -> Int64:
    """The numbers of all ranges, one range after the other."""
    count = stop - first
    before = np.cumsum(count) - count
    numbers: Int64 = np.arange(int(count.sum())) + np.repeat(first - before, count)
    return numbers


def _shared_out(which: Int64, sizes: Int64) -> list[Int64]:
    """Neighbours put together until they make up a piece each."""
    if not len(which):
        return []
    piece = (np.cumsum(sizes) - sizes) // pieces.PIECE
    return np.split(which, np.flatnonzero(np.diff(piece)) + 1)
