from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.plots.text import fitting, shorten, spread, width_pt


def test_a_text_that_fits_stays_and_one_that_does_not_keeps_both_ends() -> None:
    name = "structured-socket-default-with-a-long-tail"
    assert shorten(name, 1000, 8) == name
    short = shorten(name, 90, 8)
    assert width_pt(short, 8) <= 90
    assert short.startswith("struct")
    assert short.endswith("tail")
    assert "…" in short


def test_where_nothing_fits_there_is_a_mark_that_something_was() -> None:
    assert shorten("words", 0.5, 8) == "…"


def test_of_several_wordings_the_longest_that_fits_is_taken() -> None:
    options = ["invalid: lines lost", "invalid"]
    assert fitting(options, 200, 8) == "invalid: lines lost"
    assert fitting(options, width_pt("invalid", 8) + 1, 8) == "invalid"
    assert fitting(options, 20, 8).endswith("…") or "…" in fitting(options, 20, 8)


@given(
    wanted=st.lists(st.floats(-50, 150), max_size=25),
    gap=st.floats(0.5, 12),
)
def test_labels_are_spread_within_bounds_and_in_order(wanted: list[float], gap: float) -> None:
    low, high = 0.0, 100.0
    places = spread(wanted, gap, low, high)
    assert len(places) == len(wanted)
    assert all(low - 1e-6 <= place <= high + 1e-6 for place in places)
    ordered = [place for _, place in sorted(zip(wanted, places, strict=True))]
    least = min(gap, (high - low) / max(1, len(wanted) - 1))
    assert all(b - a >= least - 1e-6 for a, b in pairwise(sorted(places)))
    assert sorted(places) == pytest.approx(ordered)


@given(st.lists(st.integers(0, 100), max_size=12, unique=True))
def test_labels_with_room_stay_where_they_are(wanted: list[int]) -> None:
    assert spread(wanted, 1.0, 0, 100) == pytest.approx(wanted)
