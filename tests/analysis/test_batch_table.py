import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given

from analysis import batch_table, progress, record
from analysis.batch_table import SCHEMA
from analysis.run import Run
from analysis.stages import STAGES
from analysis.summary import analyse
from tests.analysis.by_hand import Given, loads
from tests.analysis.synthetic import Made, write_run


def run_of(path: Path, made: Made) -> Run:
    return analyse(write_run(path / "run", made))


def column(table: pa.Table, name: str) -> list[float | None]:
    values: list[float | None] = table[name].to_pylist()
    return values


CELLS = [
    Made(setting="1s"),
    Made(api="dstreams", setting="500ms", source="files"),
    Made(api="floor", setting="none"),
]


@pytest.mark.parametrize("made", CELLS, ids=lambda made: made.name)
def test_the_batches_add_up_to_the_run(tmp_path: Path, made: Made) -> None:
    run = run_of(tmp_path, made)
    table = batch_table.of(run)
    assert table.schema.equals(SCHEMA)
    lines = table["lines"].to_numpy()
    assert lines.sum() == run.summary["records"]["measured"]
    assert len(table) == run.summary["batches"]
    mean_ms = np.average(table["latency_mean_ms"].to_numpy(), weights=lines)
    assert mean_ms == pytest.approx(run.summary["latency_ms"]["mean"])
    stages_ms = [table[f"stage_{stage}_ms"].to_numpy() for stage in STAGES]
    assert sum(stages_ms) == pytest.approx(table["latency_mean_ms"].to_numpy())


def test_each_row_s_latency_is_the_mean_of_its_lines(tmp_path: Path) -> None:
    run = run_of(tmp_path, Made(setting="1s"))
    due_ns, _, visible_ns = run.measured.each()
    table = batch_table.of(run)
    at_ns = table["visible_at"].cast(pa.int64()).to_numpy()
    for time_ns, mean_ms in zip(at_ns, column(table, "latency_mean_ms"), strict=True):
        mine = visible_ns == time_ns
        assert mean_ms == pytest.approx((visible_ns - due_ns)[mine].mean() / 1e6)


@given(loads())
def test_the_mean_is_over_the_lines_of_all_lanes(load: Given) -> None:
    lines = load.lines()
    result = np.flatnonzero(lines.fresh)
    found = batch_table._mean_latency_ms(lines, result, load.seen_ns[result])
    of_result: dict[int, list[int]] = {}
    for line in load.one_by_one():
        of_result.setdefault(line.result, []).append(line.visible_ns - line.due_ns)
    expected = [np.mean(of_result[int(row)]) / 1e6 for row in result]
    assert found == pytest.approx(expected, abs=1e-6)


def test_the_times_are_those_of_the_record(tmp_path: Path) -> None:
    run = run_of(tmp_path, Made())
    table = batch_table.of(run)
    result = table["result"].to_numpy()
    visible = run.record.visible
    assert (table["visible_at"].cast(pa.int64()).to_numpy() == visible["visible_ns"][result]).all()
    assert (table["batch"].to_numpy() == visible["batch"][result]).all()
    row = run.batches.rows_of(table["batch"].to_numpy())
    for name, expected in (
        ("boundary_at", run.batches.start_ns),
        ("committed_at", run.batches.end_ns),
    ):
        assert (table[name].cast(pa.int64()).to_numpy() == expected[row]).all()


@pytest.mark.parametrize(
    ("made", "steps"),
    [(CELLS[0], progress.STRUCTURED_STEPS), (CELLS[1], progress.DSTREAMS_STEPS), (CELLS[2], ())],
    ids=lambda given: given.name if isinstance(given, Made) else "",
)
def test_steps_of_another_engine_are_null(
    tmp_path: Path, made: Made, steps: tuple[str, ...]
) -> None:
    table = batch_table.of(run_of(tmp_path, made))
    told = {name for name in table.column_names if name.startswith("engine_")}
    known = {name for name in told if table[name].null_count == 0}
    assert known == {f"engine_{step}_ms" for step in steps}
    assert all(table[name].null_count == len(table) for name in told - known)
    assert (table["boundary_at"].null_count == 0) == bool(steps)


def test_a_run_that_lost_lines_still_tells_of_those_that_came(tmp_path: Path) -> None:
    run = run_of(tmp_path, Made(setting="1s", lose=40))
    table = batch_table.of(run)
    assert run.stages is None
    assert table["lines"].to_numpy().sum() == run.summary["records"]["measured"] - 40
    assert table["latency_mean_ms"].null_count == 0
    assert table["stage_processing_ms"].null_count == len(table)
    assert table["engine_addBatch_ms"].null_count == 0


def test_a_batch_that_the_engine_never_told_of_has_no_boundary(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(setting="1s"))
    events = (path / record.PROGRESS_FILE).read_text().splitlines(keepends=True)
    (silent,) = [k for k, event in enumerate(events) if json.loads(event).get("batchId") == 6]
    (path / record.PROGRESS_FILE).write_text("".join(events[:silent] + events[silent + 1 :]))
    table = batch_table.of(analyse(path))
    missing = [row["batch"] for row in table.to_pylist() if row["boundary_at"] is None]
    assert missing == [6]
    assert [row["batch"] for row in table.to_pylist() if row["engine_addBatch_ms"] is None] == [6]


def test_nothing_measured_is_no_row(tmp_path: Path) -> None:
    table = batch_table.of(run_of(tmp_path, Made(killed_at=0.1)))
    assert table.schema.equals(SCHEMA)
    assert len(table) == 0


def test_a_run_that_never_sent_is_no_row(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made())
    for name in (record.EMISSION_FILE, record.VISIBLE_FILE):
        (path / name).unlink()
    assert len(batch_table.of(analyse(path))) == 0


def test_runs_are_joined_in_order(tmp_path: Path) -> None:
    tables = [
        batch_table.of(run_of(tmp_path / str(k), Made(setting="1s", repeat=k))) for k in (2, 1)
    ]
    joined = batch_table.joined(tables)
    assert list(dict.fromkeys(column(joined, "repeat"))) == [2, 1]
    assert len(joined) == sum(map(len, tables))
    assert batch_table.joined([]).schema.equals(SCHEMA)
