"""Sweeps: several values of a key in a few characters, `1k..64k*2` or `200ms..1s+200ms`."""

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from loadgen.errors import BadInput
from loadgen.units import format_duration, format_rate, parse_duration_ns, parse_rate

MOST = 100  # values: more are a slip of the pen, and no campaign that anybody waits for

_NUMBER, _TIME = "number", "time"
_QUANTITY = r"(\d+(?:\.\d+)?|\.\d+)\s*([^\d\s.+*]*)"
_BEGUN = re.compile(rf"\s*{_QUANTITY}\s*\.\.")
_SWEEP = re.compile(rf"\s*{_QUANTITY}\s*\.\.\s*{_QUANTITY}\s*([*+])\s*{_QUANTITY}\s*")
_TAKES = "it takes START..END*FACTOR or START..END+STEP, as in 1k..64k*2 or 200ms..1s+200ms"


@dataclass(frozen=True)
class _Quantity:
    """A number with what it is a number of.

    Args:
        value: in units of one, of 1 ns, or of the unit as it is written.
        kind: `number`, `time`, or the unit as it is written.
    """

    value: Decimal
    kind: str

    def written(self, value: Decimal) -> str:
        """Another value of this kind, as people write it."""
        if self.kind == _NUMBER:
            return format_rate(float(value))
        if self.kind == _TIME:
            return format_duration(round(value))
        return f"{_plain(value)}{self.kind}"


def is_sweep(text: str) -> bool:
    """Whether the text is meant as one: it begins with a quantity and two dots."""
    return _BEGUN.match(text) is not None


def values(text: str, *, same_unit: bool = False) -> list[str]:
    """The values that a sweep stands for, from its start up to its end, as people write them.

    Args:
        text: START..END*FACTOR or START..END+STEP.
        same_unit: whether START, END and STEP have one unit, which is kept as it is written. It
            may then be anybody's: Spark's 1k is 1024 bytes. Otherwise 250ms may go on to 2s.

    Raises:
        BadInput: if it is no sweep, mixes units, never reaches its end, or has fewer than 2 values
            or more than 100.
    """
    found = _SWEEP.fullmatch(text)
    if not found:
        raise BadInput(f"{text!r} is no sweep: {_TAKES}")
    first, first_unit, last, last_unit, how, by, by_unit = found.groups()
    read = _as_written if same_unit else _read
    start, end = read(first, first_unit), read(last, last_unit)
    step = _as_written(by, by_unit) if how == "*" else read(by, by_unit)
    if start.kind != end.kind or step.kind != ("" if how == "*" else start.kind):
        raise BadInput(f"{text!r} mixes units: {_units(how, same_unit=same_unit)}")
    return [start.written(value) for value in _steps(text, start.value, end.value, how, step.value)]


def _steps(text: str, start: Decimal, end: Decimal, how: str, step: Decimal) -> list[Decimal]:
    second = start * step if how == "*" else start + step
    if start > end or second <= start:
        raise BadInput(
            f"{text!r} never reaches its end: it takes an end above its start, and a factor "
            "above 1 (of a start above 0) or a step above 0"
        )
    found: list[Decimal] = []
    value = start
    while value <= end:
        if len(found) == MOST:
            raise BadInput(f"{text!r} has more than {MOST} values: it takes larger steps")
        found.append(value)
        value = value * step if how == "*" else value + step
    if len(found) == 1:
        raise BadInput(f"{text!r} has one value: it takes an end that is a step away or more")
    return found


def _read(number: str, unit: str) -> _Quantity:
    with suppress(BadInput):
        return _Quantity(Decimal(number) * Decimal(parse_rate(f"1{unit}")), _NUMBER)
    with suppress(BadInput):
        return _Quantity(Decimal(number) * parse_duration_ns(f"1{unit}"), _TIME)
    return _as_written(number, unit)


def _as_written(number: str, unit: str) -> _Quantity:
    return _Quantity(Decimal(number), unit)


def _units(how: str, *, same_unit: bool) -> str:
    kind = "one unit" if same_unit else "one kind"
    if how == "*":
        return f"start and end take {kind}, the factor is a plain number"
    return f"start, end and step take {kind}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
