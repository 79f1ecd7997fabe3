"""Axes in units that people read: 100 ms, 1 s; 5k lines/s; 99.9 %."""

import math

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullFormatter

_UNITS_MS = ((120_000.0, 60_000.0, "min"), (1000.0, 1000.0, "s"), (0.0, 1.0, "ms"))
"""From how many ms on a unit is used, how many ms it is, its name."""
_MANY = ((1e6, "M"), (1e3, "k"), (0.0, ""))
_DIGITS = 3
NONE = "\N{EN DASH}"
"""In place of a figure that there isn't; also between two that are the ends of a range."""
_MINUS = "\N{MINUS SIGN}"
_LOG_FROM_RATIO = 12.0


def format_ms(ms: float | None) -> str:
    """A duration to three digits in the unit that suits it, as in 0.42 ms, 212 ms or 1.30 s.

    None, and what isn't finite, is a dash.
    """
    if ms is None or not math.isfinite(ms):
        return NONE
    if ms == 0:
        return "0 ms"
    size = _rounded(abs(ms))  # which may carry it over into the next unit: 999.7 ms is 1.00 s
    unit, name = next((unit, name) for least, unit, name in _UNITS_MS if size >= least)
    return f"{_digits(ms / unit)} {name}"


def format_range_ms(low_ms: float, high_ms: float) -> str:
    """Two durations as in "188 to 200 ms", with a dash; one if they read the same."""
    low, high = format_ms(low_ms), format_ms(high_ms)
    number, _, unit = low.partition(" ")
    if low == high:
        return low
    return f"{number}{NONE}{high}" if high.endswith(f" {unit}") else f"{low}{NONE}{high}"


def format_tick_ms(ms: float) -> str:
    """A round duration as short as it can be: 0.5 ms, 200 ms, 1 s; a plain 0."""
    number, _, name = format_ms(ms).partition(" ")
    return f"{_short(number)} {name}" if ms else "0"


def format_per_s(per_s: float | None) -> str:
    """Lines per second to three digits as in 500, 5k or 1.25M; a dash for none."""
    if per_s is None or not math.isfinite(per_s):
        return NONE
    size = _rounded(abs(per_s))
    unit, suffix = next((unit, suffix) for unit, suffix in _MANY if size >= unit)
    return _short(_digits(per_s / (unit or 1.0))) + suffix


def use_log(low: float, high: float) -> bool:
    """Whether figures from `low` to `high` are better read on a logarithmic axis."""
    return low > 0 and high / low > _LOG_FROM_RATIO


def latency_axis(axes: Axes, low_ms: float, high_ms: float, *, log: bool, ticks: int = 4) -> None:
    """Scale the y axis for latencies from `low_ms` to `high_ms` and label it in ms and s."""
    if log:
        axes.set_yscale("log")
        bottom, top = low_ms / 1.25, high_ms * 1.25
        axes.set_ylim(bottom, top)
        axes.yaxis.set_major_locator(FixedLocator(log_ticks(bottom, top, ticks)))
        axes.yaxis.set_minor_locator(LogLocator(subs=range(2, 10)))
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        axes.set_ylim(min(0.0, low_ms * 1.06), high_ms * 1.08)
        axes.yaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda ms, _: format_tick_ms(ms)))


def log_ticks(low: float, high: float, count: int) -> list[float]:
    """Round figures for a logarithmic axis, as many of each decade as `count` allows in all."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks: list[float] = []
    for steps in ((1, 1.5, 2, 3, 4, 5, 6, 8), (1, 2, 3, 5), (1, 2, 5), (1, 3), (1,)):
        ticks = [m * 10.0**e for e in decades for m in steps if low <= m * 10.0**e <= high]
        if len(ticks) <= count:
            return ticks
    return ticks[:: math.ceil(len(ticks) / count)]


def rate_axis(axes: Axes, high_per_s: float, ticks: int = 3) -> None:
    """Scale the y axis for rates from 0 to `high_per_s`."""
    axes.set_ylim(0.0, max(high_per_s, 1.0) * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda per_s, _: format_per_s(per_s)))


def percentile_axis(axes: Axes, last_nines: float) -> None:
    """Scale the x axis so that each further nine takes the same room: 90, 99, 99.9, …, in %."""
    axes.set_xlim(0.0, last_nines)
    marks = [math.log10(2), *(float(n) for n in range(1, math.floor(last_nines + 1e-9) + 1))]
    axes.xaxis.set_major_locator(
        FixedLocator([mark for mark in marks if mark <= last_nines + 1e-9])
    )
    axes.xaxis.set_major_formatter(FuncFormatter(lambda nines, _: format_percentile(nines)))


def format_percentile(nines: float) -> str:
    """A percentile without its sign: 50 for log10(2), 90 for 1, 99.9 for 3."""
    digits = max(0, round(nines) - 2)
    return f"{100 * (1 - 10.0**-nines):.{digits}f}"


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _digits(value: float) -> str:
    """A number to three digits, without an exponent; whole digits are never dropped."""
    if value == 0:
        return "0"
    places = max(0, _DIGITS - 1 - math.floor(math.log10(_rounded(abs(value)))))
    return f"{value:.{places}f}".replace("-", _MINUS)


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
