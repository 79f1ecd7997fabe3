from dataclasses import replace

from analysis.plots import cells
from analysis.report import figures
from analysis.report.ranking import Ranking
from tests.analysis.drawn import cells_of, portrait_of, summary_of

ONE, TWO, THREE = "structured-socket-default", "dstreams-socket-500ms", "dstreams-socket-1s"


def test_the_first_is_held_against_each_other_cell_of_its_source() -> None:
    made = cells_of(
        summary_of(THREE, p99_ms=900),
        summary_of(ONE, p99_ms=300),
        summary_of(TWO, p99_ms=310),
        summary_of("dstreams-files-1s", p99_ms=500),
        summary_of("floor-socket", p99_ms=1),
    )
    table = figures.differences(Ranking(made))
    assert [label for label, _ in table.rows] == [
        "Structured default and DStreams 500ms, socket",
        "Structured default and DStreams 1s, socket",
    ]
    (times, chance, claimed), (more_times, more_chance, more_claimed) = (f for _, f in table.rows)
    assert (claimed, more_claimed) == ("no", "yes")
    assert times.endswith("times")
    assert more_times.startswith(("2.8", "2.9", "3.0"))
    assert 50 < int(chance.rstrip("%")) < int(more_chance.rstrip("%")) <= 100


def test_what_has_no_figures_has_no_table() -> None:
    made = cells_of(summary_of(ONE))
    assert figures.differences(Ranking(made)).rows == []
    titles = [table.title for some in figures.tables(made).values() for table in some]
    assert "Structured Streaming's own steps of a batch" not in titles
    assert "The stages" in titles


def test_the_wait_for_the_window_has_a_column_where_there_is_one() -> None:
    label = "wait for the window to close"
    stages: dict[str, float | None] = {"boundary_wait": 40.0, "window_wait": 5000.0}
    waits = summary_of(ONE, stages_ms=stages)
    for summaries, there in (([waits, summary_of(TWO)], True), ([summary_of(TWO)], False)):
        table = figures.tables(cells_of(*summaries))["where-the-time-goes"][0]
        assert (label in table.headings) is there
        assert all(len(row) == len(table.headings) for _, row in table.rows)


def test_a_backlog_has_no_stages_and_still_a_cost() -> None:
    drained = summary_of("structured-files-available-now") | {"backlog": {"lines": 9}}
    tables = figures.tables(cells_of(drained))
    assert tables["where-the-time-goes"] == []
    assert [label for label, _ in tables["resource-use"][0].rows] == [
        "Structured available-now, files"
    ]


def test_runs_too_short_to_have_a_spread_have_no_row() -> None:
    runs = [portrait_of(summary_of(name)) for name in (ONE, TWO)]
    made = cells.gather([replace(run, blocks=run.blocks[:1]) for run in runs])
    assert figures.differences(Ranking(made)).rows == []
