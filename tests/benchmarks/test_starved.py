"""What the engine of DStreams does where receivers leave no core for the job; without Spark."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.cell import Cell
from benchmarks.engines import dstreams
from benchmarks.engines.dstreams import DStreamsEngine
from benchmarks.engines.engine import Inlet, Stage
from benchmarks.engines.spark_engine import SparkEngine
from benchmarks.progress_log import ProgressLog
from benchmarks.seen import Seen
from benchmarks.tally import tally_of
from loadgen.clock import RunClock

BATCH = {"batchTime": 1_000, "processingEndTime": 9_000, "numRecords": 5, "files": []}


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(dstreams, "time", made)
    monkeypatch.setattr(SparkEngine, "failure", lambda _: None)
    return made


@contextmanager
def begun(folder: Path, **spec: object) -> Iterator[DStreamsEngine]:
    """An engine whose streaming context goes on and does nothing."""
    cell = Cell.parse({"api": "dstreams", "setting": "1s"} | spec)
    with (
        closing(Seen(folder / "visible", RunClock.start(), tally_of(cell))) as seen,
        closing(ProgressLog(folder / "progress.jsonl")) as progress,
    ):
        engine = DStreamsEngine(Stage(cell, Inlet(), folder, seen, progress))
        context: Any = SimpleNamespace(
            start=lambda: None, _jssc=SimpleNamespace(getState=lambda: "ACTIVE")
        )
        engine._streaming = context
        engine.begin()
        yield engine


@pytest.mark.parametrize("spec", [{"master": "local[1]"}, {"master": "local[2]", "lanes": 2}])
def test_without_a_core_left_it_doesnt_wait_for_batches_and_gives_up(
    clock: Time, tmp_path: Path, spec: dict[str, object]
) -> None:
    with begun(tmp_path, **spec) as engine:
        assert not engine.ready()
        clock.now_s += 1
        assert engine.ready()
        assert engine.failure() is None
        clock.now_s += 20
        master = spec["master"]
        assert engine.failure() == f"no batch in 20 s, as receivers hold all cores of {master}"
        engine._completed(dict(BATCH))  # who thought so was wrong
        assert engine.failure() is None


@pytest.mark.parametrize(
    "spec",
    [
        {"master": "local[2]"},
        {"master": "local[1]", "source": "files"},
        {"master": "spark://host:7077", "lanes": 2},
    ],
)
def test_with_a_core_left_it_waits_until_batches_keep_up(
    clock: Time, tmp_path: Path, spec: dict[str, object]
) -> None:
    with begun(tmp_path, **spec) as engine:
        clock.now_s += 21
        assert not engine.ready()
        assert engine.failure() is None
