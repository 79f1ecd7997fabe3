"""What a figure is against another one, with the bounds of that."""

from dataclasses import dataclass

from analysis.stats import figures
from analysis.stats.interval import Interval
from analysis.tracked.benchmark import Benchmark
from analysis.tracked.figure import Figure


@dataclass(frozen=True)
class Change:
    """A figure against its reference.

    Args:
        ratio: the figure over the reference's.
        benchmark: whose figures they are.
    """

    ratio: Interval
    benchmark: Benchmark

    @property
    def told(self) -> bool:
        """Whether the two can be told apart: the bounds don't hold 1."""
        return not self.ratio.low <= 1 <= self.ratio.high

    @property
    def worse(self) -> tuple[float, float, float]:
        """By what share of the reference it is worse: the bounds, the estimate between them.

        Below 0 it is better.
        """
        low, middle, high = (
            bound - 1 for bound in (self.ratio.low, self.ratio.estimate, self.ratio.high)
        )
        return (low, middle, high) if self.benchmark.lower_is_better else (-high, -middle, -low)

    @property
    def is_worse(self) -> bool:
        """Whether it is worse and that can be told."""
        return self.told and self.worse[1] > 0

    @property
    def is_better(self) -> bool:
        """Whether it is better and that can be told."""
        return self.told and self.worse[1] < 0


def between(benchmark: Benchmark, reference: Figure, figure: Figure) -> Change | None:
    """What a figure is against the reference's.

    Returns:
        None if either isn't valid, or has fewer than two samples, or one that isn't above 0.
    """
    if reference.value is None or figure.value is None:
        return None
    ratio = figures.ratio(reference.samples, figure.samples)
    return None if ratio is None else Change(ratio, benchmark)
