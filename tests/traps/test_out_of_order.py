"""Files that are taken latest first: the results count right, and whose lines they are is wrong."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import record
from analysis.run import Run
from analysis.summary import analyse
from loadgen.sinks.files import file_name
from tests.analysis import remade
from tests.analysis.synthetic import MS, Made, write_run
from tests.traps.real import codes

FILES_A_BATCH = 10
BATCH_MS = 500


def worked_off(path: Path, *, latest_first: bool) -> Run:
    """Files that were all there, taken ten at a time from either end."""
    write_run(path, Made(source="files", warmup="1s", duration="8s"))
    read = record.read(path)
    held = np.diff(read.emission["lines"], prepend=0)
    begin_ns = read.info["window"]["end_ns"] + 1_000 * MS
    events: list[dict[str, Any]] = []
    rows: list[tuple[int, int, int]] = []
    order = np.arange(len(held))[:: -1 if latest_first else 1]
    groups = np.split(order, range(FILES_A_BATCH, len(order), FILES_A_BATCH))
    for k, some in enumerate(groups):
        at_ns = begin_ns + k * BATCH_MS * MS
        at = datetime.fromtimestamp(at_ns // MS / 1000, UTC)
        fresh = int(held[some].sum())
        rows.append((k, (rows[-1][1] if rows else 0) + fresh, at_ns + 400 * MS))
        took = {"latestOffset": 2, "walCommit": 8, "addBatch": 460, "triggerExecution": 490}
        events.append({"batchId": k, "files": [file_name(0, n) for n in some.tolist()]})
        events.append(
            {
                "batchId": k,
                "timestamp": at.isoformat(timespec="milliseconds"),
                "numInputRows": fresh,
                "durationMs": took,
                "sources": [{"endOffset": {"logOffset": k}}],
            }
        )
    remade.told(path, lambda _: events)
    remade.shown(path, lambda _: rows)
    end_ns = begin_ns + len(groups) * BATCH_MS * MS
    window = read.info["window"] | {"stop_ns": end_ns}
    backlog = {"lines": int(held.sum()), "start_ns": begin_ns, "end_ns": end_ns}
    return analyse(remade.note(path, window=window, backlog=backlog))


def true_p99_ms(run: Run) -> float:
    """The 99th percentile of the measured lines, each seen when its own file's batch was."""
    files = [event["files"] for event in run.record.progress if "files" in event]
    batch_of = {name: k for k, names in enumerate(files) for name in names}
    due_ns, _, _ = run.measured.each()
    (lane,) = run.measured.lanes
    file = np.searchsorted(
        run.record.emission["lines"], np.arange(lane.first, lane.stop), side="right"
    )
    batch = np.array([batch_of[file_name(0, k)] for k in file.tolist()])
    took_ms = (run.visible["visible_ns"][batch] - due_ns) / MS
    return float(np.quantile(took_ms, 0.99, method="inverted_cdf"))


def test_in_turn_each_line_has_its_own_time(tmp_path: Path) -> None:
    run = worked_off(tmp_path / "run", latest_first=False)
    assert codes(run) == {}
    assert run.summary["latency_ms"]["p99"] == pytest.approx(true_p99_ms(run))


def test_latest_first_is_found_though_its_counts_are_right(tmp_path: Path) -> None:
    run = worked_off(tmp_path / "run", latest_first=True)
    assert codes(run) == {"LINES_OUT_OF_ORDER": "invalid"}
    assert run.summary["observers"]["max_difference_lines"] == 0
    assert run.summary["records"]["lost"] == 0
    # The first lines came last of all: they were seconds older than the join has them.
    assert true_p99_ms(run) > run.summary["latency_ms"]["p99"] + 2_000
    assert run.record.info["backlog"]["lines"] == run.summary["backlog"]["lines"]
