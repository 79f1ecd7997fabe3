import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.figures import ratio

figures = st.lists(st.floats(0.01, 1e6), min_size=2, max_size=6)


@given(figures, figures)
def test_turned_round_it_is_the_inverse(one: list[float], other: list[float]) -> None:
    there, back = ratio(one, other), ratio(other, one)
    assert there is not None
    assert back is not None
    assert there.low <= there.estimate <= there.high
    assert math.isclose(there.estimate * back.estimate, 1)
    assert math.isclose(there.low * back.high, 1)


@given(figures, figures, st.floats(0.1, 10))
def test_the_unit_makes_no_difference(one: list[float], other: list[float], unit: float) -> None:
    there = ratio(one, other)
    scaled = ratio([unit * value for value in one], [unit * value for value in other])
    assert there is not None
    assert scaled is not None
    assert math.isclose(there.low, scaled.low, rel_tol=1e-6)


def test_it_is_the_ratio_of_geometric_means() -> None:
    found = ratio([1, 4], [3, 12])
    assert found is not None
    assert math.isclose(found.estimate, 3)
    assert found.units == 2


@pytest.mark.parametrize("other", [[2.0], [], [1.0, 0.0], [1.0, -2.0]])
def test_without_two_figures_above_0_on_each_side_there_is_none(other: list[float]) -> None:
    assert ratio([1.0, 2.0], other) is None
    assert ratio(other, [1.0, 2.0]) is None


def test_figures_that_do_not_differ_are_told_apart_in_one_case_of_twenty_at_most() -> None:
    rng = np.random.default_rng(7)
    trials, told = 600, 0
    for _ in range(trials):
        one, other = np.exp(rng.normal(0, 0.05, (2, 3)))
        found = ratio(list(one), list(other))
        assert found is not None
        told += not found.low <= 1 <= found.high
    assert 0 < told < 0.075 * trials
