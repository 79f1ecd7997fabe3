"""A schedule dealt out to several ordered sub-streams."""

from dataclasses import dataclass, field
from typing import TypeVar

from loadgen.schedule.schedule import Int64, Schedule

Count = TypeVar("Count", int, Int64)


@dataclass(frozen=True)
class LaneView:
    """One lane's share of a schedule: line j of lane k is line j * lanes + k of the schedule.

    Args:
        schedule: whose lines.
        lane: which lane, from 0 up.
        lanes: how many lanes share the schedule.
    """

    schedule: Schedule
    lane: int
    lanes: int
    count: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", self._share(self.schedule.count))

    def due_ns(self, index: Int64) -> Int64:
        """When lines of this lane are due, ns since the schedule's start.

        Args:
            index: int64[n], the lines' numbers in this lane, each in [0, `count`),
                ascending.
        """
        return self.schedule.due_ns(index * self.lanes + self.lane)

    def due_at(self, index: int) -> int:
        """When one line of this lane is due, ns since the schedule's start."""
        return self.schedule.due_at(index * self.lanes + self.lane)

    def count_due(self, elapsed_ns: int) -> int:
        """How many lines of this lane are due at or before a time, ns since the start."""
        return self._share(self.schedule.count_due(elapsed_ns))

    def counts_due(self, elapsed_ns: Int64) -> Int64:
        """How many lines of this lane are due at or before each time, ns since the start.

        Args:
            elapsed_ns: int64[n], in any order.
        """
        return self._share(self.schedule.counts_due(elapsed_ns))

    def _share(self, count: Count) -> Count:
        return (count - self.lane + self.lanes - 1) // self.lanes
