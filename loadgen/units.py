"""Rates and times as people write them: 500, 10k, 1.5M; 250ms, 2s, 1m."""

import math
import re
from decimal import Decimal

from loadgen.errors import BadInput

NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000

_MULTIPLIERS = {"": 1, "k": 1_000, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}
_DURATIONS_NS = {
    "us": 1_000,
    "ms": NS_PER_MS,
    "s": NS_PER_S,
    "m": 60 * NS_PER_S,
    "h": 3600 * NS_PER_S,
}
_SLOWEST, _FASTEST = 0.001, 1000
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([a-zA-Z]*)")


def parse_rate(text: str) -> float:
    """Lines per second from `500`, `10k` or `1.5M`; above 0.

    Raises:
        BadInput: if it is anything else.
    """
    number, unit = _split(text)
    if unit not in _MULTIPLIERS or number <= 0:
        raise BadInput(
            f"{text!r} is not a rate: it takes lines per second above 0, as in 500, 10k or 1.5M"
        )
    return number * _MULTIPLIERS[unit]


def parse_speed(text: str) -> float:
    """How many times as fast, from `0.5` or `10`.

    Raises:
        BadInput: if it is anything but a number from 0.001 to 1000.
    """
    number, unit = _split(text)
    if unit or not _SLOWEST <= number <= _FASTEST:
        raise BadInput(f"{text!r} is not a speed: it takes a number from {_SLOWEST} to {_FASTEST}")
    return number


def parse_count(text: str) -> int:
    """A whole number above 0 from `500`, `10k` or `1.5M`.

    Raises:
        BadInput: if it is anything else.
    """
    number, unit = _split(text)
    count = number * _MULTIPLIERS.get(unit, 0)
    if count < 1 or count != int(count):
        raise BadInput(
            f"{text!r} is not a count: it takes a whole number above 0, as in 500, 10k or 1.5M"
        )
    return int(count)


def parse_duration_ns(text: str) -> int:
    """Nanoseconds from `250ms`, `2s`, `1m` or `0s`.

    Raises:
        BadInput: if it is anything else, a number without a unit among it.
    """
    number, unit = _split(text)
    if unit not in _DURATIONS_NS or number < 0:
        raise BadInput(
            f"{text!r} is not a time: it takes a number and a unit, as in 250ms, 2s or 1m"
        )
    return round(number * _DURATIONS_NS[unit])


def format_rate(per_s: float) -> str:
    """A rate as `parse_rate` reads it, as short as it can be exact."""
    for suffix in ("G", "M", "k"):
        scaled = per_s / _MULTIPLIERS[suffix]
        if scaled >= 1 and round(scaled, 3) * _MULTIPLIERS[suffix] == per_s:
            return _plain(f"{scaled:.3f}") + suffix
    return _plain(f"{Decimal(repr(per_s)):f}")


def format_duration(ns: int) -> str:
    """A time as `parse_duration_ns` reads it, in the largest unit that keeps it whole."""
    for unit in ("m", "s", "ms", "us"):
        if ns % _DURATIONS_NS[unit] == 0 and ns >= _DURATIONS_NS[unit]:
            return f"{ns // _DURATIONS_NS[unit]}{unit}"
    return "0s" if ns == 0 else _plain(f"{Decimal(ns) / _DURATIONS_NS['us']:f}") + "us"


def _plain(decimal: str) -> str:
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal


def _split(text: str) -> tuple[float, str]:
    found = _QUANTITY.fullmatch(text.strip())
    number = float(found[1]) if found else math.inf
    return (number, found[2]) if found and math.isfinite(number) else (-1.0, "?")
