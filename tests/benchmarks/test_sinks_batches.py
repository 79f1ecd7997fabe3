import pickle
import threading
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.cell import Cell
from benchmarks.sinks.batches import ForeachBatch, ForeachRDD, Here, Noop
from benchmarks.sinks.sink import Unread
from tests.benchmarks.taken import Taken

TIME = datetime(2026, 11, 22, 14, 21, 20, 500_000)  # noqa: DTZ001 - local, as Spark has it
TIME_MS = round(TIME.timestamp() * 1000)


class Results:
    """A DataFrame or DStream of results: keeps what is called for each batch."""

    def __init__(self) -> None:
        self.called: Any = None
        self.writeStream = SimpleNamespace(foreachBatch=self._keep)

    def foreachRDD(self, called: Any) -> None:  # noqa: N802 - Spark's
        self._keep(called)

    def _keep(self, called: Any) -> None:
        self.called = called


def batch_of(*rows: tuple[int, ...]) -> Any:
    """A batch's DataFrame or RDD."""
    return SimpleNamespace(collect=lambda: list(rows))


def test_a_batch_is_collected_under_its_number() -> None:
    taken, results = Taken(), Results()
    ForeachBatch(taken).write(results)  # type: ignore[arg-type]
    results.called(batch_of((12, 3), (13, 1)), 7)
    results.called(batch_of(), 8)
    assert taken.batches == [(7, [(12, 3), (13, 1)]), (8, [])]


def test_what_is_left_of_the_job_is_done_with_each_batch() -> None:
    taken, results = Taken(), Results()
    ForeachBatch(taken, lambda frame: batch_of((len(frame.collect()),))).write(results)  # type: ignore[arg-type]
    results.called(batch_of((12,), (13,)), 7)
    assert taken.batches == [(7, [(2,)])]


@pytest.mark.parametrize(
    ("spec", "items", "rows"),
    [
        ({}, [(12, 3)], [(12, 3)]),
        ({"workload": "lengths"}, [12, 13], [(12,), (13,)]),
        ({"workload": "length-count-window"}, [(12, 3)], [(TIME_MS - 5000, 12, 3)]),
    ],
)
def test_a_batch_is_collected_under_its_time(
    spec: dict[str, str], items: list[Any], rows: list[tuple[int, ...]]
) -> None:
    taken, results = Taken(), Results()
    ForeachRDD(taken, Cell.parse({"api": "dstreams"} | spec)).write(results)  # type: ignore[arg-type]
    results.called(TIME, batch_of(*items))
    assert taken.batches == [(TIME_MS, rows)]


def test_batches_made_into_dataframes_are_counted_there(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, results = Taken(), Results()
    cell = Cell.parse({"api": "dstreams", "implementation": "dataframe"})
    monkeypatch.setattr(
        "benchmarks.jobs.dstreams.by_dataframe",
        lambda batch, of: [(len(batch.collect()), 1)] if of is cell else [],
    )
    ForeachRDD(taken, cell).write(results)  # type: ignore[arg-type]
    results.called(TIME, batch_of((1,), (2,)))
    assert taken.batches == [(TIME_MS, [(2, 1)])]


def test_a_checkpoint_can_pickle_what_holds_what_stays_here() -> None:
    held = threading.Lock()
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(held)
    restored = pickle.loads(pickle.dumps(Here(held)))  # noqa: S301 - our own
    assert restored.held is None


def test_who_has_been_restored_from_a_checkpoint_takes_nothing() -> None:
    results = Results()
    sink = ForeachRDD(Taken(), Cell.parse({"api": "dstreams"}))
    sink._here = pickle.loads(pickle.dumps(sink._here))  # noqa: S301 - our own
    sink.write(results)  # type: ignore[arg-type]
    results.called(TIME, None)  # which can't be collected


def test_nobody_reads_what_is_thrown_away() -> None:
    stream = SimpleNamespace(format=lambda name: name)
    assert Noop().write(SimpleNamespace(writeStream=stream)) == "noop"  # type: ignore[arg-type,comparison-overlap]


@pytest.mark.parametrize("sink", [Noop(), ForeachBatch(Taken())])
def test_what_is_not_read_cannot_fail(sink: Unread) -> None:
    sink.follow(None)  # type: ignore[arg-type]
    assert sink.failure() is None
    sink.close()
