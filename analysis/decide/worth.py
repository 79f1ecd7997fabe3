"""What a step is worth: by how many ms a quantile of one cell lies below that of another.

The ratio of two cells is `analysis.stats.difference`'s; this is their difference, for steps that
are put side by side. Its bounds span two intervals for the same reasons: of the merged quantiles,
and of the runs' own.
"""

import math
from dataclasses import dataclass, replace

from analysis.histogram import merged
from analysis.stats.estimate import Estimate, estimate
from analysis.stats.gap import Gap
from analysis.stats.interval import LEVEL
from analysis.stats.sample import Basis, Sample
from loadgen.units import NS_PER_MS


@dataclass(frozen=True)
class Worth:
    """By how much a quantile sinks from one cell to another.

    Args:
        share: which quantile, 0 to 1.
        before_ms, after_ms: what it is of either, ms.
        low_ms, high_ms: the bounds of the difference, ms; None if a cell has a single run, which
            says nothing of the next one.
        told: whether the two can be told apart: the bounds don't hold 0, and it isn't noise.
    """

    share: float
    before_ms: float
    after_ms: float
    low_ms: float | None = None
    high_ms: float | None = None
    told: bool = False

    @property
    def ms(self) -> float:
        """What the step takes away, ms; below 0 if it adds."""
        return self.before_ms - self.after_ms

    @property
    def bounds_ms(self) -> tuple[float, float] | None:
        """Both bounds, if there are any, ms."""
        if self.low_ms is None or self.high_ms is None:
            return None
        return self.low_ms, self.high_ms


def worth(before: Sample, after: Sample, share: float, noise_factor: float = 1.0) -> Worth | None:
    """What the step from one cell to another is worth at a quantile.

    Args:
        before: latencies without the step.
        after: with it.
        share: which quantile, 0 to 1.
        noise_factor: ratios up to it aren't told apart (`analysis.stats.noise`).

    Returns:
        None if either has no such quantile: nothing was measured, or lost lines reach it.
    """
    ends_ns = [merged(sample.parts).quantile_ns(share) for sample in (before, after)]
    if ends_ns[0] is None or ends_ns[1] is None:
        return None
    plain = Worth(share, ends_ns[0] / NS_PER_MS, ends_ns[1] / NS_PER_MS)
    known = [estimate(sample, share) for sample in (before, after)]
    if known[0] is None or known[1] is None or Basis.BLOCKS in {before.basis, after.basis}:
        return plain
    one, other = _in_ms(known[1]), _in_ms(known[0])
    gaps = (Gap.of_merged(one, other), Gap.of_own(one, other))
    ends = [gap.bounds(LEVEL) for gap in gaps]
    low_ms, high_ms = min(low for low, _ in ends), max(high for _, high in ends)
    ratio = max(one.merged, other.merged) / min(one.merged, other.merged)
    told = ratio > noise_factor and not low_ms <= 0 <= high_ms
    return replace(plain, low_ms=low_ms, high_ms=high_ms, told=told)


def _in_ms(known: Estimate) -> Estimate:
    """An estimate of a logarithm as one of ms: an error of it is that share of the figure."""
    whole_ms, own_ms = (math.exp(value) / NS_PER_MS for value in (known.merged, known.own))
    return replace(
        known,
        merged=whole_ms,
        error=whole_ms * known.error,
        own=own_ms,
        own_error=own_ms * known.own_error,
    )
