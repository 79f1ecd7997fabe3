import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.histogram import Histogram
from analysis.stats.chance import of_faster

# Whole ns of below 4,096 have a bucket each.
lines = st.lists(st.integers(0, 2_000), min_size=1, max_size=40)
lost = st.integers(0, 5)


def counted(values: list[int], lost: int = 0) -> Histogram:
    return Histogram.of(np.array(values, np.int64), lost)


@given(lines, lost, lines, lost)
def test_it_is_the_share_of_all_pairs_ties_half(
    one: list[int], one_lost: int, other: list[int], other_lost: int
) -> None:
    mine = [*map(float, one), *[np.inf] * one_lost]
    theirs = [*map(float, other), *[np.inf] * other_lost]
    faster = [(a < b) + (a == b) / 2 for a in mine for b in theirs]
    chance = of_faster(counted(one, one_lost), counted(other, other_lost))
    assert chance == pytest.approx(sum(faster) / len(faster))


@given(lines, lost, lines, lost)
def test_one_is_as_likely_faster_as_the_other_is_slower(
    one: list[int], one_lost: int, other: list[int], other_lost: int
) -> None:
    first, second = counted(one, one_lost), counted(other, other_lost)
    assert of_faster(first, second) + of_faster(second, first) == pytest.approx(1)


@given(lines, lost)
def test_against_itself_it_is_exactly_a_half(one: list[int], number: int) -> None:
    assert of_faster(counted(one, number), counted(one, number)) == 0.5


def test_it_is_certain_where_nothing_overlaps() -> None:
    assert of_faster(counted([1, 2]), counted([3, 4], lost=2)) == 1
    assert of_faster(counted([3, 4], lost=2), counted([1, 2])) == 0
