"""How long lines are: distributions of lengths, in characters."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from loadgen import kinds
from loadgen.errors import BadInput

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

LONGEST = 10_000_000
"""The longest line, characters."""


class Lengths(Protocol):
    """A distribution of line lengths."""

    def at(self, quantile: Float64) -> Int64:
        """The lengths at quantiles.

        Drawing by quantile, from random bits, keeps a seed's lines the same for good: numpy
        promises that of its bits, not of its distributions.

        Args:
            quantile: float64[n], each in [0, 1).

        Returns:
            int64[n], characters.
        """


@dataclass(frozen=True)
class Uniform:
    """Every length from the least to the most alike."""

    least: int
    most: int

    def at(self, quantile: Float64) -> Int64:
        """The lengths at quantiles (see `Lengths`)."""
        return self.least + (quantile * (self.most - self.least + 1)).astype(np.int64)


@dataclass(frozen=True)
class Normal:
    """Lengths around a mean, rounded, and held to what a line can be."""

    mean: float
    sd: float

    def at(self, quantile: Float64) -> Int64:
        """The lengths at quantiles (see `Lengths`)."""
        return _whole(self.mean + self.sd * _standard_normal(quantile))


@dataclass(frozen=True)
class Lognormal:
    """Many short lines and a few very long ones: the logarithm of the length is normal."""

    median: float
    sigma: float

    def at(self, quantile: Float64) -> Int64:
        """The lengths at quantiles (see `Lengths`)."""
        exponent = np.minimum(self.sigma * _standard_normal(quantile), math.log(LONGEST))
        return _whole(self.median * np.exp(exponent))


@dataclass(frozen=True)
class Zipf:
    """Lengths from 1 to the most, each n as frequent as n ** -exponent."""

    exponent: float
    most: int

    def at(self, quantile: Float64) -> Int64:
        """The lengths at quantiles (see `Lengths`)."""
        weights = np.arange(1, self.most + 1, dtype=np.float64) ** -self.exponent
        upto = np.cumsum(weights)
        found: Int64 = np.searchsorted(upto, quantile * upto[-1], side="right") + 1
        return np.minimum(found, self.most)


def parse_lengths(text: str) -> Lengths:
    """A distribution from `uniform:10:120`, `fixed:100`, `normal:80:20` and the like.

    Raises:
        BadInput: if it is none, or a number is missing, no number or out of bounds.
    """
    return kinds.parse(text, _KINDS, TAKES)


def _uniform(least: str, most: str) -> Lengths:
    lengths = Uniform(_length(least), _length(most))
    if lengths.least > lengths.most:
        raise BadInput("the least is above the most")
    return lengths


def _fixed(length: str) -> Lengths:
    return Uniform(_length(length), _length(length))


def _normal(mean: str, sd: str) -> Lengths:
    return Normal(_number(mean, most=LONGEST), _number(sd, most=LONGEST))


def _lognormal(median: str, sigma: str) -> Lengths:
    return Lognormal(_number(median, most=LONGEST), _number(sigma, most=10))


def _zipf(exponent: str, most: str) -> Lengths:
    return Zipf(_number(exponent, most=10), _length(most, least=1))


_KINDS: Mapping[str, tuple[str, Callable[..., Lengths]]] = {
    "uniform": ("uniform:MIN:MAX", _uniform),
    "fixed": ("fixed:N", _fixed),
    "normal": ("normal:MEAN:SD", _normal),
    "lognormal": ("lognormal:MEDIAN:SIGMA", _lognormal),
    "zipf": ("zipf:EXPONENT:MAX", _zipf),
}

TAKES = ", ".join(form for form, _ in _KINDS.values()) + " or file:PATH"
"""What --lines takes, for people."""


def _length(text: str, least: int = 0) -> int:
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(LONGEST))
    if not digits or not least <= int(text) <= LONGEST:
        raise BadInput(f"{text!r} is not a length from {least} to {LONGEST:,} characters")
    return int(text)


def _number(text: str, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= most:
        raise BadInput(f"{text!r} is not a number from 0 to {most:,}")
    return number


def _standard_normal(quantile: Float64) -> Float64:
    inverse = NormalDist().inv_cdf
    least = 2.0**-54  # the inverse has no value at 0
    return np.array([inverse(max(q, least)) for q in quantile.tolist()], dtype=np.float64)


def _whole(lengths: Float64) -> Int64:
    return np.clip(np.rint(lengths), 0, LONGEST).astype(np.int64)
