"""The end of a run: the engine's own record of the last batch comes after its results."""

import json
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from benchmarks.cell import Cell
from benchmarks.progress_log import NONE
from benchmarks.worker import Worker

if TYPE_CHECKING:
    from benchmarks.engines.engine import Engine


class Late:
    """An engine that tells of one batch at each poll.

    Args:
        worker: whose record it tells.
        batches: those that it tells of.
    """

    def __init__(self, worker: Worker, batches: list[int]) -> None:
        self.worker = worker
        self.batches = batches

    def took(self, lines: int) -> bool:
        """Whether the batches told of have so many lines: ten each."""
        return self.worker.progress.events * 10 >= lines

    def failure(self) -> None:
        """It goes on."""

    def poll(self) -> None:
        """Tell of the next batch."""
        if self.batches:
            batch = self.batches.pop(0)
            self.worker.progress.add({"batchId": batch}, batch)


def made(folder: Path, **spec: str) -> Worker:
    info = {"cell": Cell.parse({"api": "synthetic", **spec}).spec()}
    return Worker(folder, folder, info, lambda _event: None, threading.Event())


def settle(worker: Worker, batches: list[int], emitted: int = 0) -> list[int | None]:
    """The batches in the record once the worker has waited; None for an event of none."""
    worker._settle(cast("Engine", Late(worker, batches)), emitted)
    worker.progress.close()
    worker.seen.close()
    lines = (worker.path / "progress.jsonl").read_text().splitlines()
    return [json.loads(line).get("batchId") for line in lines]


def test_an_older_batch_that_is_told_of_late_isnt_the_last(tmp_path: Path) -> None:
    worker = made(tmp_path)
    worker.seen.rows(43, [(1, 1)])
    worker.seen.rows(44, [(1, 2)])
    assert settle(worker, [42, 43, 44, 45]) == [42, 43, 44]


def test_what_is_told_of_already_isnt_waited_for(tmp_path: Path) -> None:
    worker = made(tmp_path)
    worker.seen.rows(44, [(1, 2)])
    worker.progress.add({"batchId": 44}, 44)
    worker.progress.add({"files": []})
    begun = time.monotonic()
    assert settle(worker, []) == [44, None]
    assert time.monotonic() - begun < 5


def test_a_batch_that_is_never_told_of_ends_it_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.worker._SETTLE_NS", 600_000_000)
    worker = made(tmp_path)
    worker.seen.rows(44, [(1, 2)])
    assert settle(worker, [43]) == [43]


def test_an_engine_without_progress_isnt_waited_for(tmp_path: Path) -> None:
    worker = made(tmp_path, api="floor")
    worker.seen.rows(1, [(1, 1)])
    begun = time.monotonic()
    assert settle(worker, []) == []
    assert time.monotonic() - begun < 5


def test_results_that_dont_say_their_batch_are_told_of_when_all_lines_are(tmp_path: Path) -> None:
    worker = made(tmp_path)
    worker.seen.rows(NONE, [(1, 30)])
    assert settle(worker, [42, 43, 44, 45], emitted=30) == [42, 43, 44]
