"""Schedules one after the other."""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from loadgen.errors import BadInput
from loadgen.schedule.schedule import Int64, Schedule, check_duration, check_schedule


@dataclass(frozen=True)
class Chain:
    """Schedules one after the other; each begins when the one before it is over.

    Args:
        parts: at least one.

    Raises:
        BadInput: if there is none, or they are too long together.
    """

    parts: tuple[Schedule, ...]
    count: int = field(init=False)
    duration_ns: int = field(init=False)

    _first: list[int] = field(init=False, repr=False, compare=False)
    _start_ns: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.parts, tuple) or not self.parts:
            raise BadInput("schedule: a chain takes at least one part")
        for part in self.parts:
            check_schedule(part)
        *first, count = accumulate((part.count for part in self.parts), initial=0)
        *start_ns, duration_ns = accumulate((part.duration_ns for part in self.parts), initial=0)
        check_duration(duration_ns)
        object.__setattr__(self, "count", count)
        object.__setattr__(self, "duration_ns", duration_ns)
        object.__setattr__(self, "_first", first)
        object.__setattr__(self, "_start_ns", start_ns)

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due, ns since the start (see `Schedule`)."""
        due = np.empty(len(index), np.int64)
        begins = [*np.searchsorted(index, self._first).tolist(), len(index)]
        for k, (part, here) in enumerate(zip(self.parts, pairwise(begins), strict=True)):
            mine = slice(*here)
            np.add(part.due_ns(index[mine] - self._first[k]), self._start_ns[k], out=due[mine])
        return due

    def due_at(self, index: int) -> int:
        """When one line is due, ns since the start."""
        k = bisect_right(self._first, index) - 1
        return self.parts[k].due_at(index - self._first[k]) + self._start_ns[k]

    def count_due(self, elapsed_ns: int) -> int:
        """How many lines are due at or before a time (see `Schedule`)."""
        k = max(bisect_right(self._start_ns, elapsed_ns) - 1, 0)
        return self._first[k] + self.parts[k].count_due(elapsed_ns - self._start_ns[k])

    def counts_due(self, elapsed_ns: Int64) -> Int64:
        """How many lines are due at or before each time (see `Schedule`)."""
        counts = np.empty(len(elapsed_ns), np.int64)
        which = np.searchsorted(self._start_ns[1:], elapsed_ns, side="right")
        for k, part in enumerate(self.parts):
            here = np.flatnonzero(which == k)
            counts[here] = part.counts_due(elapsed_ns[here] - self._start_ns[k]) + self._first[k]
        return counts

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from."""
        return {"kind": "chain", "parts": [part.spec() for part in self.parts]}
