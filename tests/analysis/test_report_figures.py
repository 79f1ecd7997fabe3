from analysis.report import figures
from analysis.report.ranking import Ranking
from tests.analysis.drawn import cells_of, summary_of

ONE, TWO, THREE = "structured-socket-default", "dstreams-socket-500ms", "dstreams-socket-1s"


def test_the_first_is_held_against_each_other_cell_of_its_source() -> None:
    cells = cells_of(
        summary_of(THREE, p99_ms=900),
        summary_of(ONE, p99_ms=300),
        summary_of(TWO, p99_ms=310),
        summary_of("dstreams-files-1s", p99_ms=500),
        summary_of("floor-socket", p99_ms=1),
    )
    table = figures.differences(Ranking(cells))
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
    cells = cells_of(summary_of(ONE))
    assert figures.differences(Ranking(cells)).rows == []
    titles = [table.title for some in figures.tables(cells).values() for table in some]
    assert "Structured Streaming's own steps of a batch" not in titles
    assert "The stages" in titles
