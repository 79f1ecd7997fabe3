import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

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
    resources = summary["resources"]
    assert row["gc_pause_max_ms"] == resources["gc_pauses"]["max_ms"]
    assert row["cpu_s_per_million_lines"] == resources["cpu_s_per_million_lines"]["total"]
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


def test_the_types_say_what_is_counted_and_what_is_measured() -> None:
    types = {field.name: field.type for field in table.arrow(table.rows([summary_of()])).schema}
    assert types["repeat"] == types["lost_lines"] == types["batches"] == pa.int64()
    assert (
        types["latency_p99_ms"] == types["visible_per_s"] == types["driver_cpu_s"] == pa.float64()
    )
    assert types["name"] == types["lines"] == types["duration"] == types["verdict"] == pa.string()
    assert set(types.values()) == {pa.int64(), pa.float64(), pa.string()}


def test_the_parquet_file_has_the_rows_of_the_csv_file() -> None:
    rows = table.rows([summary_of(), summary_of("floor-socket", p99_ms=None)])
    read = parquet.read_table(pa.BufferReader(table.parquet(table.arrow(rows))))
    assert read.column_names == list(rows[0])
    assert read.to_pylist() == rows


def test_text_that_came_as_a_number_is_text() -> None:
    row = table.rows([summary_of(duration=10, master=None)])[0]
    (read,) = table.arrow([row]).to_pylist()
    assert read["duration"] == "10"
    assert read["master"] is None


def test_choices_waits_and_backlogs_have_columns() -> None:
    spec: dict[str, Any] = {
        "implementation": "python-udf",
        "state-store": "rocksdb",
        "keys": 30_000,
    }
    backlog = {
        "lines": 9000, "took_s": 1.5, "lines_per_s": 6000.0, "batches": 3, "first_visible_s": 0.4,
    }  # fmt: skip
    stages: dict[str, float | None] = {"window_wait": 5000.0}
    summary = summary_of(stages_ms=stages, **spec) | {"backlog": backlog}
    summary["records"]["tail"] = 70
    (row,) = table.rows([summary])
    assert (row["implementation"], row["state_store"], row["keys"]) == (
        "python-udf", "rocksdb", 30_000,
    )  # fmt: skip
    assert row["stage_window_wait_ms"] == 5000
    assert row["tail_lines"] == 70
    assert {name: row[f"backlog_{name}"] for name in backlog} == backlog
    (old,) = table.rows([summary_of()])
    assert old["backlog_took_s"] is old["keys"] is old["window"] is None
    types = {field.name: field.type for field in table.arrow([row]).schema}
    assert types["keys"] == types["backlog_lines"] == types["backlog_batches"] == pa.int64()
    assert types["backlog_took_s"] == types["stage_window_wait_ms"] == pa.float64()


def test_no_rows_are_an_empty_table() -> None:
    empty = parquet.read_table(pa.BufferReader(table.parquet(table.arrow([]))))
    assert (empty.num_rows, empty.num_columns) == (0, 0)


def test_a_table_as_csv_reads_back_and_null_is_empty() -> None:
    times = pa.array([1_795_335_302_123_456_789, None], pa.timestamp("ns", tz="UTC"))
    text = table.csv_bytes(
        pa.table({"name": ['a,"b"', "c"], "at": times, "took_ms": [1.5, None]})
    ).decode()
    assert list(csv.DictReader(io.StringIO(text))) == [
        {"name": 'a,"b"', "at": "2026-11-22 08:15:02.123456789Z", "took_ms": "1.5"},
        {"name": "c", "at": "", "took_ms": ""},
    ]
