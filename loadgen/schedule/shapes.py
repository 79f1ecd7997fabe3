"""Load shapes as people write them: constant, ramp:50k, burst:100k:10s:500ms."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from loadgen import kinds, logfile
from loadgen.errors import BadInput
from loadgen.schedule.burst import Burst
from loadgen.schedule.constant import Constant
from loadgen.schedule.exponential import Exponential
from loadgen.schedule.poisson import Poisson
from loadgen.schedule.ramp import Ramp
from loadgen.schedule.schedule import LONGEST_NS, Schedule
from loadgen.schedule.sine import Sine
from loadgen.schedule.step import Step
from loadgen.schedule.trace import Trace
from loadgen.units import NS_PER_S, parse_duration_ns, parse_rate

_NEXT_TO_EQUAL = 1e-9  # of rates: less of a difference is lost in rounding


class Shape(Protocol):
    """How lines are spread over time, whatever the time and the rate."""

    @property
    def own_rate(self) -> bool:
        """Whether it has a rate of its own, which --speed changes, and --rate doesn't."""

    def schedule(self, rate_per_s: float, duration_ns: int, seed: int, speed: float) -> Schedule:
        """A schedule of this shape.

        Args:
            rate_per_s: where ramp and step start, the mean of poisson and sine, the base of burst.
            duration_ns: how long, ns.
            seed: of what is left to chance.
            speed: how many times as fast as it was a trace is replayed.

        Raises:
            BadInput: if any is out of bounds, or a trace is shorter.
        """

    def first_per_s(self, rate_per_s: float, speed: float) -> float:
        """Lines per second at its beginning, or its mean where that would be none."""

    def enough_ns(self, rate_per_s: float, speed: float, count: int) -> int:
        """How long it takes until this many lines are due, about, ns."""

    def length_ns(self, speed: float) -> int | None:
        """How long it is if it has a length of its own, ns."""


@dataclass(frozen=True)
class _Rated:
    """A shape of a given rate.

    Args:
        make: a schedule of a rate, a duration in ns, and a seed.
        mean_per_s: its mean rate, of the rate given.
        fits: whether its form follows the duration, so that all of it is always there.
    """

    make: Callable[[float, int, int], Schedule]
    mean_per_s: Callable[[float], float] = float
    fits: bool = False
    own_rate: bool = field(default=False, init=False)

    def schedule(self, rate_per_s: float, duration_ns: int, seed: int, speed: float) -> Schedule:  # noqa: ARG002 - a shape's form
        """A schedule of this shape (see `Shape`)."""
        return self.make(rate_per_s, duration_ns, seed)

    def first_per_s(self, rate_per_s: float, speed: float) -> float:  # noqa: ARG002 - a shape's form
        """Lines per second at its beginning (see `Shape`)."""
        return rate_per_s or self.mean_per_s(rate_per_s)

    def enough_ns(self, rate_per_s: float, speed: float, count: int) -> int:  # noqa: ARG002 - a shape's form
        """How long it takes until so many lines are due (see `Shape`)."""
        # Chance may be slow: by six standard deviations and then some, which nobody will see.
        lines = count if self.fits else count + 6 * math.sqrt(count) + 30
        return math.ceil(lines / self.mean_per_s(rate_per_s) * NS_PER_S)

    def length_ns(self, speed: float) -> None:
        """None: it is as long as it is asked to be."""


@dataclass(frozen=True)
class _Replayed:
    """The times of a log.

    Args:
        path: the log.
    """

    path: Path
    own_rate: bool = field(default=True, init=False)

    @cached_property
    def _log(self) -> logfile.Log:
        return logfile.read(self.path)

    def schedule(self, rate_per_s: float, duration_ns: int, seed: int, speed: float) -> Schedule:  # noqa: ARG002 - a shape's form
        """A schedule of this shape (see `Shape`)."""
        length_ns = self.length_ns(speed)
        if duration_ns > length_ns:
            raise BadInput(
                f"--duration: {self.path} is {length_ns / NS_PER_S:,.3f} s long at this speed, "
                f"and {duration_ns / NS_PER_S:,.3f} s of it are to be replayed"
            )
        times_ns = (self._log.times_ns / speed).astype(np.int64)
        taken = slice(int(np.searchsorted(times_ns, duration_ns)))
        return Trace.of(times_ns[taken], self._log.lines[taken], duration_ns)

    def first_per_s(self, rate_per_s: float, speed: float) -> float:  # noqa: ARG002 - a shape's form
        """Lines per second at its beginning (see `Shape`)."""
        return float(self._log.lines.sum()) * NS_PER_S / self.length_ns(speed)

    def enough_ns(self, rate_per_s: float, speed: float, count: int) -> int:  # noqa: ARG002 - a shape's form
        """How long it takes until so many lines are due (see `Shape`)."""
        lines = int(self._log.lines.sum())
        if count > lines:
            raise BadInput(f"--count: {self.path} has only {lines:,} lines for it")
        return self.length_ns(speed)

    def length_ns(self, speed: float) -> int:
        """How long it is, ns."""
        return math.ceil(self._log.length_ns / speed)


def parse_shape(text: str) -> Shape:
    """The shape that `constant`, `ramp:50k`, `trace:FILE` and the like stand for.

    A trace's file is read when it is needed.

    Raises:
        BadInput: if it is none, or something of it is missing, or out of bounds.
    """
    return kinds.parse(text, _KINDS, SHAPES_TAKE)


def _constant() -> Shape:
    return _Rated(lambda rate_per_s, ns, _: Constant(rate_per_s, ns))


def _poisson() -> Shape:
    return _Rated(Poisson)


def _ramp(to: str) -> Shape:
    to_per_s = _rate_or_none(to)
    return _tried(
        _Rated(
            lambda rate_per_s, ns, _: Ramp(rate_per_s, to_per_s, ns),
            lambda rate_per_s: (rate_per_s + to_per_s) / 2,
            fits=True,
        )
    )


def _exponential(to: str) -> Shape:
    to_per_s = parse_rate(to)
    return _tried(
        _Rated(
            lambda rate_per_s, ns, _: Exponential(rate_per_s, to_per_s, ns),
            lambda rate_per_s: _logarithmic_mean(rate_per_s, to_per_s),
            fits=True,
        )
    )


def _step(second: str, *others: str) -> Shape:
    rates_per_s = tuple(_rate_or_none(text) for text in (second, *others))
    return _tried(
        _Rated(
            lambda rate_per_s, ns, _: Step((rate_per_s, *rates_per_s), ns),
            lambda rate_per_s: (rate_per_s + sum(rates_per_s)) / (1 + len(rates_per_s)),
            fits=True,
        )
    )


def _sine(amplitude: str, period: str) -> Shape:
    try:
        share = float(amplitude)
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        raise BadInput(f"{amplitude!r} is not an amplitude: it takes one from 0 to 1")
    period_ns = parse_duration_ns(period)
    return _tried(_Rated(lambda rate_per_s, ns, _: Sine(rate_per_s, share, period_ns, ns)))


def _burst(peak: str, every: str, length: str) -> Shape:
    peak_per_s = parse_rate(peak)
    every_ns, length_ns = parse_duration_ns(every), parse_duration_ns(length)
    return _tried(
        _Rated(
            lambda rate_per_s, ns, _: Burst(rate_per_s, peak_per_s, every_ns, length_ns, ns),
            lambda rate_per_s: rate_per_s + (peak_per_s - rate_per_s) * length_ns / every_ns,
        )
    )


def _trace(*parts: str) -> Shape:
    path = ":".join(parts)
    if not path:
        raise BadInput("the file is missing")
    return _Replayed(Path(path))


def _tried(shape: _Rated) -> Shape:
    """Refuse what no schedule could be made with."""
    shape.schedule(1.0, LONGEST_NS, 0, 1.0)
    return shape


def _logarithmic_mean(one: float, other: float) -> float:
    """The mean of a rate that goes from one to the other by the same factor in equal times."""
    growth = math.log(other / one)
    return (other - one) / growth if abs(growth) > _NEXT_TO_EQUAL else one


def _rate_or_none(text: str) -> float:
    return 0.0 if text == "0" else parse_rate(text)


_KINDS: Mapping[str, tuple[str, Callable[..., Shape]]] = {
    "constant": ("constant", _constant),
    "poisson": ("poisson", _poisson),
    "ramp": ("ramp:TO", _ramp),
    "exponential": ("exponential:TO", _exponential),
    "step": ("step:RATE:RATE:...", _step),
    "sine": ("sine:AMPLITUDE:PERIOD", _sine),
    "burst": ("burst:PEAK:EVERY:LENGTH", _burst),
    "trace": ("trace:FILE", _trace),
}

*_FORMS, _LAST = (form for form, _ in _KINDS.values())
SHAPES_TAKE = ", ".join(_FORMS) + " or " + _LAST
"""What --schedule takes, for people."""
