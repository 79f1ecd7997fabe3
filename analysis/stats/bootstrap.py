"""The bootstrap: the quantiles that a cell might have had with other parts like its own.

Whole parts are drawn with replacement, never single lines: the lines of a batch, and of a run, have
much in common, and would make any figure look far surer than it is.
"""

from collections.abc import Sequence

import numpy as np

from analysis.histogram import Float64, Histogram, merged, middle_ns

RESAMPLES = 1_000
"""As many as leave the standard error off by 2% of itself."""

_SEED = 20_261_122  # the same parts have the same interval, whenever they are looked at


def quantiles_ns(parts: Sequence[Histogram], share: float) -> Float64:
    """The quantile of each resample's merged parts, ns, float64[RESAMPLES].

    Args:
        parts: one or more, each with a quantile of its own that lost samples don't reach. Then no
            resample's can be lost: it lies between the lowest and the highest of its parts'.
        share: 0 to 1.
    """
    bucket = merged(parts).bucket
    upto = np.zeros((len(bucket), len(parts)), np.int64)  # samples up to each bucket, by part
    for column, part in enumerate(parts):
        upto[np.searchsorted(bucket, part.bucket), column] = part.count
    upto = upto.cumsum(axis=0)
    rng = np.random.default_rng(_SEED)
    drawn = rng.multinomial(len(parts), np.full(len(parts), 1 / len(parts)), RESAMPLES)
    samples = drawn @ np.array([part.samples for part in parts])
    ranks = np.maximum(np.ceil(share * samples - 1e-6), 1)  # as `Histogram.quantiles_ns` has them
    low = np.zeros(RESAMPLES, np.int64)
    high = np.full(RESAMPLES, len(bucket) - 1)
    while (low < high).any():  # all resamples are searched at once: adding them up takes longer
        middle = (low + high) // 2
        enough = (drawn * upto[middle]).sum(axis=1) >= ranks
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return middle_ns(bucket[low])
