"""A query that somebody has, on real Spark: what the probe says of it, against what is true."""

import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from analysis.samples import Durations, distribution
from analysis.triggers import STEPS, WHOLE, Trigger, trigger_of
from benchmarks import probe
from loadgen.errors import BadInput
from tests.spark.feeder import PER_S, Feeder

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.streaming.query import StreamingQuery

pytestmark = pytest.mark.spark

DEADLINE_S = 90
ROUNDED_MS = 2.0
"""Two times that are told in whole ms, cut off."""


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Truth:
    """When each line of each batch had come, ms of the system's clock.

    Spark's socket source dates a line as soon as it has it, before it hands it to anything.
    """

    def __init__(self) -> None:
        self.came_ms: dict[int, list[float]] = defaultdict(list)

    def collect(self, lines: Any, batch: int) -> None:
        self.came_ms[batch] = [
            row.timestamp.timestamp() * 1000 for row in lines.select("timestamp").collect()
        ]

    def took_ms(self, triggers: list[Trigger]) -> dict[str, float | None]:
        """What the lines of some triggers took."""
        took = [one.end_ms - ms for one in triggers for ms in self.came_ms[one.batch]]
        values_ns = (np.array(took) * 1e6).astype(np.int64)
        return distribution(Durations(values_ns, np.ones(len(took), np.int64)))

    def uneven_ms(self) -> float:
        """How far the lines strayed from an even pace, at most."""
        came_ms = np.sort(np.concatenate(list(self.came_ms.values())))
        return float(np.ptp(came_ms - np.arange(len(came_ms)) * 1000 / PER_S))


@pytest.mark.parametrize("interval_ms", [0, 700])
def test_the_truth_is_between_the_bounds_and_at_the_estimate(
    spark: "SparkSession", feeder: Feeder, tmp_path: Path, interval_ms: int
) -> None:
    truth = Truth()
    reader = spark.readStream.format("socket").option("host", "127.0.0.1")
    lines = reader.option("port", feeder.port).option("includeTimestamp", "true").load()
    writer = lines.writeStream.foreachBatch(truth.collect)
    query = writer.trigger(processingTime=f"{interval_ms} milliseconds").start()
    try:
        until(lambda: len(truth.came_ms) > 3)
        with probe.attach(query, out=tmp_path / "out") as probed:
            until(lambda: probed.summary()["rows"]["taken"] > 3 * PER_S)
    finally:
        query.stop()
    found = probed.summary()
    first = found["batches"]["first"]
    told = (tmp_path / "out" / "progress.jsonl").read_text().splitlines()
    triggers = [trigger_of(json.loads(line)) for line in told]
    counted = [one for one in triggers if one.batch >= first and one.ran]

    assert found["batches"]["missed"] == found["rows"]["unknown"] == found["rows"]["held_back"] == 0
    assert found["rows"]["taken"] == sum(len(truth.came_ms[one.batch]) for one in counted)
    true = truth.took_ms(counted)
    beyond_ms = max(one.steps_ms[WHOLE] - sum(one.steps_ms[s] for s in STEPS) for one in triggers)
    # The even estimate can be off at each end of a stretch, and in it, by as much as lines strayed.
    off_ms = 2 * truth.uneven_ms() + 1000 / PER_S + beyond_ms + ROUNDED_MS
    for name in ("p50", "p90", "p99"):
        least, even, most = (found[f"latency_ms_{key}"][name] for key in ("least", "even", "most"))
        assert true[name] is not None
        assert least - ROUNDED_MS <= true[name] <= most + ROUNDED_MS
        assert abs(even - true[name]) <= off_ms


def test_a_query_that_has_ended_is_reported(spark: "SparkSession", tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "abc":
        (folder / name).write_text("one\ntwo\n")
    reader = spark.readStream.option("maxFilesPerTrigger", 1)
    writer = reader.text(str(folder)).writeStream.format("noop").trigger(availableNow=True)
    query = writer.start()
    assert query.awaitTermination(DEADLINE_S)
    with probe.attach(query) as probed:
        pass
    found = probed.summary()
    assert (found["setting"], found["rows"]["taken"]) == ("available-now", 6)
    assert found["batches"]["with_rows"] == 3
    assert found["latency_ms_even"] is None
    assert "With the trigger available-now" in probed.report()


def test_a_continuous_query_is_refused(spark: "SparkSession") -> None:
    rows = spark.readStream.format("rate").option("numPartitions", 1).load()
    query = rows.writeStream.format("noop").trigger(continuous="1 second").start()
    try:
        with pytest.raises(BadInput, match="continuous"):
            probe.attach(query)
    finally:
        query.stop()


def test_a_query_without_rows_says_so(spark: "SparkSession", tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    query: StreamingQuery = (
        spark.readStream.text(str(tmp_path / "in")).writeStream.format("noop").start()
    )
    try:
        with probe.attach(query) as probed:
            until(lambda: query.status["message"].startswith("Waiting"))
    finally:
        query.stop()
    assert probed.summary()["latency_ms_even"] is None
    assert "No batch began and ended while we looked" in probed.report()
