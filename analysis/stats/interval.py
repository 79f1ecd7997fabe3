"""A figure and the bounds that it is within, as far as its parts can tell."""

import math
from dataclasses import dataclass

from analysis.stats import student
from analysis.stats.estimate import estimate
from analysis.stats.sample import Basis, Sample
from loadgen.units import NS_PER_MS

LEVEL = 0.95
"""How often intervals made like this hold what they are for."""


@dataclass(frozen=True)
class Interval:
    """An estimate and its bounds, in ms or as a ratio: whoever holds it says which.

    Args:
        low: the lower bound.
        estimate: from all parts merged.
        high: the upper bound.
        basis: what the parts are: `Basis.BLOCKS` has to be said wherever the interval is.
        units: how many parts there are, of the cell that has fewer.
        level: how often such bounds hold.
    """

    low: float
    estimate: float
    high: float
    basis: Basis
    units: int
    level: float = LEVEL


def quantile_ms(sample: Sample, share: float) -> Interval | None:
    """A quantile of a cell and its bounds, ms.

    The bootstrap's standard error with Student's t (Hesterberg, "What Teachers Should Know about
    the Bootstrap", 2015, 5.3), on the logarithmic scale: it is as wide as two runs deserve.

    Args:
        sample: the cell's latencies.
        share: which quantile, 0 to 1.

    Returns:
        None if there are fewer than two parts, or the quantile of one is lost or isn't above 0.
    """
    known = estimate(sample, share)
    if known is None:
        return None
    half = student.reach(LEVEL, known.degrees) * known.error
    low_ns, middle_ns, high_ns = (math.exp(known.merged + side) for side in (-half, 0.0, half))
    return Interval(
        low=low_ns / NS_PER_MS,
        estimate=middle_ns / NS_PER_MS,
        high=high_ns / NS_PER_MS,
        basis=known.basis,
        units=known.units,
    )
