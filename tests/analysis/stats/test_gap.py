import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.estimate import Estimate
from analysis.stats.gap import Gap
from analysis.stats.sample import Basis


def known(merged: float, error: float, units: int, own: float = 0.0) -> Estimate:
    return Estimate(merged, error, own, own_error=error / 2, units=units, basis=Basis.RUNS)


def test_equal_samples_have_the_degrees_of_both() -> None:
    gap = Gap.of_merged(known(1.0, 0.3, 5), known(1.5, 0.3, 5))
    assert gap.apart == pytest.approx(0.5)
    assert gap.error == pytest.approx(0.3 * math.sqrt(2))
    assert gap.degrees == pytest.approx(8)


def test_the_surer_of_two_adds_few_degrees() -> None:
    assert Gap.of_merged(known(0, 1.0, 5), known(0, 1e-6, 5)).degrees == pytest.approx(4)


def test_the_runs_own_quantiles_have_errors_of_their_own() -> None:
    gap = Gap.of_own(known(9, 0.8, 5, own=1.0), known(9, 0.6, 5, own=3.0))
    assert gap.apart == pytest.approx(2.0)
    assert gap.error == pytest.approx(0.5)


errors, counts = st.floats(1e-4, 20), st.integers(2, 50)


@given(errors, counts, errors, counts)
def test_degrees_are_between_the_smaller_sample_and_twice_that(
    one: float, ones: int, other: float, others: int
) -> None:
    degrees = Gap.of_merged(known(0, one, ones), known(0, other, others)).degrees
    fewer = min(ones, others) - 1
    assert fewer * (1 - 1e-9) <= degrees <= 2 * fewer


def test_the_bounds_are_t_standard_errors_away() -> None:
    assert Gap(1.0, 0.1, 4).bounds(0.95) == pytest.approx((1 - 0.27764451, 1 + 0.27764451))
