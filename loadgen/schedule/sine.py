"""A rate that swings around its mean."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadgen.errors import BadInput
from loadgen.schedule.knots import Knots, OnKnots
from loadgen.schedule.schedule import check_duration, check_rate, exactly, whole_lines

_KNOTS = 2**14  # a period; between two of them the line is straight


@dataclass(frozen=True)
class Sine(OnKnots):
    """A rate r that swings by a share a of it: r * (1 + a * sin(2 pi t / P)).

    Its integral says how many lines are due before t. We take it at 16,384 knots a period P, and
    straight lines between them: exact both ways and fast. Lines that are due while the rate is r
    are less than P / 300,000,000 away from the sine's: 0.2 us of a minute.

    Args:
        rate_per_s: the mean, lines per second.
        amplitude: how far the rate swings, from 0 to 1, as a share of the mean.
        period_ns: from one rise through the mean to the next, ns.
        duration_ns: how long, ns; it begins with a rise.

    Raises:
        BadInput: if any is out of bounds.
    """

    rate_per_s: float
    amplitude: float
    period_ns: int
    duration_ns: int
    count: int = field(init=False)

    _knots: Knots = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_rate(self.rate_per_s)
        amplitude = self.amplitude
        number = isinstance(amplitude, int | float) and not isinstance(amplitude, bool)
        if not number or not 0 <= amplitude <= 1:
            raise BadInput(f"schedule: {amplitude!r} is not an amplitude: it takes one from 0 to 1")
        check_duration(self.period_ns)
        check_duration(self.duration_ns)
        turn_lines = exactly(self.rate_per_s) * self.period_ns
        whole_lines(turn_lines)
        knots = min(_KNOTS, self.period_ns)
        at_ns = [self.period_ns * k // knots for k in range(knots + 1)]
        turn = np.array(at_ns, np.float64) / self.period_ns
        # sin's integral from 0 to x is 1 - cos(x), which is 2 * sin(x/2) ** 2.
        swing = amplitude / math.pi * _sine_of_half_turns(turn) ** 2
        lines = float(turn_lines) * (turn + swing)
        # Where the rate is next to 0, rounding could have the lines decrease.
        lines = np.maximum.accumulate(lines)
        object.__setattr__(self, "_knots", Knots(at_ns, lines.tolist()))
        count = max(round(self._knots.lines_before_one(self.duration_ns)), 1)
        object.__setattr__(self, "count", count)

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from."""
        return {
            "kind": "sine",
            "rate_per_s": self.rate_per_s,
            "amplitude": self.amplitude,
            "period_ns": self.period_ns,
            "duration_ns": self.duration_ns,
        }


def _sine_of_half_turns(turn: NDArray[np.float64]) -> NDArray[np.float64]:
    """sin(pi * turn) for turns from 0 to 1, by its series, float64[n].

    The last digit of the machine's own sine depends on the machine, and a line's due time must not.
    """
    x = math.pi * np.minimum(turn, 1 - turn)
    series = np.ones_like(x)
    for n in range(22, 0, -2):
        series = 1 - x * x / (n * (n + 1)) * series
    return x * series
