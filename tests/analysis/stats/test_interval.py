import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.histogram import RELATIVE_ERROR, merged
from analysis.stats.interval import LEVEL, quantile_ms
from analysis.stats.sample import Basis, Sample
from tests.analysis.stats.simulated import Cell, of_ms

PARTS = st.lists(st.lists(st.floats(0.01, 1e5), min_size=1, max_size=20), min_size=2, max_size=5)


@given(PARTS, st.sampled_from([0.5, 0.99]))
def test_it_is_around_the_merged_quantile_by_the_same_factor(
    parts: list[list[float]], share: float
) -> None:
    sample = of_ms(*parts)
    found = quantile_ms(sample, share)
    whole_ns = merged(sample.parts).quantile_ns(share)
    assert found is not None
    assert whole_ns is not None
    assert found.estimate == pytest.approx(whole_ns / 1e6)
    assert found.low < found.estimate < found.high
    below, above = found.estimate / found.low, found.high / found.estimate
    assert math.log(below) == pytest.approx(math.log(above))
    assert above > 1 + RELATIVE_ERROR
    assert (found.units, found.basis, found.level) == (len(parts), Basis.RUNS, LEVEL)


def test_ms_are_ms() -> None:
    found = quantile_ms(of_ms([150.0] * 9, [150.0] * 9), 0.5)
    assert found is not None
    assert found.estimate == pytest.approx(150, rel=RELATIVE_ERROR)
    assert found.high == pytest.approx(150, rel=15 * RELATIVE_ERROR)  # t of 12.7, two agree


def test_two_runs_have_a_bound_of_two() -> None:
    two, ten = (quantile_ms(of_ms(*[[95.0], [105.0]] * n), 0.5) for n in (1, 5))
    assert two is not None
    assert ten is not None
    assert two.high / two.low > 1.05**12
    assert ten.high / ten.low < 1.3


def test_blocks_are_marked_as_such() -> None:
    found = quantile_ms(Cell().blocks(np.random.default_rng(1), 8), 0.99)
    assert found is not None
    assert found.basis is Basis.BLOCKS
    assert found.units == 8


def test_the_same_sample_has_the_same_interval() -> None:
    sample = Cell().runs(np.random.default_rng(2), 5)
    found, again = quantile_ms(sample, 0.99), quantile_ms(sample, 0.99)
    assert found is not None
    assert again is not None
    assert astuple(found) == astuple(again)


def test_lost_lines_leave_no_interval() -> None:
    assert quantile_ms(of_ms([1.0], [2.0], lost=1), 0.99) is None
    assert quantile_ms(Sample([], Basis.RUNS), 0.5) is None
