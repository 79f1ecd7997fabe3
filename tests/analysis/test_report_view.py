"""A page with all that a campaign can have, of figures made by hand."""

from pathlib import Path
from typing import Any

import pytest

from analysis.report import markdown, page, pictures, view
from analysis.report.campaign import Campaign, LeftOut
from analysis.report.exports import Exports
from analysis.report.view import View
from tests.analysis.drawn import cells_of, summary_of

JVM: dict[str, Any] = {"implementation": "jvm", "sink": "foreachBatch", "setting": "1s"}
UDF = JVM | {"implementation": "python-udf"}
LAMBDAS: dict[str, Any] = {"implementation": "lambdas", "sink": "foreachRDD", "setting": "1s"}
BACKLOG = {
    "lines": 250_000, "took_s": 6.3, "lines_per_s": 39_682.0, "batches": 12,
    "first_visible_s": 1.2,
}  # fmt: skip
WAITS: dict[str, float | None] = {"boundary_wait": 40.0, "window_wait": 4000.0, "processing": 9.0}
NOW = "structured-files-available-now"
DRAINS: dict[str, Any] = {"sink": "parquet", "setting": "available-now"}
SUMMARIES = [
    summary_of("structured-socket-1s", p99_ms=300, **JVM),
    summary_of("structured-socket-1s-python-udf", p99_ms=400, **UDF),
    summary_of("dstreams-socket-1s-lambdas", p99_ms=900, **LAMBDAS),
    summary_of("structured-socket-default-append", stages_ms=WAITS, setting="default"),
    summary_of("structured-socket-1s-noop", p99_ms=280, **JVM | {"sink": "noop"})
    | {"observers": {"results": False, "progress": True}},
    summary_of(NOW, p99_ms=20_000, **DRAINS) | {"backlog": BACKLOG},
    summary_of(f"{NOW}-rocksdb", p99_ms=30_000, **DRAINS | {"state-store": "rocksdb"})
    | {"backlog": BACKLOG | {"lines_per_s": 50_000.0}},
]


def viewed(*summaries: dict[str, Any]) -> View:
    made = cells_of(*summaries)
    unsupported = [LeftOut("sink=text", "file sinks take append mode only")]
    campaign = Campaign(Path("c"), "c", {}, summaries, made, [], unsupported=unsupported)
    return view.view(campaign, pictures.draw(made), Exports({}, {}))


@pytest.fixture(scope="module")
def full() -> View:
    return viewed(*SUMMARIES)


def test_backlogs_have_a_table_and_a_tile_and_are_in_no_other(full: View) -> None:
    labels = [row.label for _, rows in full.table for row in rows]
    assert not any("available-now" in label for label in labels)
    assert len(full.backlogs.rows) == 2
    tile = full.tiles[-1]
    assert (tile.over, tile.figure) == ("files · through a backlog", "50k lines/s")
    assert tile.under == "Structured available-now, rocksdb, the most of 2"
    for drawn in full.pictures:
        assert ("available-now" in drawn.alt) is (drawn.picture.name == "resource-use")


def test_one_backlog_is_the_most_of_none() -> None:
    assert viewed(SUMMARIES[5]).tiles[0].under == "Structured available-now"


def test_backlogs_alone_have_a_page() -> None:
    only = viewed(SUMMARIES[5])
    assert [drawn.picture.name for drawn in only.pictures] == ["resource-use"]
    assert only.table == []
    assert "39.7k lines/s" in page.render(only)


def test_the_page_on_python_is_there_where_there_is_something_to_compare(full: View) -> None:
    names = [drawn.picture.name for drawn in full.pictures]
    assert "python-or-jvm" in names
    assert len(full.tables["python-or-jvm"][0].rows) == 2
    assert full.words["python-or-jvm"]
    (drawn,) = [drawn for drawn in full.pictures if drawn.picture.name == "python-or-jvm"]
    assert "noop" not in drawn.alt
    assert "CPU –" in drawn.alt
    without = viewed(SUMMARIES[0], SUMMARIES[3])
    assert "python-or-jvm" not in [drawn.picture.name for drawn in without.pictures]


def test_the_wait_for_windows_is_explained_below_its_picture(full: View) -> None:
    captions = {drawn.picture.name: drawn.caption for drawn in full.pictures}
    assert "is no engine's time" in captions["where-the-time-goes"]
    other = {drawn.picture.name: drawn.caption for drawn in viewed(SUMMARIES[0]).pictures}
    assert "window" not in other["where-the-time-goes"]


def test_page_and_text_have_the_sections(full: View) -> None:
    html, text = page.render(full), markdown.render(full)
    for part in (
        "What visible means",
        "Backlogs",
        "How much is the API, how much is Python",
        "nothing ever is: the figures end with the engine",
        "lengths in Python",
        "file sinks take append mode only",
    ):
        assert part in html
        assert part in text
    assert "<details open><summary>Time to finish" in html
    assert "\n\n\n" not in text
    assert "lengths in Python: Structured 1s → Structured 1s, python-udf, socket |" in text
    bare = page.render(viewed(SUMMARIES[0]))
    assert 'id="backlogs"' not in bare
    assert 'href="#backlogs"' not in bare
