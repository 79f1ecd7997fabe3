"""A quantile of a cell with its standard errors, on the logarithmic scale.

Two standard errors are known, and the larger one is taken. The bootstrap's knows how the parts make
up the merged quantile. But where parts differ by more than the lines within one do, a high quantile
is the worst part's, most resamples have that one in them, and their spread is too small. The other
is that of the mean of the parts' own quantiles, each of which is one independent observation.
"""

import math
from dataclasses import dataclass

import numpy as np

from analysis.histogram import RELATIVE_ERROR, merged
from analysis.stats import bootstrap
from analysis.stats.sample import Basis, Sample


@dataclass(frozen=True)
class Estimate:
    """A quantile of a cell, in logarithms of ns.

    Args:
        merged: the quantile of all parts merged.
        error: its standard error.
        own: the mean of the parts' own quantiles.
        own_error: its standard error.
        units: how many parts it is made from, 2 or more.
        basis: what they are.
    """

    merged: float
    error: float
    own: float
    own_error: float
    units: int
    basis: Basis

    @property
    def degrees(self) -> int:
        """Degrees of freedom of the standard errors."""
        return self.units - 1


def estimate(sample: Sample, share: float) -> Estimate | None:
    """A quantile with its standard errors.

    Args:
        sample: the cell's latencies.
        share: which quantile, 0 to 1.

    Returns:
        None if there are fewer than two parts, or the quantile of one is lost or isn't above 0.
    """
    units = len(sample.parts)
    known = [ns for part in sample.parts if (ns := part.quantile_ns(share)) is not None and ns > 0]
    whole_ns = merged(sample.parts).quantile_ns(share)
    if units < 2 or len(known) < units or whole_ns is None:  # noqa: PLR2004 - one has no spread
        return None
    own = np.log(known)
    own_error = float(own.std(ddof=1)) / math.sqrt(units)
    # Drawing from n parts has (n - 1) / n of the variance that drawing from all there could be has.
    spread = float(np.log(bootstrap.quantiles_ns(sample.parts, share)).std())
    error = spread * math.sqrt(units / (units - 1))
    return Estimate(
        merged=math.log(whole_ns),
        error=max(error, own_error, RELATIVE_ERROR),
        own=float(own.mean()),
        own_error=max(own_error, RELATIVE_ERROR),
        units=units,
        basis=sample.basis,
    )
