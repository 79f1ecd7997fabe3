"""Rates that are constant between knots."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from loadgen.schedule import settle
from loadgen.schedule.schedule import Int64, Schedule


class Knots:
    """How many lines are due before some moments, straight lines in between, over and over.

    Line i is due where the straight line between two knots reaches i, rounded down to a whole ns.

    Args:
        at_ns: the moments, ns; from 0 up, ascending. The last one is where it begins anew.
        lines: how many lines are due before each; from 0 up, never decreasing.
    """

    def __init__(self, at_ns: Sequence[int], lines: Sequence[float]) -> None:
        self._at_ns = np.array(at_ns, np.int64)
        self._lines = np.array(lines, np.float64)
        self._turn_ns = int(self._at_ns[-1])
        self._turn_lines = float(self._lines[-1])
        self._most = float(np.nextafter(self._turn_lines, 0.0))
        # Where no line is due, none has to be found.
        some = np.flatnonzero(np.diff(self._lines))
        self._begin_ns = self._at_ns[some]
        self._length_ns = np.diff(self._at_ns)[some]
        self._begin = self._lines[some]
        self._rise = np.diff(self._lines)[some]
        self._pieces: list[tuple[int, int, float]] = list(
            zip(
                self._begin_ns.tolist(),
                self._length_ns.tolist(),
                self._rise.tolist(),
                strict=True,
            )
        )
        self._begins: list[float] = self._begin.tolist()
        self._knots: list[tuple[int, float]] = list(
            zip(self._at_ns.tolist(), self._lines.tolist(), strict=True)
        )

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due, ns since the start, int64[n]; in any order."""
        # The same operations in the same order as `due_at`: IEEE rounds each of them in one way
        # only, so that both give the same ns.
        due = np.empty(len(index), np.int64)
        for start in range(0, len(index), settle.CHUNK):
            here = slice(start, start + settle.CHUNK)
            i = index[here].astype(np.float64)
            turn = np.floor(i / self._turn_lines)
            rest = np.clip(i - turn * self._turn_lines, 0.0, self._most)
            piece = np.searchsorted(self._begin, rest, side="right") - 1
            length_ns = self._length_ns[piece]
            share = (rest - self._begin[piece]) / self._rise[piece]
            into_ns = np.minimum((share * length_ns).astype(np.int64), length_ns - 1)
            into_ns += self._begin_ns[piece]
            into_ns += turn.astype(np.int64) * self._turn_ns
            due[here] = into_ns
        return due

    def due_at(self, index: int) -> int:
        """When one line is due, ns since the start."""
        turn = int(index / self._turn_lines)
        rest = min(max(index - turn * self._turn_lines, 0.0), self._most)
        piece = bisect_right(self._begins, rest) - 1
        begin_ns, length_ns, rise = self._pieces[piece]
        share = (rest - self._begins[piece]) / rise
        return turn * self._turn_ns + begin_ns + min(int(share * length_ns), length_ns - 1)

    def lines_before(self, ns: Int64) -> NDArray[np.float64]:
        """How many lines are due before each time, float64[n]."""
        turn = ns // self._turn_ns
        rest_ns = ns - turn * self._turn_ns
        lines: NDArray[np.float64] = np.interp(rest_ns, self._at_ns, self._lines)
        lines += turn * self._turn_lines
        return lines

    def lines_before_one(self, ns: int) -> float:
        """How many lines are due before one time."""
        turn, rest_ns = divmod(ns, self._turn_ns)
        piece = bisect_right(self._knots, (rest_ns, np.inf)) - 1
        (left_ns, left), (right_ns, right) = self._knots[piece : piece + 2]
        share = (rest_ns - left_ns) / (right_ns - left_ns)
        return turn * self._turn_lines + left + (right - left) * share


class _OnKnots(Schedule, Protocol):
    @property
    def _knots(self) -> Knots: ...


class OnKnots:
    """What schedules made of knots have in common; each is over before its duration is."""

    def due_ns(self: _OnKnots, index: Int64) -> Int64:
        """When lines are due, ns since the start (see `Schedule`)."""
        due_ns = self._knots.due_ns(index)
        return np.minimum(due_ns, self.duration_ns - 1, out=due_ns)

    def due_at(self: _OnKnots, index: int) -> int:
        """When one line is due, ns since the start."""
        return min(self._knots.due_at(index), self.duration_ns - 1)

    def count_due(self: _OnKnots, elapsed_ns: int) -> int:
        """How many lines are due at or before a time (see `Schedule`)."""
        return settle.count_due(self, elapsed_ns, self._knots.lines_before_one)

    def counts_due(self: _OnKnots, elapsed_ns: Int64) -> Int64:
        """How many lines are due at or before each time (see `Schedule`)."""
        return settle.counts_due(self, elapsed_ns, self._knots.lines_before, self.due_ns)
