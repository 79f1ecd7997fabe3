"""How many times faster one cell is than another at a quantile, and whether that can be claimed.

The interval of the ratio spans two. One is of the merged quantiles' ratio, with the standard errors
of both and Welch and Satterthwaite's degrees of freedom. The other is Welch's own, of the parts'
own quantiles: these are independent observations, so two samples of the same cell are told apart in
one case of twenty at most, also where a few parts make up the merged quantile. A difference is one
in both.
"""

import math
from dataclasses import dataclass

from analysis.histogram import merged
from analysis.stats import chance
from analysis.stats.estimate import Estimate, estimate
from analysis.stats.gap import Gap
from analysis.stats.interval import LEVEL, Interval
from analysis.stats.sample import Basis, Sample

# A rule of ours, not a measurement: Spark's own committed benchmark moved by 15-19% between changes
# of other things.
SINGLE_RUN_FACTOR = 1.2
"""What single runs have to differ by at least, as blocks say nothing of the noise between runs."""


@dataclass(frozen=True)
class Difference:
    """How many times faster one of two cells is at a quantile.

    Args:
        share: which quantile, 0 to 1.
        first_faster: whether it is the first of the two.
        ratio: the slower one's quantile over the faster one's: 1 or more.
        faster_chance: that a line of the faster one, taken at random, is faster than one of the
            slower, 0 to 1. Of all lines: it may be below 0.5 for a cell that is faster at p99.
        noise_factor: ratios up to it aren't claimed.
    """

    share: float
    first_faster: bool
    ratio: Interval
    faster_chance: float
    noise_factor: float

    @property
    def claimed(self) -> bool:
        """Whether the one may be called faster: the bounds don't hold 1, and it isn't noise."""
        return self.ratio.low > 1 and self.ratio.estimate > self.noise_factor


def difference(
    first: Sample, second: Sample, share: float, noise_factor: float = 1.0
) -> Difference | None:
    """Compare two cells at a quantile.

    Args:
        first: the one cell's latencies.
        second: the other's.
        share: which quantile, 0 to 1.
        noise_factor: what pairs of the same cell were found to differ by, if that was measured
            (`analysis.stats.noise`). For single runs it is `SINGLE_RUN_FACTOR` at least.

    Returns:
        None if either has fewer than two parts, or one whose quantile is lost or isn't above 0.
    """
    one, other = estimate(first, share), estimate(second, share)
    if one is None or other is None:
        return None
    first_faster = one.merged <= other.merged
    fast, slow = (one, other) if first_faster else (other, one)
    samples = (first, second) if first_faster else (second, first)
    fast_lines, slow_lines = (merged(sample.parts) for sample in samples)
    faster_chance = chance.of_faster(fast_lines, slow_lines)
    ratio = _ratio(slow, fast)
    if ratio.basis is Basis.BLOCKS:
        noise_factor = max(noise_factor, SINGLE_RUN_FACTOR)
    return Difference(share, first_faster, ratio, faster_chance, noise_factor)


def _ratio(slow: Estimate, fast: Estimate) -> Interval:
    whole = Gap.of_merged(fast, slow)
    ends = [gap.bounds(LEVEL) for gap in (whole, Gap.of_own(fast, slow))]
    of_runs = slow.basis is fast.basis is Basis.RUNS
    return Interval(
        low=math.exp(min(low for low, _ in ends)),
        estimate=math.exp(whole.apart),
        high=math.exp(max(high for _, high in ends)),
        basis=Basis.RUNS if of_runs else Basis.BLOCKS,
        units=min(slow.units, fast.units),
    )
