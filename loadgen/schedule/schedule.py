"""What every schedule can tell."""

import math
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from loadgen.errors import BadInput
from loadgen.units import NS_PER_S

Int64 = NDArray[np.int64]

MOST_PER_S = 1e9
"""The highest rate: due times are whole ns, and a line a ns is far beyond what any system takes."""

LONGEST_NS = 10**16
"""The longest schedule, 115 days: whatever a schedule counts stays far inside int64."""


_NEXT_TO_NONE = Fraction(1, 10**9)


class Schedule(Protocol):
    """A number of lines and when each is due. Several threads may ask.

    Due times are ns since the schedule's start, never decrease, and lie in [0, `duration_ns`).
    """

    @property
    def count(self) -> int:
        """Lines in all."""

    @property
    def duration_ns(self) -> int:
        """From the start until the schedule is over, ns."""

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due.

        Args:
            index: int64[n], each in [0, `count`), ascending: schedules draw on that to be fast.

        Returns:
            int64[n], ns since the start.
        """

    def due_at(self, index: int) -> int:
        """When one line is due, ns since the start: `due_ns` for one, without numpy's cost."""

    def count_due(self, elapsed_ns: int) -> int:
        """How many lines are due at or before a time: the exact inverse of `due_ns`.

        Args:
            elapsed_ns: ns since the start; any whole number.
        """

    def counts_due(self, elapsed_ns: Int64) -> Int64:
        """How many lines are due at or before each of many times: `count_due` for arrays.

        Args:
            elapsed_ns: ns since the start, int64[n], in any order; any whole numbers.

        Returns:
            int64[n], lines.
        """

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from; JSON."""


def check_rate(per_s: Any, *, or_none: bool = False) -> None:  # noqa: ANN401 - a spec may hold anything
    """Refuse what is no rate.

    Args:
        per_s: lines per second.
        or_none: whether it may be 0.

    Raises:
        BadInput: if it is anything but a number above 0, up to `MOST_PER_S`.
    """
    number = isinstance(per_s, int | float) and not isinstance(per_s, bool) and math.isfinite(per_s)
    if not number or not 0 <= per_s <= MOST_PER_S or (per_s == 0 and not or_none):
        least = "from" if or_none else "above"
        raise BadInput(
            f"schedule: {per_s!r} is not a rate: it takes lines per second {least} 0, up to 1G"
        )


def check_duration(ns: Any) -> None:  # noqa: ANN401 - a spec may hold anything
    """Refuse what is no duration.

    Raises:
        BadInput: if it is anything but a whole number in [1, `LONGEST_NS`].
    """
    if not isinstance(ns, int) or isinstance(ns, bool) or not 1 <= ns <= LONGEST_NS:
        raise BadInput(
            f"schedule: {ns!r} is not a duration: it takes whole ns from 1 to {LONGEST_NS}"
        )


def check_schedule(part: Any) -> None:  # noqa: ANN401 - a spec may hold anything
    """Refuse what is no schedule.

    Raises:
        BadInput: if it isn't.
    """
    if not hasattr(part, "count_due"):
        raise BadInput(f"schedule: {part!r} is not a schedule: it takes one with a kind")


def exactly(per_s: float) -> Fraction:
    """A rate as lines per ns, as it was written: 0.1 is a tenth, which the float nearest isn't."""
    return Fraction(repr(float(per_s))) / NS_PER_S


def whole_lines(lines: Fraction) -> int:
    """How many lines are due in a time by whose end `lines` are.

    Raises:
        BadInput: if it is next to none.
    """
    if lines < _NEXT_TO_NONE:
        raise BadInput("schedule: no line is due in it: it takes a higher rate or a longer time")
    return math.ceil(lines)
