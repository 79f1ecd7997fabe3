"""Figures and changes as people write them."""

import math

from analysis.tracked.change import Change
from analysis.tracked.comparison import Cell

DASH, _MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
_SECONDS = {"s": 1.0, "seconds": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
_STEPS = (
    (120.0, 60.0, "min"),
    (1.0, 1.0, "s"),
    (1e-3, 1e-3, "ms"),
    (1e-6, 1e-6, "µs"),
    (0, 1e-9, "ns"),
)
"""From how many seconds on a unit is used, how many it is, its name."""
_DIGITS = 3
_LEAST_PERCENT = 0.001


def of_value(value: float, unit: str) -> str:
    """A figure to three digits with its unit; times in the unit that suits them."""
    if unit in _SECONDS:
        seconds = float(f"{value * _SECONDS[unit]:.{_DIGITS}g}")
        size, name = next((size, name) for least, size, name in _STEPS if abs(seconds) >= least)
        return f"{_digits(seconds / size)} {name}"
    return f"{_digits(value)} {unit.replace('us', 'µs')}".rstrip()


def of_range(low: float, high: float, unit: str) -> str:
    """Two figures, as in "188 to 200 ms", with a dash; one if they read the same."""
    first, last = of_value(low, unit), of_value(high, unit)
    number, _, name = first.partition(" ")
    if first == last:
        return first
    return f"{number if last.partition(' ')[2] == name else first}{DASH}{last}"


def of_figure(cell: Cell, unit: str) -> str:
    """A figure, or why there is none."""
    if cell.figure is None:
        return "not measured" if cell.lost else DASH
    return cell.figure.why if cell.figure.value is None else of_value(cell.figure.value, unit)


def of_spread(cell: Cell, unit: str) -> str:
    """From where to where its samples go, in times or plain numbers; "" if that isn't known."""
    spread = cell.figure and cell.figure.spread
    return of_range(*spread, unit if unit in _SECONDS else "") if spread else ""


def of_change(change: Change) -> str:
    """A change, as in "12 to 18% faster", with a dash, or "no difference that can be told"."""
    if not change.told:
        return f"no difference that can be told ({of_bounds(change)})"
    better, worse = change.benchmark.words
    return f"{of_size(change)} {worse if change.is_worse else better}"


def of_size(change: Change) -> str:
    """The bounds of a change that can be told, without its direction: "12 to 18%", with a dash."""
    low, high = sorted(abs(bound) for bound in (change.worse[0], change.worse[2]))
    first, last = _percent(low), _percent(high)
    return f"{last}%" if first == last else f"{first}{DASH}{last}%"


def of_bounds(change: Change) -> str:
    """From where to where the figure may have moved, as in "-4% to +6%"."""
    return f"{_signed(change.ratio.low - 1)} to {_signed(change.ratio.high - 1)}"


def _signed(share: float) -> str:
    percent = _percent(abs(share))
    return f"{_MINUS if share < 0 else '+'}{percent}%"


def _percent(share: float) -> str:
    """In whole percent; below 1 with one digit that counts."""
    percent = 100 * share
    if percent >= 0.95:  # noqa: PLR2004 - from here on it reads as 1
        return f"{percent:,.0f}"
    if percent < _LEAST_PERCENT:
        return "0"
    return f"{percent:.{-math.floor(math.log10(percent))}f}".rstrip("0")


def _digits(value: float) -> str:
    if value == 0:
        return "0"
    rounded = float(f"{abs(value):.{_DIGITS}g}")
    places = max(0, _DIGITS - 1 - math.floor(math.log10(rounded)))
    return f"{value:,.{places}f}".replace("-", _MINUS)
