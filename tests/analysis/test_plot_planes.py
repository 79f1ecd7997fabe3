from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.plots import planes
from analysis.plots.planes import Plane
from tests.analysis.drawn import cells_of, summary_of
from tests.analysis.made_planes import RATES, at, both, plane


def only(summaries: list[dict[str, Any]]) -> Plane:
    (found,) = planes.planes(cells_of(*summaries))
    return found


def test_a_plane_is_of_one_api_and_source() -> None:
    found = planes.planes(cells_of(*both("socket", "files")))
    assert [one.title for one in found] == [
        "Structured, socket", "DStreams, socket", "Structured, files", "DStreams, files",
    ]  # fmt: skip
    assert [one.api for one in found[:2]] == ["structured", "dstreams"]


def test_settings_come_by_their_length_after_the_default_one_and_rates_ascend() -> None:
    found = only(plane(settings=("2s", "500ms", "default", "10s"), rates=(64e3, 1e3)))
    assert found.settings == ["default", "500ms", "2s", "10s"]
    assert found.rates_per_s == [1e3, 64e3]
    odd = [summary_of(f"a-b-{n}", setting="continuous:1s", rate=r) for n, r in enumerate(RATES)]
    rest = [summary_of(f"a-b-{n}9", setting="1s", rate=r) for n, r in enumerate(RATES)]
    assert only([*odd, *rest]).settings == ["1s", "continuous:1s"]


def test_it_takes_two_settings_and_two_rates() -> None:
    assert planes.planes(cells_of(*plane(settings=("1s",)))) == []
    assert planes.planes(cells_of(*plane(rates=(1e3,)))) == []
    assert planes.planes([]) == []
    assert planes.chosen(cells_of(*plane(settings=("1s",)))) == []


def test_places_that_were_not_run_are_empty() -> None:
    found = only([at(setting="1s", rate=1e3), at(setting="2s", rate=4e3)])
    assert [cell is None for cell in found.row("1s")] == [False, True]
    assert [cell is None for cell in found.column(4e3)] == [True, False]


def test_rates_are_read_however_they_are_written() -> None:
    (cell,) = cells_of(summary_of(rate="16k"))
    assert planes.rate_per_s(cell) == 16_000
    (cell,) = cells_of(summary_of(rate=16_000.0))
    assert planes.rate_per_s(cell) == 16_000
    assert planes.interval_ms("500ms") == 500
    assert planes.interval_ms("default") is None


def test_cells_that_drained_a_backlog_are_in_none() -> None:
    drained = [one | {"backlog": {"lines": 9}} for one in plane()]
    assert planes.planes(cells_of(*drained)) == []


def test_how_long_one_looked_sets_no_cells_apart_and_all_else_does() -> None:
    assert len(planes.planes(cells_of(*plane()[:8], *plane(duration="40s")[8:]))) == 1
    one, other = plane(conf={}), plane(conf={"a.b": "1"}, speed=2.0)
    other = [summary | {"name": summary["name"] + "-b"} for summary in other]
    found = planes.planes(cells_of(*one, *other))
    assert len(found) == 2
    assert found[0].title == "Structured, socket, conf none"
    assert found[1].title == "Structured, socket, conf a.b=1, speed 2"
    assert planes.chosen(cells_of(*one, *other)) != []


def test_the_first_of_two_in_the_same_place_is_taken() -> None:
    twin = at(setting="1s", rate=1e3) | {"name": "structured-socket-1s-1k-again"}
    found = only([*plane(), twin])
    (cell, *_) = found.row("1s")
    assert cell is not None
    assert cell.name == "structured-socket-1s-1k"
    assert len(planes.chosen(cells_of(*plane(), twin))) == len(plane())


@pytest.mark.parametrize("code", planes.BEHIND)
def test_findings_that_tell_of_a_backlog_say_that_it_fell_behind(code: str) -> None:
    (cell,) = cells_of(summary_of(verdict="invalid", code=code))
    assert planes.fell_behind(cell) == planes.BEHIND[code]
    (doubtful,) = cells_of(summary_of(verdict="suspect", code=code))
    assert planes.fell_behind(doubtful) == planes.BEHIND[code]


def test_other_findings_do_not_and_one_run_is_enough() -> None:
    (noisy,) = cells_of(summary_of(verdict="invalid", code="NOISY_MACHINE"))
    assert not planes.fell_behind(noisy)
    behind = summary_of(repeat=2, verdict="invalid", code="FELL_BEHIND")
    (cell,) = cells_of(summary_of(), behind)
    assert cell.valid
    assert planes.fell_behind(cell) == ("fell behind", "behind")


def test_too_few_batches_say_neither() -> None:
    few = summary_of(verdict="invalid", code="TOO_FEW_BATCHES") | {"growth": None, "batches": 2}
    (cell,) = cells_of(few)
    assert not planes.fell_behind(cell)
    found = Plane("", "structured", ["1s"], [1e3], {("1s", 1e3): cell}).frontier("1s")
    assert (found.kept_per_s, found.behind_per_s) == (None, None)


def test_the_word_is_of_a_run_that_fell_behind_and_not_of_one_that_cannot_tell() -> None:
    end = {"after_s": 9.0, "behind_ms": 4100.0, "unsent_ms": 4000.0}
    unsent = summary_of(verdict="invalid", code="FELL_BEHIND") | {"gave_up": end}
    (cell,) = cells_of(unsent)
    assert not planes.fell_behind(cell)
    rate = {"target_per_s": 1000.0, "sent_per_s": 1000.0, "visible_per_s": 500.0}
    (cell,) = cells_of(unsent, summary_of(repeat=2) | {"rate": rate})
    assert planes.fell_behind(cell) == planes.FEWER


@pytest.mark.parametrize(("visible_per_s", "fell"), [(960.0, False), (940.0, True), (None, False)])
def test_where_too_few_lines_became_visible_it_fell_behind(
    visible_per_s: float | None, *, fell: bool
) -> None:
    rate = {"target_per_s": 1000.0, "sent_per_s": 1000.0, "visible_per_s": visible_per_s}
    (cell,) = cells_of(summary_of() | {"rate": rate})
    assert planes.fell_behind(cell) == (planes.FEWER if fell else ())
    (noisy,) = cells_of(summary_of(verdict="invalid", code="NOISY_MACHINE") | {"rate": rate})
    assert planes.fell_behind(noisy) == planes.fell_behind(cell)


STATES = ("kept", "behind", "unknown", "none")
MADE: dict[str, dict[str, Any]] = {
    "kept": {},
    "behind": {"verdict": "invalid", "code": "BACKLOG_GROWING"},
    "unknown": {"verdict": "invalid", "code": "NOISY_MACHINE"},
}


@settings(max_examples=40, deadline=None)
@given(states=st.lists(st.sampled_from(STATES), min_size=1, max_size=8))
def test_all_up_to_the_frontier_kept_up_and_the_next_did_not(states: list[str]) -> None:
    rates = [1000.0 * 2**n for n in range(len(states))]
    by_rate = dict(zip(rates, states, strict=True))
    cells = {
        ("1s", rate): cells_of(summary_of(**MADE[state]))[0]
        for rate, state in by_rate.items()
        if state != "none"
    }
    found = Plane("", "structured", ["1s"], rates, cells).frontier("1s")
    kept, behind = found.kept_per_s, found.behind_per_s
    assert kept is None or by_rate[kept] == "kept"
    assert behind is None or by_rate[behind] == "behind"
    assert (behind is None) is ("behind" not in states)
    if kept is not None:
        assert all(state != "behind" for rate, state in by_rate.items() if rate < kept)
        assert behind is None or kept < behind
    between = [
        state for rate, state in by_rate.items() if (kept or 0) < rate < (behind or float("inf"))
    ]
    assert not {"kept", "behind"} & set(between)
