"""How often the statistics are right, where the truth is known. Seeded: it never varies.

Each bound is what the method promises plus three standard deviations of the simulation's own error.
"""

import math

import numpy as np
import pytest

from analysis.stats.difference import difference
from analysis.stats.interval import quantile_ms
from analysis.stats.sample import Sample
from tests.analysis.stats.simulated import Cell, Tails


def at_most(rate: float, trials: int) -> float:
    return rate + 3 * math.sqrt(rate * (1 - rate) / trials)


def at_least(rate: float, trials: int) -> float:
    return rate - 3 * math.sqrt(rate * (1 - rate) / trials)


def told_apart(one: Sample, other: Sample, share: float) -> bool:
    """Whether the interval alone says so: no factor for noise comes to its help."""
    found = difference(one, other, share)
    assert found is not None
    return found.ratio.low > 1


def holds(sample: Sample, share: float, truth_ms: float) -> bool:
    found = quantile_ms(sample, share)
    assert found is not None
    return found.low <= truth_ms <= found.high


@pytest.mark.parametrize("share", [0.5, 0.99])
@pytest.mark.parametrize("tails", ["normal", "heavy"])
def test_the_same_cell_is_told_from_itself_once_in_twenty_at_most(
    tails: Tails, share: float
) -> None:
    rng = np.random.default_rng(1)
    cell = Cell(tails=tails)
    trials = [
        told_apart(cell.runs(rng, runs), cell.runs(rng, runs), share)
        for runs in (2, 3, 5, 10)
        for _ in range(30)
    ]
    assert np.mean(trials) <= at_most(0.05, len(trials))


def test_nor_where_the_worst_run_makes_the_p99() -> None:
    # Runs differ by more than the lines within one: the bootstrap alone would be wrong in 14%.
    rng = np.random.default_rng(2)
    cell = Cell(between=0.2)
    trials = [told_apart(cell.runs(rng, 10), cell.runs(rng, 10), 0.99) for _ in range(150)]
    assert np.mean(trials) <= at_most(0.05, len(trials))


def test_nor_where_one_side_has_more_runs() -> None:
    # Welch's degrees of freedom alone would be wrong in 10%.
    rng = np.random.default_rng(3)
    trials = [told_apart(Cell().runs(rng, 2), Cell().runs(rng, 10), 0.5) for _ in range(100)]
    assert np.mean(trials) <= at_most(0.05, len(trials))


@pytest.mark.parametrize("share", [0.5, 0.99])
@pytest.mark.parametrize("runs", [3, 5, 10])
def test_intervals_hold_the_truth(runs: int, share: float) -> None:
    rng = np.random.default_rng(4)
    cell = Cell()
    truth_ms = cell.quantile_ms(share)
    trials = [holds(cell.runs(rng, runs), share, truth_ms) for _ in range(100)]
    assert np.mean(trials) >= at_least(0.95 if share == 0.5 else 0.92, len(trials))


def test_a_real_difference_is_nearly_always_claimed() -> None:
    rng = np.random.default_rng(5)
    quick, slow = Cell(), Cell(level_ms=300.0)
    found = [difference(quick.runs(rng, 5), slow.runs(rng, 5), 0.99, 1.15) for _ in range(60)]
    claimed = [known for known in found if known and known.claimed and known.first_faster]
    assert len(claimed) >= 57


@pytest.mark.parametrize(("share", "rate"), [(0.5, 0.92), (0.9, 0.92), (0.99, 0.85)])
def test_blocks_hold_what_their_run_would_come_to(share: float, rate: float) -> None:
    # Batches that hang together, 12 blocks of 10: less than the 95% that runs have.
    rng = np.random.default_rng(6)
    run = Cell(between=0.0, kept=0.7, batches=120)
    truth_ms = run.quantile_ms(share)
    trials = [holds(run.blocks(rng, 12), share, truth_ms) for _ in range(100)]
    assert np.mean(trials) >= at_least(rate, len(trials))


def test_blocks_say_nothing_of_the_next_run_so_the_factor_has_to() -> None:
    rng = np.random.default_rng(7)
    cell = Cell(batches=120)
    found = [difference(cell.blocks(rng, 12), cell.blocks(rng, 12), 0.5) for _ in range(80)]
    apart = [known for known in found if known and known.ratio.low > 1]
    claimed = [known for known in found if known and known.claimed]
    assert len(apart) > 0.25 * len(found)
    assert len(claimed) <= at_most(0.05, len(found)) * len(found)
