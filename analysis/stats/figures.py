"""How many times one set of figures is another, where each run has one figure and no lines."""

import math
from collections.abc import Sequence

import numpy as np

from analysis.histogram import RELATIVE_ERROR
from analysis.stats.estimate import Estimate
from analysis.stats.gap import Gap
from analysis.stats.interval import LEVEL, Interval
from analysis.stats.sample import Basis


def ratio(one: Sequence[float], other: Sequence[float]) -> Interval | None:
    """The geometric mean of the other's figures over that of the one's: Welch's, of logarithms.

    Args:
        one: a figure a run.
        other: a figure a run, in the same unit.

    Returns:
        None if either has fewer than two figures, or one that isn't above 0.
    """
    units = min(len(one), len(other))
    if units < 2 or min(*one, *other) <= 0:  # noqa: PLR2004 - one has no spread
        return None
    gap = Gap.of_own(_estimate(one), _estimate(other))
    low, high = gap.bounds(LEVEL)
    return Interval(math.exp(low), math.exp(gap.apart), math.exp(high), Basis.RUNS, units)


def _estimate(figures: Sequence[float]) -> Estimate:
    logs = np.log(figures)
    mean, units = float(logs.mean()), len(figures)
    error = max(float(logs.std(ddof=1)) / math.sqrt(units), RELATIVE_ERROR)
    return Estimate(mean, error, mean, error, units, Basis.RUNS)
