"""A load shape, and what comes before it so that nothing is cold when it begins."""

from loadgen.errors import BadInput
from loadgen.schedule.chain import Chain
from loadgen.schedule.constant import Constant
from loadgen.schedule.head import Head
from loadgen.schedule.ramp import Ramp
from loadgen.schedule.schedule import LONGEST_NS, Schedule
from loadgen.schedule.shapes import Shape

_FROM = 10  # the warm-up begins at this part of the rate


def warmed(  # noqa: PLR0917 - all of them say what is sent
    shape: Shape, rate_per_s: float, warmup_ns: int, duration_ns: int, seed: int, speed: float = 1.0
) -> Schedule:
    """A shape that begins when the warm-up is over.

    Over the first half of the warm-up the rate goes up to the shape's first rate, from a tenth of
    it, and stays there for the second half.

    Args:
        shape: what comes then.
        rate_per_s: its rate (see `Shape.schedule`).
        warmup_ns: the warm-up, ns; 0 for none.
        duration_ns: all of it, the warm-up included, ns.
        seed: of what is left to chance.
        speed: how many times as fast as it was a trace is replayed.

    Raises:
        BadInput: if any is out of bounds, or the warm-up is as long as the whole.
    """
    if not 0 <= warmup_ns < duration_ns:
        raise BadInput("--warmup: it takes a time from 0s up to, and not including, the duration")
    then = shape.schedule(rate_per_s, duration_ns - warmup_ns, seed, speed)
    if not warmup_ns:
        return then
    return Chain((*_up_to(shape.first_per_s(rate_per_s, speed), warmup_ns), then))


def counted(  # noqa: PLR0917 - all of them say what is sent
    shape: Shape, rate_per_s: float, warmup_ns: int, count: int, seed: int, speed: float = 1.0
) -> Schedule:
    """So many lines of a shape, those of its warm-up included.

    Args:
        shape: what comes after the warm-up.
        rate_per_s: its rate (see `Shape.schedule`).
        warmup_ns: the warm-up, ns; 0 for none.
        count: how many lines.
        seed: of what is left to chance.
        speed: how many times as fast as it was a trace is replayed.

    Raises:
        BadInput: if any is out of bounds, it takes too long, or a trace has fewer lines.
    """
    before = 0
    if warmup_ns:
        first_per_s = shape.first_per_s(rate_per_s, speed)
        before = sum(part.count for part in _up_to(first_per_s, warmup_ns))
    enough_ns = shape.enough_ns(rate_per_s, speed, max(count - before, 1))
    while True:
        if warmup_ns + enough_ns > LONGEST_NS:
            raise BadInput("--count: at this rate it takes longer than 115 days")
        schedule = warmed(shape, rate_per_s, warmup_ns, warmup_ns + enough_ns, seed, speed)
        if schedule.count >= count:
            return Head(schedule, count)
        enough_ns += enough_ns // 8 + 1


def _up_to(rate_per_s: float, warmup_ns: int) -> tuple[Schedule, ...]:
    ramp_ns = warmup_ns // 2
    there = Constant(rate_per_s, warmup_ns - ramp_ns)
    return (Ramp(rate_per_s / _FROM, rate_per_s, ramp_ns), there) if ramp_ns else (there,)
