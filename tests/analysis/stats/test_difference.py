from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.difference import SINGLE_RUN_FACTOR, Difference, difference
from analysis.stats.sample import Basis, Sample
from tests.analysis.stats.simulated import Cell, of_ms

QUICK = [[98.0, 100.0], [100.0, 102.0], [99.0, 101.0], [100.0, 100.0]]
SLOW = [[148.0, 150.0], [150.0, 153.0], [149.0, 151.0], [150.0, 150.0]]


def found(first: Sample, second: Sample, factor: float = 1.0) -> Difference:
    compared = difference(first, second, 0.5, factor)
    assert compared is not None
    return compared


def test_the_ratio_is_of_the_slower_to_the_faster_whichever_comes_first() -> None:
    forth, back = found(of_ms(*QUICK), of_ms(*SLOW)), found(of_ms(*SLOW), of_ms(*QUICK))
    assert forth.first_faster
    assert not back.first_faster
    assert forth.ratio == back.ratio
    assert forth.ratio.estimate == pytest.approx(1.5, rel=0.02)
    assert 1.4 < forth.ratio.low < forth.ratio.estimate < forth.ratio.high < 1.6
    assert forth.faster_chance == back.faster_chance == 1
    assert forth.claimed


def test_the_same_sample_is_not_told_from_itself() -> None:
    same = found(of_ms(*QUICK), of_ms(*QUICK))
    assert same.ratio.estimate == 1
    assert same.ratio.low < 1 < same.ratio.high
    assert same.faster_chance == 0.5
    assert not same.claimed


def test_a_difference_that_noise_makes_as_well_is_not_claimed() -> None:
    assert found(of_ms(*QUICK), of_ms(*SLOW), 1.4).claimed
    noisy = found(of_ms(*QUICK), of_ms(*SLOW), 1.6)
    assert noisy.ratio.low > 1
    assert not noisy.claimed


@pytest.mark.parametrize("one", list(Basis))
@pytest.mark.parametrize("other", list(Basis))
def test_single_runs_have_to_differ_by_more(one: Basis, other: Basis) -> None:
    quick = of_ms(*QUICK, basis=one)
    near = of_ms(*[[1.1 * ms for ms in part] for part in QUICK], basis=other)
    compared = found(quick, near)
    both_runs = one is other is Basis.RUNS
    assert compared.ratio.low > 1
    assert compared.ratio.basis is (Basis.RUNS if both_runs else Basis.BLOCKS)
    assert compared.noise_factor == (1.0 if both_runs else SINGLE_RUN_FACTOR)
    assert compared.claimed is both_runs
    assert found(quick, of_ms(*SLOW, basis=other)).claimed
    assert found(quick, near, 1.3).noise_factor == 1.3


def test_one_bad_run_of_ten_proves_nothing() -> None:
    fine = [QUICK[0]] * 9
    compared = difference(of_ms(*fine, QUICK[1]), of_ms(*fine, [100.0, 9_000.0]), 0.99)
    assert compared is not None
    assert compared.ratio.estimate > 50
    assert compared.ratio.low < compared.ratio.estimate < compared.ratio.high
    assert not compared.claimed


def test_the_units_are_those_of_the_smaller() -> None:
    assert found(of_ms(*QUICK), of_ms(*SLOW[:2])).ratio.units == 2


def test_where_either_has_no_quantile_there_is_no_difference() -> None:
    lost = of_ms([1.0], [2.0], lost=3)
    assert difference(lost, of_ms(*QUICK), 0.5) is None
    assert difference(of_ms(*QUICK), lost, 0.5) is None


PARTS = st.lists(st.lists(st.floats(1, 1e4), min_size=1, max_size=9), min_size=2, max_size=4)


@given(PARTS, PARTS)
def test_the_order_of_the_two_makes_no_difference(
    one: list[list[float]], other: list[list[float]]
) -> None:
    forth, back = found(of_ms(*one), of_ms(*other)), found(of_ms(*other), of_ms(*one))
    assert forth.ratio.estimate >= 1
    assert forth.ratio.low <= forth.ratio.estimate <= forth.ratio.high
    if forth.ratio.estimate > 1:
        assert replace(back, first_faster=forth.first_faster) == forth
        assert back.first_faster is not forth.first_faster


def test_a_cell_can_be_faster_at_p99_while_most_of_its_lines_are_slower() -> None:
    steady = of_ms(*[[110.0] * 100] * 3)
    moody = of_ms(*[[100.0] * 90 + [500.0] * 10] * 3)
    compared = difference(steady, moody, 0.99)
    assert compared is not None
    assert compared.claimed
    assert compared.first_faster
    assert compared.faster_chance == pytest.approx(0.1)


def test_it_knows_which_quantile_it_is_of() -> None:
    rng = np.random.default_rng(1)
    compared = difference(Cell().runs(rng, 3), Cell().runs(rng, 3), 0.999)
    assert compared is not None
    assert compared.share == 0.999
