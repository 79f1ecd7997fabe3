"""Runs that go another way than most: held-back results, no progress, a backlog, a user's job."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.run import Run
from analysis.summary import analyse
from benchmarks import runner
from benchmarks.cell import Cell
from tests.integration.leftovers import Leftovers

EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples"

pytestmark = pytest.mark.spark


def run(out: Path, leftovers: Leftovers, spec: dict[str, Any]) -> Run:
    how = {"lines": "uniform:0:9", "rate": "500", "duration": "6s", "warmup": "2s"}
    runner.run(Cell.parse(spec | how), out)
    leftovers.check()
    found = analyse(out)
    assert found.record.complete
    records = found.summary["records"]
    assert records["lost"] == records["duplicated"] == 0
    assert records["measured"] == 2000
    codes = {finding["code"] for finding in found.summary["findings"]}
    assert not codes & {"INCOMPLETE", "COUNTS_DIFFER", "OBSERVERS_DISAGREE", "LINES_OUT_OF_ORDER"}
    return found


def all_counted(found: Run) -> bool:
    counts = found.record.counts
    assert counts is not None
    assert counts["key"].tolist() == list(range(10))
    return bool(np.array_equal(counts["expected"], counts["seen"]))


def test_windows_that_wait_for_the_watermark(out: Path, leftovers: Leftovers) -> None:
    window = {"workload": "length-count-window", "window": "1s", "watermark": "500ms"}
    found = run(out, leftovers, window | {"mode": "append", "sink": "memory"})
    assert all_counted(found)
    assert found.summary["records"]["tail"] > 0
    stages_ms = found.summary["stages_ms"]
    # On average half of the window, and all of the watermark's delay.
    assert stages_ms["window_wait"] > 500
    assert sum(stages_ms.values()) == pytest.approx(found.summary["latency_ms"]["mean"])


def test_continuous_processing_tells_no_progress(out: Path, leftovers: Leftovers) -> None:
    spec = {"workload": "lengths", "sink": "console", "setting": "continuous:500ms"}
    found = run(out, leftovers, spec)
    assert all_counted(found)
    assert not len(found.batches)
    assert found.summary["progress_latency_ms"]["p50"] is None
    assert found.summary["batches"] >= 4  # epochs
    assert found.summary["latency_ms"]["p50"] < 5000


def test_a_backlog_is_worked_off_by_a_job_of_the_users_own(out: Path, leftovers: Leftovers) -> None:
    job = {"job": str(EXAMPLES / "own_job.py"), "source": "files", "setting": "available-now"}
    found = run(out, leftovers, job | {"lanes": 2})
    assert found.record.counts is None  # nobody knows what its rows mean
    assert found.summary["observers"]["results"] is False
    backlog = found.summary["backlog"]
    assert backlog["lines"] == found.summary["records"]["emitted"]
    assert 0 < backlog["first_visible_s"] <= backlog["took_s"]
    assert backlog["lines_per_s"] == pytest.approx(backlog["lines"] / backlog["took_s"])
    assert found.summary["latency_ms"]["min"] > 0
