"""Noise: by how much the same cell differs from itself, and from where on a difference is more.

Pairs of the same cell show it in two ways, each independent of the other: by the difference within
each pair, which should be none, and by the spread of the runs on each side. Pooled by their degrees
of freedom, they give the standard error of such a pair's ratio, and with Student's t the ratio that
95% of such pairs stay below. Few pairs of few runs make it larger, more make it smaller, until it
is what the cell really moves by. It is never less than what was seen in any pair: a drift from one
side to the other isn't in the spread of either.

Blocks of single runs say nothing of the noise between runs, so there only the differences count.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.stats import student
from analysis.stats.difference import difference
from analysis.stats.estimate import estimate
from analysis.stats.gap import Gap
from analysis.stats.interval import LEVEL
from analysis.stats.sample import Basis, Sample


@dataclass(frozen=True)
class Noise:
    """What pairs of the same cell differed by at a quantile. It is that of as many runs as theirs.

    Args:
        share: which quantile, 0 to 1.
        pairs: how many there were that have this quantile.
        observed: the highest ratio of two sides of a pair, 1 or more.
        factor: ratios up to this one are noise; never below `observed`, a whole number of
            hundredths.
        told_apart: how many pairs would have been claimed to differ. None should be; of 20, one
            may by chance.
        basis: what the parts of the samples were.
    """

    share: float
    pairs: int
    observed: float
    factor: float
    told_apart: int
    basis: Basis


def noise(pairs: Sequence[tuple[Sample, Sample]], share: float) -> Noise | None:
    """What pairs of the same cell differ by.

    Args:
        pairs: two samples each, of the same cell; of any number of cells.
        share: which quantile, 0 to 1.

    Returns:
        None if no pair has two sides that can be compared (`analysis.stats.difference`).
    """
    gaps = [gap for one, other in pairs if (gap := _gap(one, other, share))]
    if not gaps:
        return None
    compared = [difference(one, other, share) for one, other in pairs]
    of_runs = all(side.basis is Basis.RUNS for pair in pairs for side in pair)
    observed = max(abs(gap.apart) for gap in gaps)
    return Noise(
        share=share,
        pairs=len(gaps),
        observed=math.exp(observed),
        factor=math.ceil(round(100 * math.exp(max(observed, _reach(gaps, of_runs=of_runs))), 9))
        / 100,
        told_apart=sum(found.claimed for found in compared if found),
        basis=Basis.RUNS if of_runs else Basis.BLOCKS,
    )


def _gap(one: Sample, other: Sample, share: float) -> Gap | None:
    first, second = estimate(one, share), estimate(other, share)
    return Gap.of_merged(first, second) if first and second else None


def _reach(gaps: Sequence[Gap], *, of_runs: bool) -> float:
    """How far apart 95% of pairs like these are at most, in logarithms."""
    squares = sum(gap.apart**2 for gap in gaps)
    degrees = float(len(gaps))
    if of_runs:
        squares += sum(gap.degrees * gap.error**2 for gap in gaps)
        degrees += sum(gap.degrees for gap in gaps)
    return student.reach(LEVEL, degrees) * math.sqrt(squares / degrees)
