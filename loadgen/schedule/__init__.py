"""When each line is due. Pure: nothing in here sleeps or reads a clock.

A schedule maps a line's index to its due time, in ns since the schedule's start, and back. Both
ways are exact, so that the generator, which asks how many lines are due, and the analysis, which
asks when each was, never disagree by a line.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from loadgen.errors import BadInput
from loadgen.schedule.burst import Burst
from loadgen.schedule.chain import Chain
from loadgen.schedule.constant import Constant
from loadgen.schedule.exponential import Exponential
from loadgen.schedule.head import Head
from loadgen.schedule.poisson import Poisson
from loadgen.schedule.ramp import Ramp
from loadgen.schedule.schedule import LONGEST_NS, MOST_PER_S, Schedule
from loadgen.schedule.shapes import SHAPES_TAKE, Shape, parse_shape
from loadgen.schedule.sine import Sine
from loadgen.schedule.step import Step
from loadgen.schedule.trace import Trace
from loadgen.schedule.warmup import TAIL_PER_S, counted, warmed

__all__ = [
    "KINDS",
    "LONGEST_NS",
    "MOST_PER_S",
    "SHAPES_TAKE",
    "TAIL_PER_S",
    "Burst",
    "Chain",
    "Constant",
    "Exponential",
    "Head",
    "Poisson",
    "Ramp",
    "Schedule",
    "Shape",
    "Sine",
    "Step",
    "Trace",
    "counted",
    "from_spec",
    "parse_shape",
    "warmed",
]

KINDS: Mapping[str, type[Any]] = {
    "constant": Constant,
    "ramp": Ramp,
    "step": Step,
    "exponential": Exponential,
    "sine": Sine,
    "burst": Burst,
    "poisson": Poisson,
    "trace": Trace,
    "chain": Chain,
    "head": Head,
}
"""Every kind of schedule by its name in a spec; the other keys of a spec are the class's fields."""


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


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, Mapping):
        return from_spec(value)
    return tuple(_value(part) for part in value) if isinstance(value, list) else value
