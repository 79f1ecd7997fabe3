"""Which rate to try next, so that few runs tell where a system stops keeping up. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10, sqrt

NEAR_ENOUGH = 1.15
"""The search is over once the rate that wasn't sustained is at most so many times the other."""

# What a growing rate shows is an estimate: the first run of its own is a little below it, so that
# as a rule it is sustained, and the second just above that.
_FIRST = 0.93
# From a rate that is sustained up, and from one that isn't down: the further off the estimate turns
# out to be, the longer the steps.
_UP = (1.12, 1.25, 1.6, 2.0)
_DOWN = (1.15, 1.3, 1.7, 2.5)
_DIGITS = 3


@dataclass(frozen=True)
class Bounds:
    """The rates within which to search.

    Args:
        lowest_per_s: nothing is tried below it, lines per second.
        highest_per_s: nothing is tried above it: what the generator can send.
    """

    lowest_per_s: float
    highest_per_s: float


def next_rate(
    estimate_per_s: float | None, tried: Sequence[tuple[float, bool | None]], bounds: Bounds
) -> float | None:
    """The rate to try next; None if there is nothing left to find out.

    Nothing is tried above a rate that wasn't sustained, or that nothing could be told of, nor below
    one that was: so the rates that were sustained are always the lower ones.

    Args:
        estimate_per_s: about where it stops keeping up, if that is known.
        tried: the rates tried so far, and whether each was sustained; None if it couldn't be told.
        bounds: the rates within which to search.
    """
    kept = [rate for rate, sustained in tried if sustained]
    above = [rate for rate, sustained in tried if not sustained]
    if not tried:
        middle = sqrt(bounds.lowest_per_s * bounds.highest_per_s)
        return _within((estimate_per_s or middle) * _FIRST, bounds)
    if not above:
        fresh = _within(max(kept) * _step(_UP, len(kept)), bounds)
        return fresh if fresh > max(kept) else None
    if not kept:
        fresh = _within(min(above) / _step(_DOWN, len(above)), bounds)
        return fresh if fresh < min(above) else None
    low, high = max(kept), min(above)
    between = _rounded(sqrt(low * high))
    return between if high / low > NEAR_ENOUGH and low < between < high else None


def found(tried: Sequence[tuple[float, bool | None]]) -> tuple[float | None, float | None]:
    """What was found: the highest rate that was sustained, and the lowest that wasn't."""
    kept = [rate for rate, sustained in tried if sustained]
    failed = [rate for rate, sustained in tried if sustained is False]
    return max(kept, default=None), min(failed, default=None)


def _step(steps: Sequence[float], taken: int) -> float:
    return steps[min(taken, len(steps)) - 1]


def _within(per_s: float, bounds: Bounds) -> float:
    return min(max(_rounded(per_s), bounds.lowest_per_s), bounds.highest_per_s)


def _rounded(per_s: float) -> float:
    """A rate that people can read and write."""
    return float(round(per_s, _DIGITS - 1 - floor(log10(per_s))))
