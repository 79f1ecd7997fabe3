from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import due, pieces
from loadgen.lanes import LaneView
from loadgen.schedule import LONGEST_NS, Constant, Schedule
from tests.analysis.by_hand import Listed, ints
from tests.loadgen.schedules import schedules

MOST_LINES = 300


def exact(view: LaneView, edges: list[int]) -> list[Fraction]:
    """The means in whole numbers, line by line."""
    return [
        Fraction(sum(view.due_at(line) for line in range(first, stop)), stop - first)
        for first, stop in pairwise(edges)
    ]


def check(view: LaneView, edges: list[int]) -> None:
    found = due.means_ns(view, ints(*edges))
    assert len(found) == len(edges) - 1
    for mean, right in zip(found, exact(view, edges), strict=True):
        assert abs(Fraction(float(mean)) - right) <= 4 * np.spacing(float(right) + 1e-3)


@st.composite
def stretches(draw: st.DrawFn, plan: st.SearchStrategy[Schedule]) -> tuple[LaneView, list[int]]:
    """Edges of neighbouring stretches of a lane's lines."""
    schedule = draw(plan)
    lanes = draw(st.integers(1, min(3, schedule.count)))
    view = LaneView(schedule, draw(st.integers(0, lanes - 1)), lanes)
    first = draw(st.integers(0, view.count - 1))
    last = min(first + MOST_LINES, view.count)
    inner = draw(st.sets(st.integers(first, last), max_size=8))
    return view, sorted(inner | {first, last})


far_apart = st.lists(st.integers(0, LONGEST_NS), min_size=1, max_size=60)
near_the_end = st.lists(st.integers(LONGEST_NS - 100, LONGEST_NS), min_size=1, max_size=60)
listed = st.one_of(far_apart, near_the_end).map(lambda times: Listed(sorted(times)))


@given(stretches(st.one_of(schedules, listed)), st.sampled_from([1, 2, 7, 64, pieces.PIECE]))
def test_means_are_those_of_whole_numbers(given: tuple[LaneView, list[int]], piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PIECE", piece)
        check(*given)


@pytest.mark.parametrize("piece", [2_000, pieces.PIECE])
def test_sums_beyond_whole_numbers_are_made_of_floats(
    monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    # 20,000 lines over 115 days: their due times add up to more than int64 holds, and so does
    # what the lines of a piece are apart from the first line of all.
    view = LaneView(Constant(2e-3, LONGEST_NS), 0, 1)
    assert sum(view.due_at(line) for line in range(view.count)) > 2**63
    monkeypatch.setattr(pieces, "PIECE", piece)
    check(view, [0, view.count])
    check(view, [3, 10, 19_999])
