"""How far apart two cells' estimates are, on the logarithmic scale, and how sure that is."""

import math
from dataclasses import dataclass
from typing import Self

from analysis.stats import student
from analysis.stats.estimate import Estimate


@dataclass(frozen=True)
class Gap:
    """The difference of two logarithms.

    Args:
        apart: the later one less the earlier one.
        error: its standard error, above 0.
        degrees: its degrees of freedom, 1 or more.
    """

    apart: float
    error: float
    degrees: float

    @classmethod
    def of_merged(cls, one: Estimate, other: Estimate) -> Self:
        """Between the quantiles of all parts merged."""
        return cls(other.merged - one.merged, *_welch(one, one.error, other, other.error))

    @classmethod
    def of_own(cls, one: Estimate, other: Estimate) -> Self:
        """Between the means of the parts' own quantiles."""
        return cls(other.own - one.own, *_welch(one, one.own_error, other, other.own_error))

    def bounds(self, level: float) -> tuple[float, float]:
        """The ends of the interval that holds it with that share of certainty."""
        half = student.reach(level, self.degrees) * self.error
        return self.apart - half, self.apart + half


def _welch(
    one: Estimate, one_error: float, other: Estimate, other_error: float
) -> tuple[float, float]:
    """The standard error of a difference, and its degrees of freedom.

    They are Welch and Satterthwaite's, but no more than two samples as small as the smaller have:
    else 2 runs against 10 of the same cell would be told apart in 10 cases of 100, when the 2
    happen to be alike.
    """
    variance = one_error**2 + other_error**2
    spread = one_error**4 / one.degrees + other_error**4 / other.degrees
    most = 2 * min(one.degrees, other.degrees)
    return math.sqrt(variance), min(variance**2 / spread, most)
