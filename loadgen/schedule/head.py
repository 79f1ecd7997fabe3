"""The first lines of another schedule."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from loadgen.errors import BadInput
from loadgen.schedule.schedule import Int64, Schedule, check_schedule


@dataclass(frozen=True)
class Head:
    """The first lines of another schedule; it is over when the line after them would be due.

    Args:
        schedule: whose lines.
        count: how many of them, from 1 to all.

    Raises:
        BadInput: if the schedule hasn't as many.
    """

    schedule: Schedule
    count: int
    duration_ns: int = field(init=False)

    def __post_init__(self) -> None:
        check_schedule(self.schedule)
        if type(self.count) is not int or not 1 <= self.count <= self.schedule.count:
            raise BadInput(
                f"schedule: head takes a count from 1 to {self.schedule.count}, not {self.count!r}"
            )
        duration_ns = self.schedule.duration_ns
        if self.count < self.schedule.count:
            last_ns = self.schedule.due_at(self.count - 1)
            duration_ns = max(self.schedule.due_at(self.count), last_ns + 1)
        object.__setattr__(self, "duration_ns", duration_ns)

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due, ns since the start (see `Schedule`)."""
        return self.schedule.due_ns(index)

    def due_at(self, index: int) -> int:
        """When one line is due, ns since the start."""
        return self.schedule.due_at(index)

    def count_due(self, elapsed_ns: int) -> int:
        """How many lines are due at or before a time (see `Schedule`)."""
        return min(self.schedule.count_due(elapsed_ns), self.count)

    def counts_due(self, elapsed_ns: Int64) -> Int64:
        """How many lines are due at or before each time (see `Schedule`)."""
        return np.minimum(self.schedule.counts_due(elapsed_ns), self.count)

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from."""
        return {"kind": "head", "schedule": self.schedule.spec(), "count": self.count}
