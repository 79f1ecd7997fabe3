import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import progress, record
from analysis.batches import Batches
from analysis.record import RunRecord
from tests.analysis.by_hand import ints
from tests.analysis.synthetic import FILE_EVERY_NS, MS, Made, write_run

CELLS = [
    (api, source, setting)
    for source in ("socket", "files")
    for api, setting in (("structured", "default"), ("structured", "1s"), ("dstreams", "500ms"))
]
REAL: dict[str, Any] = {
    "timestamp": "2026-11-22T08:15:31.295Z",
    "batchId": 34,
    "numInputRows": 500,
    "durationMs": {
        "addBatch": 115,
        "commitOffsets": 9,
        "getBatch": 0,
        "latestOffset": 3,
        "queryPlanning": 11,
        "triggerExecution": 147,
        "walCommit": 12,
    },
    "sources": [{"startOffset": 19499, "endOffset": 19999, "numInputRows": 500}],
}
REAL_MS = 1_795_335_331_295


def batches_of(tmp_path: Path, made: Made) -> tuple[RunRecord, Batches]:
    run = record.read(write_run(tmp_path / "run", made))
    return run, progress.batches(run)


def told(tmp_path: Path, *events: Any, **changes: Any) -> Batches:
    """The batches of a run whose engine says just this."""
    run = record.read(write_run(tmp_path / "run", Made(**changes)))
    return progress.batches(replace(run, progress=[json.loads(json.dumps(e)) for e in events]))


@pytest.mark.parametrize(("api", "source", "setting"), CELLS)
def test_both_engines_tell_of_the_batches_that_the_sink_saw(
    tmp_path: Path, api: str, source: str, setting: str
) -> None:
    run, found = batches_of(tmp_path, Made(api=api, source=source, setting=setting))
    grown = np.diff(run.visible["lines"], prepend=0) > 0
    np.testing.assert_array_equal(found.batch, run.visible["batch"][grown])
    np.testing.assert_array_equal(found.lines, run.visible["lines"][grown])
    seen_ns = run.visible["visible_ns"][grown]
    assert (found.start_ns <= found.ready_ns).all()
    assert (found.ready_ns <= found.process_ns).all()
    assert (found.process_ns < seen_ns).all()
    assert (seen_ns < found.end_ns + 1 * MS).all()  # its ms are cut off
    assert (found.end_ns - seen_ns).max() < 20 * MS
    assert found.lanes.tolist() == [[lines] for lines in found.lines.tolist()]


def test_a_triggers_steps_lie_where_spark_has_them(tmp_path: Path) -> None:
    found = told(tmp_path, REAL)
    assert found.batch.tolist() == [34]
    assert found.start_ns.tolist() == [REAL_MS * MS]
    assert found.ready_ns.tolist() == [(REAL_MS + 3) * MS]
    assert found.process_ns.tolist() == [(REAL_MS + 3 + 12 + 0 + 11) * MS]
    assert found.end_ns.tolist() == [(REAL_MS + 147) * MS]
    assert found.lines.tolist() == [20_000]
    assert found.durations_ns["addBatch"].tolist() == [115 * MS]


@pytest.mark.parametrize(("whole_ms", "job_ms"), [(120, 26), (150, 26), (151, 27), (190, 66)])
def test_what_a_trigger_takes_beyond_its_steps_is_before_its_job(
    tmp_path: Path, whole_ms: int, job_ms: int
) -> None:
    took = REAL["durationMs"] | {"triggerExecution": whole_ms}
    found = told(tmp_path, REAL | {"durationMs": took})
    assert found.process_ns.tolist() == [(REAL_MS + job_ms) * MS]
    assert found.end_ns.tolist() == [(REAL_MS + whole_ms) * MS]


def test_looks_that_found_nothing_are_no_batches(tmp_path: Path) -> None:
    idle = REAL | {"batchId": 35, "durationMs": {"latestOffset": 1, "triggerExecution": 2}}
    nothing_new = REAL | {"batchId": 36, "numInputRows": 0}
    without_source = REAL | {"batchId": 37, "sources": []}
    other = {"event": "terminated"}
    found = told(tmp_path, idle, REAL, REAL, nothing_new, without_source, other)
    assert found.batch.tolist() == [34]


def test_offsets_that_count_no_lines_give_way_to_rows(tmp_path: Path) -> None:
    files = {"startOffset": {"logOffset": 21}, "endOffset": {"logOffset": 22}}
    first, second = REAL | {"sources": [files]}, REAL | {"sources": [files], "batchId": 35}
    assert told(tmp_path, second, first).lines.tolist() == [500, 1000]


@pytest.mark.parametrize(("offset", "lines"), [("19999", 20_000), ('{"0":5}', 500), (None, 500)])
def test_offsets_may_come_as_text(tmp_path: Path, offset: str | None, lines: int) -> None:
    event = REAL | {"sources": [{"endOffset": offset}]}
    assert told(tmp_path, event).lines.tolist() == [lines]


def test_dstreams_batches_without_lines_are_left_out(tmp_path: Path) -> None:
    event = {"processingStartTime": 1_004, "processingEndTime": 1_200, "files": []}
    events = [
        event | {"batchTime": 1_000, "numRecords": 0},
        event | {"batchTime": 2_000, "numRecords": 7},
        {"batchTime": 3_000, "numRecords": 7, "files": []},  # never completed
    ]
    found = told(tmp_path, *events, api="dstreams", setting="1s")
    assert found.batch.tolist() == [2_000]
    assert found.lines.tolist() == [7]
    assert found.durations_ns["processing"].tolist() == [196 * MS]
    assert found.end_ns.tolist() == [1_200 * MS]


def test_files_that_are_not_the_loads_count_nothing(tmp_path: Path) -> None:
    event = {"batchTime": 1_000, "numRecords": 0}
    event |= {"processingStartTime": 1_004, "processingEndTime": 1_200}
    names = ["lines-0-00000003.txt", "notes.txt", "lines-7-00000000.txt", "lines-0-00009999.txt"]
    events = [event | {"files": [f"file:/in/{name}" for name in names]}]
    made = Made(api="dstreams", source="files", setting="1s")
    found = told(tmp_path, *events, api="dstreams", source="files", setting="1s")
    plan = made.plan()
    held = plan.count_due(4 * FILE_EVERY_NS - 1) - plan.count_due(3 * FILE_EVERY_NS - 1)
    assert found.lines.tolist() == [held]


def test_a_topics_partitions_are_lanes(tmp_path: Path) -> None:
    at = ({"t": {"0": 3, "2": 4, "1": 2, "10": 1}}, {"t": {"0": 5, "1": 2, "2": 9, "10": 1}})
    events = [REAL | {"batchId": k, "sources": [{"endOffset": at[k]}]} for k in range(2)]
    found = told(tmp_path, *events)
    assert found.lanes.tolist() == [[3, 2, 4, 1], [5, 2, 9, 1]]
    assert found.lines.tolist() == [10, 17]


def triggered(number: int, rows: int, *offsets: int | str | None) -> dict[str, Any]:
    """A trigger that took lines of several sources, which are that far now."""
    sources = [{"endOffset": offset} for offset in offsets]
    return REAL | {"batchId": number, "numInputRows": rows, "sources": sources}


def test_each_source_is_a_lane(tmp_path: Path) -> None:
    found = told(
        tmp_path, triggered(1, 15, 9, "4"), triggered(2, 10, 19, 4), triggered(3, 0, 19, 4)
    )
    assert found.batch.tolist() == [1, 2]
    assert found.lanes.tolist() == [[10, 5], [20, 5]]
    assert found.lines.tolist() == [15, 25]


def test_a_source_that_doesnt_say_how_far_it_is_leaves_the_sum(tmp_path: Path) -> None:
    first = told(tmp_path / "a", triggered(1, 10, 9, None), triggered(2, 15, 19, 4))
    assert first.lines.tolist() == [10, 25]
    assert first.lanes.shape == (2, 0)
    later = told(tmp_path / "b", triggered(1, 15, 9, 4), triggered(2, 7, None, 4))
    assert later.lines.tolist() == [15, 22]
    assert later.lanes.shape == (2, 0)


def batch_of(time_ms: int, **more: Any) -> dict[str, Any]:
    """A DStreams batch that was processed."""
    times = {"processingStartTime": time_ms + 4, "processingEndTime": time_ms + 200}
    return {"batchTime": time_ms, "numRecords": 0, "files": []} | times | more


def test_each_stream_is_a_lane(tmp_path: Path) -> None:
    events = [
        batch_of(1_000, numRecords=7, streams=[3, 4]),
        batch_of(2_000, streams=[0, 0]),
        batch_of(3_000, numRecords=5, streams=[0, 5]),
    ]
    found = told(tmp_path, *events, api="dstreams", setting="1s")
    assert found.batch.tolist() == [1_000, 3_000]
    assert found.lanes.tolist() == [[3, 4], [3, 9]]
    assert found.lines.tolist() == [7, 12]


def test_a_stream_that_is_missing_leaves_the_sum(tmp_path: Path) -> None:
    events = [
        batch_of(1_000, numRecords=7, streams=[3, 4]),
        batch_of(2_000, numRecords=2, streams=[2]),
        batch_of(3_000, numRecords=5, streams=[0, 5]),
    ]
    found = told(tmp_path, *events, api="dstreams", setting="1s")
    assert found.lines.tolist() == [7, 9, 14]
    assert found.lanes.shape == (3, 0)


def of_two_lanes(tmp_path: Path, *events: Any, **made: Any) -> Batches:
    """The batches of a run whose two lanes have written files of 3, 2 and of 4, 1, 6 lines."""
    run = record.read(write_run(tmp_path / "run", Made(source="files", **made)))
    emission = {
        "lane": ints(0, 1, 0, 1, 1),
        "lines": ints(3, 4, 5, 5, 11),
        "sent_ns": run.load["start_ns"] + np.arange(5) * MS,
    }
    load = dict(run.load) | {"lanes": 2}
    return progress.batches(replace(run, progress=list(events), emission=emission, load=load))


def files(*names: str) -> list[str]:
    return [f"file:/in/lines-{name}.txt" for name in names]


def test_files_tell_their_lane(tmp_path: Path) -> None:
    one = files("0-00000000", "1-00000000", "1-00000001")
    two = files("1-00000002", "1-00000002", "0-00000009")  # one of them twice, and one unknown
    streams = of_two_lanes(
        tmp_path / "dstreams",
        batch_of(1_000, files=one),
        batch_of(2_000, files=two),
        api="dstreams",
        setting="1s",
    )
    # A batch that took no files has a number, but no entry in the source's log.
    first, idle, last = ([{"endOffset": {"logOffset": k}}] for k in (0, 0, 1))
    structured = of_two_lanes(
        tmp_path / "structured",
        REAL | {"batchId": 0, "sources": first},
        {"batchId": 0, "files": one},
        REAL | {"batchId": 1, "sources": idle},
        REAL | {"batchId": 2, "sources": last},
        {"batchId": 1, "files": two},
    )
    for found in (streams, structured):
        assert found.lanes.tolist() == [[3, 5], [3, 11]]
        assert found.lines.tolist() == [8, 14]


def test_a_batch_whose_files_nobody_told_leaves_the_sum(tmp_path: Path) -> None:
    events = [
        REAL | {"batchId": k, "sources": [{"endOffset": {"logOffset": k}}], "numInputRows": 5}
        for k in range(3)
    ]
    logged = [
        {"batchId": 0, "files": files("0-00000000")},
        {"batchId": 2, "files": files("1-00000000")},
    ]
    found = of_two_lanes(tmp_path, *events, *logged)
    assert found.lines.tolist() == [3, 8, 12]
    assert found.lanes.shape == (3, 0)


def test_the_floor_has_no_batches(tmp_path: Path) -> None:
    _, found = batches_of(tmp_path, Made(api="floor", setting="none"))
    assert len(found) == 0


def test_times_of_a_clock_that_was_set_come_back_to_the_run_clock(tmp_path: Path) -> None:
    _, steady = batches_of(tmp_path / "a", Made())
    run, found = batches_of(tmp_path / "b", Made(clock_step_ms=700))
    np.testing.assert_array_equal(found.lines, steady.lines)
    off_ms = np.abs(found.start_ns - steady.start_ns) / MS
    # Between the two samples around the step nobody knows when it was.
    assert np.count_nonzero(off_ms > 0.001) < 15
    assert (np.diff(progress.wall_ahead_ns(run.resources)) > 0).sum() == 1


def test_a_sample_out_of_line_is_a_reading_and_no_step(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run"))
    ahead = np.zeros(len(run.resources["time_ns"]), np.int64)
    ahead[5] = 20 * MS
    assert not progress.wall_ahead_ns({"wall_ahead_ns": ahead}).any()
    assert progress.wall_ahead_ns({"wall_ahead_ns": ahead[4:6]}).tolist() == [0, 20 * MS]


def test_without_samples_both_clocks_are_the_same(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run"))
    none = {name: np.empty(0, np.int64) for name in record.RESOURCES}
    found = progress.batches(replace(run, progress=[REAL], resources=none))
    assert found.start_ns.tolist() == [REAL_MS * MS]
