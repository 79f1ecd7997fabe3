"""The search, against systems of known capacity that are told apart badly near it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.decide.search import NEAR_ENOUGH, Bounds, found, next_rate

BOUNDS = Bounds(500.0, 1e6)
MOST_RUNS = 20
Tried = list[tuple[float, bool | None]]


def search(
    capacity: float, estimate: float | None, blur: float = 0.0, seed: int = 1, most: float = 1e9
) -> Tried:
    """All runs of a search.

    Args:
        capacity: rates up to it are sustained.
        estimate: what the climb said.
        blur: how far from it, as a share, a run may be judged wrongly.
        seed: of that.
        most: above this rate nothing can be told.
    """
    chance = random.Random(seed)
    tried: Tried = []
    while (rate := next_rate(estimate, tried, BOUNDS)) is not None:
        assert len(tried) < MOST_RUNS
        assert BOUNDS.lowest_per_s <= rate <= BOUNDS.highest_per_s
        assert rate not in dict(tried), "nothing is tried twice"
        if rate > most:
            tried.append((rate, None))
        else:
            tried.append((rate, rate <= capacity * (1 + chance.uniform(-blur, blur))))
    return tried


capacities = st.floats(1000, 500_000)
errors = st.floats(0.3, 3)


@given(capacities, errors)
def test_the_interval_holds_the_truth_and_is_narrow(capacity: float, error: float) -> None:
    low, high = found(search(capacity, capacity * error))
    assert low is not None
    assert high is not None
    assert low <= capacity < high
    assert high / low <= NEAR_ENOUGH


@given(capacities, errors, st.integers(0, 99))
def test_runs_that_are_judged_wrongly_near_the_truth_leave_it_near(
    capacity: float, error: float, seed: int
) -> None:
    low, high = found(search(capacity, capacity * error, blur=0.05, seed=seed))
    assert low is not None
    assert high is not None
    assert low <= capacity * 1.05
    assert high >= capacity * 0.95
    assert 1 < high / low <= NEAR_ENOUGH


@given(capacities, st.floats(0.97, 1.06))
def test_a_good_estimate_takes_two_runs(capacity: float, error: float) -> None:
    tried = search(capacity, capacity * error)
    assert [kept for _, kept in tried] == [True, False]


@given(capacities)
def test_without_an_estimate_it_still_ends(capacity: float) -> None:
    low, high = found(search(capacity, None))
    assert low is not None
    assert high is not None
    assert low <= capacity < high


@given(errors, st.floats(0.5, 0.9))
def test_what_cannot_be_told_leaves_the_upper_end_open(error: float, share: float) -> None:
    capacity = 100_000.0
    tried = search(capacity, capacity * error, most=capacity * share)
    low, high = found(tried)
    assert low is not None
    assert high is None
    assert low <= capacity * share
    assert min(rate for rate, kept in tried if kept is None) / low <= NEAR_ENOUGH


def test_it_never_punishes_above_a_rate_that_was_too_much() -> None:
    tried = search(10_000, 100_000)
    below = [rate for rate, kept in tried if kept is False]
    assert below == sorted(below, reverse=True)


def test_the_bounds_end_it() -> None:
    assert search(1e9, 900_000) == [(837_000, True), (937_000, True), (1e6, True)]
    assert search(1.0, 600) == [(558, False), (500, False)]
    assert search(1.0, 1.0) == [(500, False)]


def test_nothing_tried_is_nothing_found() -> None:
    assert found([]) == (None, None)
    assert found([(1.0, None)]) == (None, None)


@pytest.mark.parametrize(
    ("tried", "expected"),
    [
        ([], 9300),
        ([(9300, True)], 10_400),
        ([(9300, True), (10_400, True)], 13_000),
        ([(9300, False)], 8090),
        ([(9300, None)], 8090),
        ([(9300, False), (8090, False)], 6220),
        ([(9300, False), (8090, True)], None),
        ([(9300, True), (12_000, False)], 10_600),
    ],
)
def test_each_step(tried: Tried, expected: float | None) -> None:
    assert next_rate(10_000, tried, BOUNDS) == expected


def test_rates_next_to_each_other_have_none_between() -> None:
    assert next_rate(None, [(1.0, True), (1.16, False)], Bounds(1, 2)) == pytest.approx(1.08)
    assert next_rate(None, [(1.0, True), (1.15, False)], Bounds(1, 2)) is None
