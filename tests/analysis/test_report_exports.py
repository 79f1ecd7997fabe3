import csv
import io
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from analysis import batch_table, hdr
from analysis.histogram import merged
from analysis.report import exports, table
from analysis.run import Run
from analysis.summary import analyse
from tests.analysis.synthetic import Made, write_run

SHORT = Made(rate=100.0, warmup="1s", duration="5s", setting="500ms")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    """Two cells of two runs each, one of which lost lines."""
    made = [replace(SHORT, api=api, repeat=k) for api in ("structured", "dstreams") for k in (1, 2)]
    made[-1] = replace(made[-1], lose=9)
    folder = tmp_path_factory.mktemp("exports")
    return [analyse(write_run(folder / str(k), one)) for k, one in enumerate(made)]


@pytest.fixture(scope="module")
def made(runs: list[Run]) -> exports.Exports:
    data = [exports.of_run(run) for run in reversed(runs)]
    latency = [run.measured.latency.histogram() for run in runs]
    cells = {"structured-socket-500ms": latency[:2], "dstreams-socket-500ms": latency[2:3]}
    return exports.of_campaign([run.summary for run in runs], data, cells)


def test_the_files_are_these(made: exports.Exports) -> None:
    assert sorted(made.files) == [
        "batches.csv",
        "batches.parquet",
        "latency/dstreams-socket-500ms-r1.hlog",
        "latency/dstreams-socket-500ms.hgrm",
        "latency/structured-socket-500ms-r1.hlog",
        "latency/structured-socket-500ms-r2.hlog",
        "latency/structured-socket-500ms.hgrm",
        "results.csv",
        "results.parquet",
    ]


def test_a_run_that_lost_lines_has_no_log_and_it_is_said_why(made: exports.Exports) -> None:
    assert list(made.left_out) == ["latency/dstreams-socket-500ms-r2.hlog"]
    (why,) = made.left_out.values()
    assert why.startswith("the run is invalid: 9 ")
    assert "\n" not in why


def test_repeats_are_merged(runs: list[Run], made: exports.Exports) -> None:
    both = merged(run.measured.latency.histogram() for run in runs[:2])
    assert made.files["latency/structured-socket-500ms.hgrm"] == hdr.hgrm(both).encode()


def test_a_log_is_its_run_s(runs: list[Run], made: exports.Exports) -> None:
    assert made.files["latency/structured-socket-500ms-r2.hlog"] == hdr.hlog(runs[1]).encode()


def test_results_and_batches_are_in_the_order_of_the_summaries(
    runs: list[Run], made: exports.Exports
) -> None:
    names = [(run.summary["name"], run.summary["repeat"]) for run in runs]
    results = parquet.read_table(pa.BufferReader(made.files["results.parquet"])).to_pylist()
    assert [(row["name"], row["repeat"]) for row in results] == names
    assert made.files["results.csv"].decode() == table.csv_text(
        table.rows([run.summary for run in runs])
    )
    batches = parquet.read_table(pa.BufferReader(made.files["batches.parquet"]))
    assert batches.equals(batch_table.joined([batch_table.of(run) for run in runs]))
    rows = list(csv.DictReader(io.StringIO(made.files["batches.csv"].decode())))
    assert [row["lines"] for row in rows] == [str(n) for n in batches["lines"].to_pylist()]


def test_a_cell_with_nothing_that_counts_has_no_percentiles(runs: list[Run]) -> None:
    lost = runs[-1].measured.latency.histogram()
    none = exports.of_campaign([], [], {"none": [], "lossy": [lost]})
    assert none.left_out["latency/none.hgrm"] == "none of its runs is to be taken: all are invalid"
    assert "9 of 400 lines are lost" in none.left_out["latency/lossy.hgrm"]


def test_a_log_that_can_t_be_written_is_left_out_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = analyse(write_run(tmp_path / "run", SHORT))

    def refuse(_: Run) -> str:
        raise hdr.UnrecordableError("3 of 8 lines have a latency below 0")

    monkeypatch.setattr(hdr, "hlog", refuse)
    data = exports.of_run(run)
    assert data.hlog is None
    assert data.why_none == "3 of 8 lines have a latency below 0"
    assert len(data.batches)
