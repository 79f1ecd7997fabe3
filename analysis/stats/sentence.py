"""What was found, in words with the bounds in them."""

import math

from analysis.stats.difference import Difference
from analysis.stats.interval import Interval
from analysis.stats.noise import Noise
from analysis.stats.sample import Basis

_DASH = "\N{EN DASH}"
_WIDE = 10.0  # bounds that differ by more than this have no digit in common
_WHOLE_FROM = 10.0
_TENTHS_FROM = 1.2  # nearer 1, tenths would hide the difference
_MOST_PLACES = 3
_LEAST, _MOST = 0.001, 1_000  # beyond, a factor is no figure that anybody needs


def of_difference(found: Difference, first: str, second: str) -> str:
    """A difference, as in "structured 1s is 1.7 to 1.9 times faster at p99", with a dash.

    Args:
        found: two cells compared.
        first: what the first one is called.
        second: what the second one is called.
    """
    times, where = format_times(found.ratio), f"at {format_share(found.share)}"
    within = ", within single runs" if found.ratio.basis is Basis.BLOCKS else ""
    if not found.claimed:
        return f"{first} and {second} can't be told apart {where} ({times}{within})"
    return f"{first if found.first_faster else second} is {times} faster {where}{within}"


def of_noise(found: Noise) -> str:
    """What pairs of the same cell differed by, and what isn't claimed for that."""
    pairs = "1 pair" if found.pairs == 1 else f"{found.pairs} pairs"
    of_what = f"{pairs} of single runs" if found.basis is Basis.BLOCKS else pairs
    observed = math.ceil(round(100 * found.observed, 9)) / 100  # up to means no more than
    words = (
        f"the same cell against itself differed by up to {observed:.2f} times at"
        f" {format_share(found.share)} ({of_what});"
        f" differences below {found.factor:.2f} times aren't claimed"
    )
    if found.told_apart:
        words += f"; {found.told_apart} of {pairs} would have been, where none should be"
    return words


def format_share(share: float) -> str:
    """A quantile by its usual name, as in p50 or p99.9."""
    return f"p{100 * share:g}"


def format_times(ratio: Interval) -> str:
    """The bounds of a ratio, with the digits that it takes to tell them from 1 and each other."""
    low, high = ratio.low, ratio.high
    if high / low > _WIDE:
        return _joined(_two_digits(low), _two_digits(high), " to ")
    least = 0 if low >= _WHOLE_FROM else 1 if low >= _TENTHS_FROM else 2
    for places in range(least, _MOST_PLACES + 1):
        ends = f"{low:.{places}f}", f"{high:.{places}f}"
        if ends[0] != ends[1] and 1.0 not in {float(end) for end in ends}:
            break
    return _joined(*ends, _DASH)


def _joined(low: str, high: str, between: str) -> str:
    return f"{low} times" if low == high else f"{low}{between}{high} times"


def _two_digits(value: float) -> str:
    if value < _LEAST:
        return f"under {_LEAST}"
    if value > _MOST:
        return f"over {_MOST:,}"
    return f"{value:.{max(0, 1 - math.floor(math.log10(value)))}f}"
