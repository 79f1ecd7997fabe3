"""Counts of lines as staircases: how many had left, or were in, at each moment that it was told."""

from dataclasses import dataclass

import numpy as np

from analysis.record import Int64


@dataclass(frozen=True, eq=False)
class Spans:
    """Neighbouring lines that have a moment in common, in the order of the lines.

    Args:
        first: each span's first line, int64[spans].
        stop: the line after its last, int64[spans]; no span is empty.
        time_ns: the moment, int64[spans].
        row: which step of the staircase it is, int64[spans].
    """

    first: Int64
    stop: Int64
    time_ns: Int64
    row: Int64

    def __len__(self) -> int:
        return len(self.first)

    @property
    def count(self) -> Int64:
        """Lines of each span, int64[spans]."""
        return self.stop - self.first

    def chosen(self, which: Int64 | slice) -> "Spans":
        """Some of the spans."""
        return Spans(self.first[which], self.stop[which], self.time_ns[which], self.row[which])


@dataclass(frozen=True, eq=False)
class Steps:
    """A staircase of lines over time.

    Args:
        lines: lines so far, never falling, int64[steps].
        time_ns: when that was so, ascending, int64[steps].
    """

    lines: Int64
    time_ns: Int64

    @classmethod
    def of(cls, counts: Int64, times_ns: Int64, most: int) -> "Steps":
        """The staircase of counts as they were told.

        Counts that go down take nothing back: what was in hand was in hand.

        Args:
            counts: lines so far, int64[steps].
            times_ns: when that was so, ascending, int64[steps].
            most: how many lines there are; counts beyond it are cut.
        """
        return cls(np.maximum.accumulate(np.clip(counts, 0, most)), times_ns)

    @property
    def total(self) -> int:
        """Lines that the last step has."""
        return int(self.lines[-1]) if len(self.lines) else 0

    def before(self, times_ns: Int64) -> Int64:
        """Lines so far just before some times, int64[n]."""
        steps = np.searchsorted(self.time_ns, times_ns, side="left")
        return np.concatenate(([0], self.lines))[steps]

    def spans(self, first: int, stop: int) -> Spans:
        """The lines from `first` to before `stop` that any step has, by step."""
        ends = np.clip(self.lines, first, stop)
        begins = np.concatenate(([first], ends[:-1]))
        row = np.flatnonzero(ends > begins)
        return Spans(begins[row], ends[row], self.time_ns[row], row)


def joined(one: Spans, other: Spans) -> tuple[Int64, Int64, Int64]:
    """The stretches of lines that two staircases share.

    Returns:
        Lines of each stretch, and its place in `one` and in `other`; each int64[stretches].
    """
    if not len(one) or not len(other):
        nothing = np.empty(0, np.int64)
        return nothing, nothing, nothing
    since = max(int(one.first[0]), int(other.first[0]))
    until = min(int(one.stop[-1]), int(other.stop[-1]))
    # Both ascend already: a stable sort only has to merge them.
    edges = np.sort(np.concatenate((one.stop, other.stop)), kind="stable")
    edges = edges[(edges > since) & (edges <= until)]
    edges = np.concatenate(([since], edges[np.diff(edges, prepend=since) > 0]))
    begins = edges[:-1]
    return (
        np.diff(edges),
        np.searchsorted(one.stop, begins, side="right"),
        np.searchsorted(other.stop, begins, side="right"),
    )
