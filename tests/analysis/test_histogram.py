import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.histogram import (
    RELATIVE_ERROR,
    Histogram,
    bucket_of,
    lowest_ns,
    merged,
    middle_ns,
)

VALUES = st.lists(st.integers(-(10**16), 10**16), min_size=1, max_size=200)


def ids(*values: int) -> list[int]:
    return [int(i) for i in bucket_of(np.array(values, np.int64))]


@given(VALUES)
def test_a_bucket_holds_the_values_that_have_its_id(values: list[int]) -> None:
    ns = np.array(values, np.int64)
    buckets = bucket_of(ns)
    assert (lowest_ns(buckets) <= ns).all()
    assert (ns < lowest_ns(buckets + 1)).all()


@given(VALUES)
def test_higher_values_never_have_lower_ids(values: list[int]) -> None:
    assert (np.diff(bucket_of(np.sort(np.array(values, np.int64)))) >= 0).all()


@given(VALUES)
def test_the_middle_is_as_near_as_promised(values: list[int]) -> None:
    ns = np.array(values, np.int64)
    off = np.abs(middle_ns(bucket_of(ns)) - ns)
    assert (off <= np.maximum(np.abs(ns) * RELATIVE_ERROR, 0.5)).all()


def test_small_values_have_a_bucket_each() -> None:
    assert ids(-3, -2, -1, 0, 1, 2047, 2048, 4095) == [-3, -2, -1, 0, 1, 2047, 2048, 4095]
    assert ids(4096, 4097, 4098) == [4096, 4096, 4097]


@pytest.mark.parametrize("power", range(12, 60))
def test_powers_of_two_begin_a_bucket(power: int) -> None:
    below, at = ids(2**power - 1, 2**power)
    assert below + 1 == at
    assert int(lowest_ns(np.array([at]))[0]) == 2**power


@given(VALUES, st.floats(0.001, 1))
def test_a_quantile_is_the_nearest_rank(values: list[int], share: float) -> None:
    ns = np.array(values, np.int64)
    exact = np.sort(ns)[max(int(np.ceil(share * len(ns) - 1e-6)), 1) - 1]
    found = Histogram.of(ns).quantile_ns(share)
    assert found is not None
    assert abs(found - exact) <= max(abs(int(exact)) * RELATIVE_ERROR, 0.5)


def test_ranks_are_not_off_by_one_for_shares_that_floats_cannot_hold() -> None:
    hundred = Histogram.of(np.arange(1, 101))
    assert [hundred.quantile_ns(s) for s in (0.29, 0.57, 0.58, 0.99, 1.0)] == [29, 57, 58, 99, 100]


def test_lost_samples_are_the_slowest() -> None:
    some = Histogram.of(np.arange(1, 91), lost=10)
    assert some.samples == 100
    assert some.quantile_ns(0.9) == 90
    assert some.quantile_ns(0.91) is None


def test_no_samples_have_no_quantile() -> None:
    assert Histogram.of(np.empty(0, np.int64)).quantile_ns(0.5) is None
    assert merged([]).samples == 0


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_merging_is_counting_all_at_once(parts: list[list[int]]) -> None:
    arrays = [np.array(part, np.int64) for part in parts]
    whole = Histogram.of(np.concatenate(arrays), lost=len(parts))
    sums = merged(Histogram.of(one, lost=1) for one in arrays)
    assert np.array_equal(whole.bucket, sums.bucket)
    assert np.array_equal(whole.count, sums.count)
    assert whole.lost == sums.lost
