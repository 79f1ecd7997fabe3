"""How many samples of each size: counts in buckets that are the same in every run.

A bucket is as wide as one part in 2,048 of the values in it, or one ns, whichever is wider: the
layout of HdrHistogram with 3 significant digits. Histograms of different runs are merged by adding
their counts, and quantiles taken afterwards, which is the only right order of the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.record import Int64

Float64 = NDArray[np.float64]

_BITS = 11
_WHOLE = 1 << _BITS

RELATIVE_ERROR = 1 / (2 * _WHOLE)
"""How far a bucket's middle can be from a sample in it, as a share of the sample."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """Samples by size.

    Args:
        bucket: ids of buckets, ascending, int64[buckets]; see `bucket_of`.
        count: how many samples each has, above 0, int64[buckets].
        lost: how many more samples there are that never ended: infinite ones.
    """

    bucket: Int64
    count: Int64
    lost: int = 0

    @classmethod
    def of(cls, values_ns: Int64, lost: int = 0) -> "Histogram":
        """Count samples.

        Args:
            values_ns: the samples, ns, int64[n], in any order; negative ones too.
            lost: how many infinite ones there are besides.
        """
        bucket, count = np.unique(bucket_of(values_ns), return_counts=True)
        return cls(bucket, count.astype(np.int64), lost)

    @property
    def samples(self) -> int:
        """How many samples, the infinite ones among them."""
        return int(self.count.sum()) + self.lost

    def quantile_ns(self, share: float) -> float | None:
        """The smallest sample that a share of all samples doesn't exceed: its bucket's middle.

        Args:
            share: 0 to 1.

        Returns:
            ns, off by `RELATIVE_ERROR` at most; None if there are no samples, or it is infinite.
        """
        found = self.quantiles_ns(np.array([share]))[0]
        return None if np.isnan(found) else float(found)

    def quantiles_ns(self, shares: Float64) -> Float64:
        """Quantiles, ns, float64[n]; NaN where `quantile_ns` is None."""
        # A share such as 0.99 is a little off as a float, and its rank mustn't be by one.
        ranks = np.maximum(np.ceil(shares * self.samples - 1e-6), 1)
        place = np.searchsorted(np.cumsum(self.count), ranks)
        found = np.full(len(shares), np.nan)
        known = place < len(self.bucket)
        found[known] = middle_ns(self.bucket[place[known]])
        return found


def merged(parts: Iterable[Histogram]) -> Histogram:
    """All samples of several histograms in one."""
    given = list(parts)
    if not given:
        return Histogram(np.empty(0, np.int64), np.empty(0, np.int64))
    buckets, where = np.unique(np.concatenate([p.bucket for p in given]), return_inverse=True)
    count = np.zeros(len(buckets), np.int64)
    np.add.at(count, where, np.concatenate([p.count for p in given]))
    return Histogram(buckets, count, sum(p.lost for p in given))


def bucket_of(values_ns: Int64) -> Int64:
    """The ids of the buckets that hold values; higher values never have lower ids, int64[n]."""
    negative = values_ns < 0
    size = np.where(negative, -1 - values_ns, values_ns)  # -1 is to 0 what -2 is to 1
    _, bits = np.frexp(size.astype(np.float64))
    shift = np.maximum(bits.astype(np.int64) - 1 - _BITS, 0)
    shift -= (size >> shift < _WHOLE) & (shift > 0)  # the float was rounded up to a power of 2
    ids = shift * _WHOLE + (size >> shift)
    return np.where(negative, -1 - ids, ids)


def lowest_ns(bucket: Int64) -> Int64:
    """The lowest value of each bucket, ns, int64[n]."""
    ids: Int64 = np.abs(bucket)
    shift = np.maximum(ids // _WHOLE - 1, 0)
    size: Int64 = (ids - shift * _WHOLE) << shift
    return np.where(bucket < 0, -size, size)


def middle_ns(bucket: Int64) -> Float64:
    """The middle of each bucket, ns, float64[n]."""
    middle: Float64 = (lowest_ns(bucket) + lowest_ns(bucket + 1) - 1) / 2
    return middle
