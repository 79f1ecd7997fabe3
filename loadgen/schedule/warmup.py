"""A load shape, what comes before it so that nothing is cold, and what comes after it."""

from loadgen.errors import BadInput
from loadgen.schedule.chain import Chain
from loadgen.schedule.constant import Constant
from loadgen.schedule.head import Head
from loadgen.schedule.ramp import Ramp
from loadgen.schedule.schedule import LONGEST_NS, Schedule
from loadgen.schedule.shapes import Shape

TAIL_PER_S = 20.0
"""Lines per second in a tail: next to no load, and still one every 50 ms."""

_FROM = 10  # the warm-up begins at this part of the rate


def warmed(  # noqa: PLR0917 - all of them say what is sent
    shape: Shape,
    rate_per_s: float,
    warmup_ns: int,
    duration_ns: int,
    seed: int,
    speed: float = 1.0,
    tail_ns: int = 0,
) -> Schedule:
    """A shape that begins when the warm-up is over, and what follows it slowly.

    Over the first half of the warm-up the rate goes up to the shape's first rate, from a tenth of
    it, and stays there for the second half. After the shape comes the tail, whose few lines close
    windows that only later lines can close. How many lines are due before it is what the
    schedule's `count_due` says of `duration_ns - 1`.

    Args:
        shape: what comes then.
        rate_per_s: its rate (see `Shape.schedule`).
        warmup_ns: the warm-up, ns; 0 for none.
        duration_ns: all of it, the warm-up included and the tail not, ns.
        seed: of what is left to chance.
        speed: how many times as fast as it was a trace is replayed.
        tail_ns: how long to go on after that, at `TAIL_PER_S`, ns; 0 for not at all.

    Raises:
        BadInput: if any is out of bounds, or the warm-up is as long as the whole.
    """
    if duration_ns + tail_ns > LONGEST_NS:
        raise BadInput("--duration: it takes up to 115 days, the tail included")
    if not 0 <= warmup_ns < duration_ns:
        raise BadInput("--warmup: it takes a time from 0s up to, and not including, the duration")
    then = shape.schedule(rate_per_s, duration_ns - warmup_ns, seed, speed)
    before = _up_to(shape.first_per_s(rate_per_s, speed), warmup_ns) if warmup_ns else ()
    after = (Constant(TAIL_PER_S, tail_ns),) if tail_ns else ()
    return Chain((*before, then, *after)) if before or after else then


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
