"""A rate that changes evenly from one to another."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from loadgen.errors import BadInput
from loadgen.schedule import settle
from loadgen.schedule.schedule import Int64, check_duration, check_rate
from loadgen.units import NS_PER_S


@dataclass(frozen=True)
class Ramp:
    """A rate that changes linearly, up or down.

    With a the rate at the start and k its change in a ns, a*t + k*t²/2 lines are due before t.
    Line i is due at the root of that, written so that nothing cancels: 2i / (a + sqrt(a² + 2ki)).

    Args:
        from_per_s: lines per second at the start; may be 0 if `to_per_s` isn't.
        to_per_s: lines per second at the end.
        duration_ns: how long, ns.

    Raises:
        BadInput: if any is out of bounds.
    """

    from_per_s: float
    to_per_s: float
    duration_ns: int
    count: int = field(init=False)

    _from_per_ns: float = field(init=False, repr=False, compare=False)
    _change: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_rate(self.from_per_s, or_none=True)
        check_rate(self.to_per_s, or_none=True)
        check_duration(self.duration_ns)
        if not self.from_per_s + self.to_per_s > 0:
            raise BadInput(
                "schedule: a ramp from 0 to 0 sends nothing: one of its rates must be above 0"
            )
        mean_per_s = (Fraction(self.from_per_s) + Fraction(self.to_per_s)) / 2
        object.__setattr__(self, "count", math.ceil(mean_per_s * self.duration_ns / NS_PER_S))
        object.__setattr__(self, "_from_per_ns", self.from_per_s / NS_PER_S)
        change = (self.to_per_s - self.from_per_s) / NS_PER_S / self.duration_ns
        object.__setattr__(self, "_change", change)

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due, ns since the start (see `Schedule`)."""
        # The same operations in the same order as `due_at`: IEEE rounds each of them in one way
        # only, so that both give the same ns.
        due = np.empty(len(index), np.int64)
        for start in range(0, len(index), settle.CHUNK):
            part = slice(start, start + settle.CHUNK)
            i = index[part].astype(np.float64)
            both = i * (2 * self._change)
            both += self._from_per_ns**2
            np.sqrt(np.maximum(both, 0.0, out=both), out=both)
            both += self._from_per_ns
            both[both == 0] = 1.0
            i *= 2
            i /= both
            due[part] = i
        return np.minimum(due, self.duration_ns - 1, out=due)

    def due_at(self, index: int) -> int:
        """When one line is due, ns since the start."""
        rate = math.sqrt(max(self._from_per_ns**2 + 2 * self._change * index, 0.0))
        due = int(2 * index / ((self._from_per_ns + rate) or 1.0))
        return min(due, self.duration_ns - 1)

    def count_due(self, elapsed_ns: int) -> int:
        """How many lines are due at or before a time (see `Schedule`)."""
        return settle.count_due(self, elapsed_ns, self._about)

    def counts_due(self, elapsed_ns: Int64) -> Int64:
        """How many lines are due at or before each time (see `Schedule`)."""
        return settle.counts_due(self, elapsed_ns, self._about, self.due_ns)

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from."""
        return {
            "kind": "ramp",
            "from_per_s": self.from_per_s,
            "to_per_s": self.to_per_s,
            "duration_ns": self.duration_ns,
        }

    def _about(self, ns: int | Int64) -> Any:  # noqa: ANN401 - a number of one, an array of many
        return ns * (self._from_per_ns + self._change / 2 * ns)
