"""When each line is due. Pure: nothing in here sleeps or reads a clock.

A schedule maps a line's index to its due time, in ns since the schedule's start, and back. Both
ways are exact, so that the generator, which asks how many lines are due, and the analysis, which
asks when each was, never disagree by a line.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from loadgen.errors import BadInput
from loadgen.schedule.chain import Chain
from loadgen.schedule.constant import Constant
from loadgen.schedule.head import Head
from loadgen.schedule.ramp import Ramp
from loadgen.schedule.schedule import LONGEST_NS, MOST_PER_S, Schedule

__all__ = [
    "KINDS",
    "LONGEST_NS",
    "MOST_PER_S",
    "Chain",
    "Constant",
    "Head",
    "Ramp",
    "Schedule",
    "from_spec",
    "warmed",
]

KINDS: Mapping[str, type[Constant | Ramp | Chain | Head]] = {
    "constant": Constant,
    "ramp": Ramp,
    "chain": Chain,
    "head": Head,
}
"""Every kind of schedule by its name in a spec; the other keys of a spec are the class's fields."""

_WARMUP_FROM = 10  # the warm-up begins at this part of the rate


def from_spec(spec: Mapping[str, Any]) -> Schedule:
    """The schedule that `Schedule.spec` described.

    Args:
        spec: its `kind` and the fields of that kind; parts are specs again.

    Raises:
        BadInput: if the kind or a key is unknown, a key is missing, or a value is out of bounds.
    """
    given = dict(spec)
    kind = given.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadInput(f"schedule: kind {kind!r} is not known: it takes {', '.join(KINDS)}")
    takes = [field.name for field in fields(KINDS[kind]) if field.init]
    if set(given) != set(takes):
        raise BadInput(
            f"schedule: {kind} takes {', '.join(takes)}, not {', '.join(given) or 'none'}"
        )
    schedule: Schedule = KINDS[kind](**{key: _value(value) for key, value in given.items()})
    return schedule


def warmed(rate_per_s: float, warmup_ns: int, duration_ns: int) -> Schedule:
    """A constant rate that is ramped up to over the first half of the warm-up.

    Args:
        rate_per_s: lines per second once it is reached.
        warmup_ns: the warm-up; the ramp takes its first half, from a tenth of the rate. 0 for none.
        duration_ns: all of it, the warm-up included.

    Raises:
        BadInput: if the rate or a time is out of bounds, or the warm-up is as long as the whole.
    """
    if not 0 <= warmup_ns < duration_ns:
        raise BadInput("--warmup: it takes a time from 0s up to, and not including, the duration")
    ramp_ns = warmup_ns // 2
    if ramp_ns == 0:
        return Constant(rate_per_s, duration_ns)
    ramp = Ramp(rate_per_s / _WARMUP_FROM, rate_per_s, ramp_ns)
    return Chain((ramp, Constant(rate_per_s, duration_ns - ramp_ns)))


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, Mapping):
        return from_spec(value)
    return tuple(_value(part) for part in value) if isinstance(value, list) else value
