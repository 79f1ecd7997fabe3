"""The same rate throughout."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadgen.schedule import settle
from loadgen.schedule.schedule import Int64, check_duration, check_rate
from loadgen.units import NS_PER_S

_MOST_LINES = 2**31 - 1  # a period
_LONGEST_PERIOD_NS = 2**62


@dataclass(frozen=True)
class Constant:
    """Lines at even distances; line i is due i/rate after the start, rounded down to a whole ns.

    Args:
        rate_per_s: lines per second.
        duration_ns: how long, ns.

    Raises:
        BadInput: if either is out of bounds.
    """

    rate_per_s: float
    duration_ns: int
    count: int = field(init=False)

    # The rate as a ratio of whole numbers: `_lines` lines every `_period_ns`. Floating point would
    # drift by a line now and then, and the two directions would disagree about which.
    _lines: int = field(init=False, repr=False, compare=False)
    _period_ns: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_rate(self.rate_per_s)
        check_duration(self.duration_ns)
        # As it was written: 0.1 is meant to be a tenth, which the float nearest to it isn't. The
        # bounds keep `due_ns` inside int64 and move no line by as much as a ns in 2**31 lines.
        distance_ns = min(
            NS_PER_S / Fraction(repr(float(self.rate_per_s))), Fraction(_LONGEST_PERIOD_NS)
        )
        most_lines = min(_MOST_LINES, _LONGEST_PERIOD_NS // math.ceil(distance_ns))
        distance_ns = distance_ns.limit_denominator(most_lines)
        object.__setattr__(self, "_period_ns", distance_ns.numerator)
        object.__setattr__(self, "_lines", distance_ns.denominator)
        object.__setattr__(self, "count", self._count_before(self.duration_ns))

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due, ns since the start (see `Schedule`)."""
        due = np.empty(len(index), np.int64)
        for start in range(0, len(index), settle.CHUNK):
            part = slice(start, start + settle.CHUNK)
            self._due_ns(index[part], due[part])
        return due

    def due_at(self, index: int) -> int:
        """When one line is due, ns since the start."""
        return index * self._period_ns // self._lines

    def count_due(self, elapsed_ns: int) -> int:
        """How many lines are due at or before a time (see `Schedule`)."""
        if elapsed_ns < 0:
            return 0
        return min(self._count_before(elapsed_ns + 1), self.count)

    def counts_due(self, elapsed_ns: Int64) -> Int64:
        """How many lines are due at or before each time (see `Schedule`)."""
        return settle.counts_due(self, elapsed_ns, self._about, self.due_ns)

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from."""
        return {"kind": "constant", "rate_per_s": self.rate_per_s, "duration_ns": self.duration_ns}

    def _count_before(self, elapsed_ns: int) -> int:
        """How many i there are with i * distance < elapsed: rounded up, as line 0 is due at 0."""
        return -(-elapsed_ns * self._lines // self._period_ns)

    def _about(self, ns: Int64) -> NDArray[np.floating]:
        return ns * (self._lines / self._period_ns)

    def _due_ns(self, index: Int64, due_ns: Int64) -> None:
        """Write when lines are due, in any order, into `due_ns`."""
        # index * period_ns would overflow, so the whole ns of a distance and the rest of it are
        # set apart, and lines are counted from the first one, or else within their period: what
        # is multiplied last stays below 2**31 * 2**31.
        whole_ns, part = divmod(self._period_ns, self._lines)
        first = int(index.min())
        if int(index.max()) - first > _MOST_LINES:
            periods = index // self._lines
            np.multiply(periods, self._period_ns, out=due_ns)
            steps = index - periods * self._lines
            over = 0
        else:
            first_ns, over = divmod(first * self._period_ns, self._lines)
            due_ns[:] = first_ns
            steps = index - first
        due_ns += steps * whole_ns
        steps *= part
        steps += over
        steps //= self._lines
        due_ns += steps
