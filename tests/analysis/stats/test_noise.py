import math

import numpy as np
import pytest

from analysis.stats.noise import Noise, noise
from analysis.stats.sample import Basis, Sample
from tests.analysis.stats.simulated import Cell, of_ms

Pair = tuple[Sample, Sample]


def alike(cell: Cell, pairs: int, runs: int, seed: int) -> list[Pair]:
    rng = np.random.default_rng(seed)
    return [(cell.runs(rng, runs), cell.runs(rng, runs)) for _ in range(pairs)]


def found(pairs: list[Pair], share: float = 0.99) -> Noise:
    known = noise(pairs, share)
    assert known is not None
    return known


def single(ms: float) -> Sample:
    return of_ms([ms], [ms], basis=Basis.BLOCKS)


def test_it_is_never_less_than_what_was_seen() -> None:
    known = found(
        [(single(100), single(104)), (single(110), single(100)), *[(single(9),) * 2] * 40]
    )
    assert known.observed == pytest.approx(1.1, rel=1e-3)
    assert known.factor == pytest.approx(1.11, abs=0.011)
    assert known.pairs == 42


def test_single_runs_are_judged_by_their_differences_alone() -> None:
    known = found([(single(100), single(105)), (single(105), single(100))])
    assert known.basis is Basis.BLOCKS
    # Two differences of ln 1.05 each: t with 2 degrees of freedom is 4.30.
    assert known.factor == pytest.approx(math.exp(4.3027 * math.log(1.05)), abs=0.011)


def test_runs_are_judged_by_both() -> None:
    pairs = [(of_ms([99.0], [101.0]), of_ms([99.0], [101.0]))]
    known = found(pairs, 0.5)
    assert known.observed == 1
    assert known.factor > 1.01  # nothing was seen between them, but within them
    assert known.basis is Basis.RUNS
    mixed = found([*pairs, (single(100), single(100))], 0.5)
    assert mixed.basis is Basis.BLOCKS
    assert mixed.factor == 1


def test_more_pairs_and_more_runs_make_it_smaller() -> None:
    def usual(pairs: int, runs: int) -> float:
        cell = Cell()
        return float(np.median([found(alike(cell, pairs, runs, s)).factor for s in range(11)]))

    assert usual(1, 2) > usual(6, 2) > usual(6, 5)
    assert usual(1, 3) < 1.3  # 5% from run to run: three runs a side make it no absurd figure


def test_most_pairs_of_the_same_cell_stay_below_it() -> None:
    cell, below, trials = Cell(), 0, 60
    for seed in range(trials):
        *known, (one, other) = alike(cell, 4, 3, seed)
        another = found([(one, other)])
        below += another.observed <= found(known).factor
    assert below / trials >= 0.95 - 3 * math.sqrt(0.05 * 0.95 / trials)


def test_a_pair_that_is_told_apart_is_counted() -> None:
    drifted = (of_ms([100.0], [101.0], [99.0]), of_ms([150.0], [151.0], [149.0]))
    same = (drifted[0], drifted[0])
    known = found([drifted, same, same], 0.5)
    assert known.told_apart == 1
    assert known.factor >= known.observed == pytest.approx(1.5, rel=1e-3)
    assert found([same, same], 0.5).told_apart == 0


def test_pairs_without_a_quantile_are_left_out() -> None:
    lost = of_ms([1.0], [2.0], lost=5)
    fine = of_ms([1.0], [2.0])
    assert noise([], 0.5) is None
    assert noise([(lost, fine), (fine, lost)], 0.5) is None
    assert found([(lost, fine), (fine, fine)], 0.5).pairs == 1
