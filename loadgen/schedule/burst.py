"""A rate with bursts."""

from dataclasses import dataclass, field
from typing import Any

from loadgen.errors import BadInput
from loadgen.schedule.knots import Knots, OnKnots
from loadgen.schedule.schedule import check_duration, check_rate, exactly, whole_lines


@dataclass(frozen=True)
class Burst(OnKnots):
    """A rate, and again and again a higher one for a while, at the end of each period.

    Args:
        rate_per_s: lines per second between bursts; may be 0.
        peak_per_s: lines per second in a burst.
        every_ns: the period, ns.
        length_ns: how much of it is the burst, ns.
        duration_ns: how long, ns.

    Raises:
        BadInput: if any is out of bounds, or no line is due at all.
    """

    rate_per_s: float
    peak_per_s: float
    every_ns: int
    length_ns: int
    duration_ns: int
    count: int = field(init=False)

    _knots: Knots = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_rate(self.rate_per_s, or_none=True)
        check_rate(self.peak_per_s)
        for ns in (self.every_ns, self.length_ns, self.duration_ns):
            check_duration(ns)
        if self.length_ns > self.every_ns:
            raise BadInput("schedule: a burst takes a length that is no longer than its period")
        quiet_ns = self.every_ns - self.length_ns
        base, peak = exactly(self.rate_per_s), exactly(self.peak_per_s)
        turn_lines = base * quiet_ns + peak * self.length_ns
        turns, rest_ns = divmod(self.duration_ns, self.every_ns)
        rest_lines = base * min(rest_ns, quiet_ns) + peak * max(rest_ns - quiet_ns, 0)
        knots = {0: 0.0, quiet_ns: float(base * quiet_ns), self.every_ns: float(turn_lines)}
        object.__setattr__(self, "count", whole_lines(turns * turn_lines + rest_lines))
        object.__setattr__(self, "_knots", Knots(list(knots), list(knots.values())))

    def whole_bursts(self) -> list[tuple[int, int]]:
        """When each burst begins and ends, ns since the start; none that the end cuts off."""
        turns = self.duration_ns // self.every_ns
        ends_ns = [self.every_ns * turn for turn in range(1, turns + 1)]
        return [(end_ns - self.length_ns, end_ns) for end_ns in ends_ns]

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from."""
        return {
            "kind": "burst",
            "rate_per_s": self.rate_per_s,
            "peak_per_s": self.peak_per_s,
            "every_ns": self.every_ns,
            "length_ns": self.length_ns,
            "duration_ns": self.duration_ns,
        }
