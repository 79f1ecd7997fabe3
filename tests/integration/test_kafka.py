"""A real broker on the way: every count right, every line accounted for, lane by lane."""

from pathlib import Path
from typing import Any

import pytest

from analysis.run import Run
from analysis.summary import analyse
from benchmarks import runner
from benchmarks.cell import Cell
from benchmarks.place import Place
from loadgen.kafka import admin
from tests.integration.leftovers import Leftovers
from tests.integration.test_runs import AWKWARD

pytestmark = pytest.mark.kafka

HOW = {"source": "kafka", "rate": "500", "duration": "4s", "warmup": "2s"}
# As long as a busy machine may take: it ends with the last line.
HOW |= {"drain": "2m"}


def measured(spec: dict[str, Any], kafka: str, out: Path) -> Run:
    """A run of a cell, of which every line is accounted for."""
    text = out.with_name("awkward.txt")
    text.write_bytes(AWKWARD)
    cell = Cell.parse(HOW | {"lines": f"file:{text}"} | spec)
    runner.run(cell, out, place=Place(kafka=kafka))
    run = analyse(out)
    assert run.record.complete
    counts, records = run.record.counts, run.summary["records"]
    assert counts is not None
    assert counts["seen"].tolist() == counts["expected"].tolist()
    assert counts["seen"].sum() == records["emitted"] == records["visible"]
    assert records["lost"] == records["duplicated"] == 0
    assert {0, 3, 6, 70_000} <= set(counts["key"].tolist())
    of_lanes = [lane.visible.total for lane in run.lines.lanes]
    assert len(of_lanes) == cell.lanes
    assert sum(of_lanes) == records["emitted"]
    assert max(of_lanes) - min(of_lanes) <= 1, "lines are dealt out in turn"
    codes = {finding["code"] for finding in run.summary["findings"]}
    assert not codes & {"INCOMPLETE", "LINES_LOST", "LINES_DUPLICATED", "COUNTS_DIFFER"}
    assert 0 < run.summary["broker"]["ack_ms"]["p50"] < 120_000
    served = run.record.info["kafka"]
    assert served["address"] == kafka
    assert not topics_on(kafka) & {served["lines"], served["results"]}
    return run


def topics_on(kafka: str) -> set[str]:
    """The topics that a broker has."""
    return set(admin().AdminClient({"bootstrap.servers": kafka}).list_topics(timeout=20).topics)


def assert_stages_add_up(run: Run) -> None:
    stages = [value for value in run.summary["stages_ms"].values() if value is not None]
    assert sum(stages) == pytest.approx(run.summary["latency_ms"]["mean"], rel=1e-6)


def test_the_floor(kafka: str, out: Path, leftovers: Leftovers) -> None:
    summary = measured({"api": "floor"}, kafka, out).summary
    leftovers.check()
    assert summary["records"]["measured"] == 1000
    assert summary["broker"]["read_ms"] is None, "its results aren't in a topic"


@pytest.mark.spark
def test_micro_batches_of_three_partitions(kafka: str, out: Path, leftovers: Leftovers) -> None:
    run = measured({"lanes": 3}, kafka, out)
    leftovers.check()
    assert_stages_add_up(run)
    assert run.summary["records"]["measured"] == 1000
    assert run.summary["observers"]["max_difference_lines"] == 0
    assert run.summary["progress_latency_ms"]["p50"] >= run.summary["latency_ms"]["p50"] - 50
    taken = [lane.visible for lane in run.lines.lanes]
    assert all(len(steps.lines) > 1 for steps in taken), "batches are told of for each lane"


@pytest.mark.spark
def test_real_time_from_topic_to_topic(kafka: str, out: Path, leftovers: Leftovers) -> None:
    run = measured({"setting": "real-time:5s", "sink": "kafka", "duration": "5s"}, kafka, out)
    leftovers.check()
    assert_stages_add_up(run)
    summary = run.summary
    assert summary["records"]["measured"] == 1500
    # A batch goes on for 5 s: results that waited for its end would take half of that.
    assert summary["latency_ms"]["p50"] < 2500
    assert -50 <= summary["broker"]["read_ms"]["p50"] < 2500
    assert summary["progress_latency_ms"]["p50"] is None, "a batch's end says nothing of its lines"
    assert summary["model_ms"] is None
