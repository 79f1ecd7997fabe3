from pathlib import Path

import pytest

from analysis.plots import heat_map, hockey_stick, processing_time
from analysis.report import markdown, page, pictures, rate_map, view
from analysis.report.campaign import Campaign
from analysis.report.exports import Exports
from tests.analysis.drawn import cells_of, summary_of
from tests.analysis.made_planes import INTERVALS, at, both, plane

MADE = [
    at(setting=setting, rate=rate, most_per_s=most)
    for setting, most in (("500ms", 3e3), ("1s", 12e3), ("2s", 1e6))
    for rate in (1e3, 4e3, 16e3)
]


def test_a_plane_has_a_table_of_p99_with_its_frontier() -> None:
    (table,) = rate_map.tables(cells_of(*MADE))[heat_map.NAME]
    assert table.title == "p99: Structured, socket"
    assert table.headings == ["1k/s", "4k/s", "16k/s", "keeps up with"]
    assert dict(table.rows) == {
        "500ms": ["817 ms", "backlog grew", "backlog grew", "1k/s"],
        "1s": ["1.23 s", "1.48 s", "backlog grew", "4k/s"],
        "2s": ["2.15 s", "2.16 s", "2.18 s", "16k/s\nor more"],
    }


def test_what_is_to_be_said_of_a_cell_stands_below_its_figure_or_in_its_place() -> None:
    doubtful = at(setting="1s", rate=1e3, verdict="suspect", code="NOISY_MACHINE")
    noisy = at(setting="1s", rate=4e3, verdict="invalid", code="NOISY_MACHINE")
    (table,) = rate_map.tables(
        cells_of(doubtful, noisy, *plane(settings=("2s",), rates=(4e3, 16e3)))
    )[heat_map.NAME]
    assert dict(table.rows)["1s"] == ["1.18 s\nsuspect", "noisy machine", "–", "1k/s\nor more"]
    (table,) = rate_map.tables(cells_of(*plane(base_ms=1500)))[heat_map.NAME]
    assert dict(table.rows)["500ms"] == ["backlog grew"] * 4 + ["–"]
    unknown = cells_of(summary_of(p99_ms=None, lost=1))[0]
    assert rate_map.told(unknown) == "–"


def test_medians_have_a_table_too_and_batches_one_in_shares_of_their_interval() -> None:
    tables = rate_map.tables(cells_of(*MADE))
    (medians,) = tables[hockey_stick.NAME]
    assert dict(medians.rows)["1s"][:3] == ["617 ms", "742 ms", "backlog grew"]
    (batches,) = tables[processing_time.NAME]
    assert dict(batches.rows)["1s"][:2] == ["233 ms\n23%", "483 ms\n48%"]
    some = [one for one in MADE if one["name"] != "structured-socket-1s-4k"]
    (batches,) = rate_map.tables(cells_of(*some))[processing_time.NAME]
    assert dict(batches.rows)["1s"][1] == "–"


def test_the_last_table_of_a_picture_says_how_to_read_them() -> None:
    first, last = rate_map.tables(cells_of(*both()))[heat_map.NAME]
    assert first.note == ""
    assert "kept up" in last.note


def test_the_frontier_is_told_settings_with_the_same_one_together() -> None:
    structured, dstreams = rate_map.sentences(cells_of(*both()))[heat_map.NAME]
    said = "500ms, 1s and 2s kept up with 16k lines/s and not with 64k lines/s."
    assert structured == f"Structured, socket: default, {said}"
    assert dstreams == f"DStreams, socket: {said}"
    (told,) = rate_map.sentences(cells_of(*MADE))[heat_map.NAME]
    assert "; 2s never fell behind, up to 16k lines/s." in told
    (told,) = rate_map.sentences(cells_of(*plane(base_ms=1500)))[heat_map.NAME]
    assert "500ms and 1s didn't even with 1k lines/s" in told
    noisy = plane(settings=("1s", "2s"), verdict="invalid", code="NOISY_MACHINE")
    (told,) = rate_map.sentences(cells_of(*noisy))[heat_map.NAME]
    assert told == "Structured, socket: 1s and 2s can't be told."


def test_batches_longer_than_their_interval_are_told_from_which_rate_on() -> None:
    (told,) = rate_map.sentences(cells_of(*MADE))[processing_time.NAME]
    assert told == (
        "Structured, socket: a batch took longer than its interval from 4k lines/s on at 500ms and"
        " from 16k lines/s on at 1s."
    )
    level = plane("dstreams", INTERVALS, rates=(1e3, 4e3))
    assert processing_time.NAME not in rate_map.sentences(cells_of(*level))


def test_a_campaign_without_a_plane_has_neither() -> None:
    made = cells_of(summary_of(), summary_of("dstreams-socket-1s"))
    assert rate_map.tables(made) == {}
    assert rate_map.sentences(made) == {}


@pytest.fixture(scope="module")
def drawn() -> list[pictures.Drawn]:
    names = {heat_map.NAME, hockey_stick.NAME, processing_time.NAME}
    mine = [picture for picture in pictures.PICTURES if picture.name in names]
    assert len(mine) == 3
    return pictures.draw(cells_of(*MADE), mine)


def test_pictures_are_told_to_those_who_can_not_see_them(drawn: list[pictures.Drawn]) -> None:
    alts = {one.picture.name: one.alt for one in drawn}
    assert "Structured 1s, 16k, socket: backlog grew" in alts[heat_map.NAME]
    assert "Structured 1s, 4k, socket: 1.48 s" in alts[heat_map.NAME]
    assert "Structured 1s, 4k, socket: p50 742 ms, p99 1.48 s" in alts[hockey_stick.NAME]
    assert "Structured 1s, 16k, socket: backlog grew" in alts[hockey_stick.NAME]
    assert "a batch takes 483 ms" in alts[processing_time.NAME]


def test_page_and_text_have_the_map(drawn: list[pictures.Drawn]) -> None:
    made = cells_of(*MADE)
    campaign = Campaign(Path("c"), "c", {}, MADE, made, [])
    content = view.view(campaign, drawn, Exports({}, {}))
    for text in (page.render(content), markdown.render(content)):
        for part in ("p99 by setting and rate", "p99: Structured, socket", "never fell behind"):
            assert part in text
    assert f'href="#{heat_map.NAME}"' in page.render(content)


def test_a_campaign_without_a_plane_has_none_of_its_pictures() -> None:
    names = {heat_map.NAME, hockey_stick.NAME, processing_time.NAME}
    mine = [picture for picture in pictures.PICTURES if picture.name in names]
    assert pictures.draw(cells_of(summary_of()), mine) == []
