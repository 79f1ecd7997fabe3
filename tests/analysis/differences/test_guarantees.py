from pathlib import Path

from analysis.report.differences import guarantees
from analysis.report.differences.sources import Sources
from tests.analysis.differences.written import D_1S, S_1S, both, campaign, summary, unlinked, words


def test_what_the_runs_kept_is_told_of_each_api(tmp_path: Path) -> None:
    section = guarantees.section(both(tmp_path).cells, Sources(tmp_path))
    text = words(section)
    assert (
        "In 2 runs, DStreams got 20,000 lines: none was lost, none was counted twice, and all"
        " counts are exactly those of what was sent." in text
    )
    assert "after a failure wasn't tried" in text
    assert unlinked(tmp_path, [section]) == []


def test_runs_that_do_not_count_are_in_it(tmp_path: Path) -> None:
    bad = summary(S_1S, verdict="invalid", code="COUNTS_DIFFER", lost=1)
    bad["records"]["duplicated"] = 1200
    blind = summary(S_1S, repeat=2) | {"observers": {"results": False}}
    cells = campaign(tmp_path, bad, blind, summary(D_1S)).cells
    told = guarantees.kept(["structured"], cells, Sources(tmp_path))
    assert told.text == (
        "In 2 runs, Structured Streaming got 20,000 lines: 1 was lost, 1,200 were counted twice,"
        " and counts differ from what was sent in one run and in one run counts weren't checked,"
        " as the results don't say which lines are in them."
    )
    assert [run.number for run in told.runs] == [1, 2]


def test_both_apis_are_told_as_one_where_asked(tmp_path: Path) -> None:
    cells = campaign(tmp_path, summary(S_1S), summary(D_1S), summary("floor-socket")).cells
    told = guarantees.kept(["structured", "dstreams"], cells, Sources(tmp_path))
    assert told.text.startswith("In 2 runs, Structured Streaming and DStreams got 20,000 lines")


def test_each_promise_is_of_both_apis(tmp_path: Path) -> None:
    (table,) = guarantees.section([], Sources(tmp_path)).tables
    assert table.headings == ["Structured Streaming", "DStreams"]
    assert len(table.rows) > 8
    assert all(len(row.texts) == 2 and all(row.texts) for row in table.rows)
