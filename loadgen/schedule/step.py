"""One rate after another."""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

from loadgen.errors import BadInput
from loadgen.schedule.knots import Knots, OnKnots
from loadgen.schedule.schedule import check_duration, check_rate, exactly, whole_lines


@dataclass(frozen=True)
class Step(OnKnots):
    """Equal parts of time, each at a rate of its own.

    Args:
        rates_per_s: lines per second of each part; some may be 0, not all.
        duration_ns: how long they are together, ns.

    Raises:
        BadInput: if there is none, more than there are ns, or any is out of bounds.
    """

    rates_per_s: tuple[float, ...]
    duration_ns: int
    count: int = field(init=False)

    _knots: Knots = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_duration(self.duration_ns)
        parts = len(self.rates_per_s) if isinstance(self.rates_per_s, tuple) else 0
        if not 1 <= parts <= self.duration_ns:
            raise BadInput("schedule: step takes at least one rate, and a time that it can divide")
        for rate_per_s in self.rates_per_s:
            check_rate(rate_per_s, or_none=True)
        at_ns = [self.duration_ns * k // parts for k in range(parts + 1)]
        lengths_ns = (end_ns - begin_ns for begin_ns, end_ns in pairwise(at_ns))
        sent = (exactly(r) * ns for r, ns in zip(self.rates_per_s, lengths_ns, strict=True))
        lines = list(accumulate(sent, initial=Fraction(0)))
        object.__setattr__(self, "count", whole_lines(lines[-1]))
        object.__setattr__(self, "_knots", Knots(at_ns, [float(n) for n in lines]))

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from."""
        return {
            "kind": "step",
            "rates_per_s": list(self.rates_per_s),
            "duration_ns": self.duration_ns,
        }
