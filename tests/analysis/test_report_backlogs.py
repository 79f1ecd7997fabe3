from typing import Any

from analysis.report import backlogs
from tests.analysis.drawn import cells_of, summary_of

NOW = "structured-files-available-now"


def drained(name: str = NOW, repeat: int = 1, per_s: float = 40_000.0, **made: Any) -> Any:
    known = {
        "lines": 250_000, "took_s": 6.25, "lines_per_s": per_s, "batches": 12,
        "first_visible_s": 0.34,
    }  # fmt: skip
    return summary_of(name, repeat=repeat, **made) | {"backlog": known}


def test_a_backlog_has_a_row() -> None:
    table = backlogs.table(cells_of(drained(), summary_of("structured-files-1s")))
    ((label, figures),) = table.rows
    assert label == "Structured available-now, files"
    told = dict(zip(table.headings, figures, strict=True))
    assert told == {
        "lines": "250,000", "took": "6.25 s", "lines/s": "40k", "first result after": "340 ms",
        "batches": "12", "verdict": "valid",
    }  # fmt: skip
    assert table.shown


def test_each_of_several_runs_has_one_and_what_is_not_known_is_a_dash() -> None:
    cut = drained(repeat=2, verdict="invalid")
    cut["backlog"] |= {"took_s": None, "lines_per_s": None, "first_visible_s": None}
    table = backlogs.table(cells_of(drained(), cut, summary_of(NOW, repeat=3)))
    assert [label.rpartition(", ")[2] for label, _ in table.rows] == ["run 1", "run 2", "run 3"]
    assert table.rows[1][1][1:4] == ["–"] * 3
    assert table.rows[1][1][-1] == "invalid"
    assert table.rows[2][1] == ["–"] * 5 + ["valid"]


def test_the_quickest_of_a_source_comes_first_and_invalid_ones_do_not() -> None:
    made = cells_of(
        drained(),
        drained(f"{NOW}-rocksdb", per_s=50_000.0),
        drained(f"{NOW}-broken", per_s=90_000.0, verdict="invalid"),
        summary_of("structured-socket-1s"),
    )
    (found,) = backlogs.quickest(made).items()
    assert (found[0], [backlogs.per_s(cell) for cell in found[1]]) == ("files", [50_000, 40_000])
    assert backlogs.per_s(made[-1]) == 0
