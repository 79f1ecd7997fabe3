import csv
import io
import json
from pathlib import Path

import pytest

from analysis.report import table
from analysis.summary import analyse
from tests.analysis.drawn import summary_of
from tests.analysis.made import Made
from tests.analysis.synthetic import write_run


def test_a_row_is_flat_and_its_names_say_their_units(tmp_path: Path) -> None:
    summary = analyse(write_run(tmp_path / "run", Made(rate=100, duration="5s"))).summary
    (row,) = table.rows([summary])
    assert row["name"] == "structured-socket-default"
    assert row["latency_p99_ms"] == summary["latency_ms"]["p99"]
    assert row["stage_processing_ms"] == summary["stages_ms"]["processing"]
    assert row["visible_per_s"] == summary["rate"]["visible_per_s"]
    assert row["lost_lines"] == 0
    assert row["jvm_cpu_s"] == summary["resources"]["jvm_cpu_s"]
    assert row["spark"] == "4.3.0"
    assert all(value is None or isinstance(value, (str, int, float)) for value in row.values())


def test_all_rows_have_the_same_columns_whatever_was_measured() -> None:
    bare = {"name": "bare", "repeat": 1, "status": "failed", "verdict": "invalid"}
    rows = table.rows([summary_of(), bare, summary_of(verdict="invalid", p99_ms=None)])
    assert len({tuple(row) for row in rows}) == 1
    assert rows[1]["latency_p50_ms"] is None
    assert rows[2]["findings"] == "LINES_LOST"


def test_the_csv_reads_back(tmp_path: Path) -> None:
    rows = table.rows(
        [summary_of(), summary_of("floor-socket", p99_ms=None, lines='file:a,"b".txt')]
    )
    path = tmp_path / "results.csv"
    path.write_text(table.csv_text(rows))
    with path.open(newline="") as file:
        read = list(csv.DictReader(file))
    assert read[0]["latency_p99_ms"] == "300.0"
    assert read[1]["latency_p99_ms"] == ""
    assert read[1]["lines"] == 'file:a,"b".txt'
    assert json.loads(read[0]["cores"]) == 2


def test_no_rows_are_no_columns() -> None:
    assert table.csv_text([]).strip() == ""
    assert list(csv.reader(io.StringIO(table.csv_text([])))) in ([], [[]])


@pytest.mark.parametrize("name", ["name", "api", "source", "setting", "verdict", "batches"])
def test_a_terminal_finds_what_it_shows(name: str) -> None:
    assert name in table.rows([summary_of()])[0]
