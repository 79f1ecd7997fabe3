"""A query that is watched for as long as a `with` lasts."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from analysis import by_progress, record
from analysis.triggers import Trigger, trigger_of
from benchmarks.folder import make_fresh
from benchmarks.probe import words
from benchmarks.probe.told import Told
from benchmarks.progress_log import ProgressLog

POLL_EVERY_S = 0.5
"""Spark keeps the last hundred events: a trigger would have to take 5 ms to be missed."""


def attach(query: Any, *, since_start: bool = False, out: str | Path | None = None) -> "Attached":  # noqa: ANN401 - pyspark has two classes of them
    """Watch a query for as long as a `with` of what this returns lasts.

    Nothing is added to the query: only its `recentProgress` is read.

    Args:
        query: what `writeStream.start()` returned; it may have ended.
        since_start: whether batches count that began before, as far as Spark still keeps them. Of a
            query that has ended they always do.
        out: a folder for what the query told (`progress.jsonl`) and for the figures
            (`summary.json`); made, and must not exist or be empty.

    Raises:
        TypeError: if it is no query.
        BadInput: if its trigger is continuous, or the folder can't be had.
    """
    told = Told(query)
    folder = None if out is None else make_fresh(Path(out), "out")
    return Attached(told, folder, since_start=since_start)


class Attached:
    """A query that is watched; see `attach`.

    Args:
        told: what it tells.
        out: the folder for its record, if there is to be one.
        since_start: whether batches count that began before.
        now_ms: the system's clock, ms.
    """

    def __init__(
        self,
        told: Told,
        out: Path | None = None,
        *,
        since_start: bool = False,
        now_ms: Callable[[], float] = lambda: time.time() * 1000,
    ) -> None:
        self._told = told
        self._out = out
        self._log = ProgressLog(out / record.PROGRESS_FILE) if out else None
        self._now_ms = now_ms
        self._since_ms = float("-inf")
        self._since_start = since_start or not told.active
        self._triggers: list[Trigger] = []
        self._failure: str | None = None
        self._lock = threading.Lock()
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._keep_polling, name="probe", daemon=True)

    def __enter__(self) -> Self:
        before = self._told.fresh()
        if not self._since_start:
            self._since_ms = self._now_ms()
            before = before[-1:]  # it tells when the source was asked last
        self._add(before)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave.set()
        self._thread.join()
        self._poll()
        if self._log and self._out:
            self._log.close()
            record.write_json(self._out / record.SUMMARY, self.summary())

    def summary(self) -> dict[str, Any]:
        """The figures so far: all of them once the `with` is over (docs/own-query.md)."""
        with self._lock:
            triggers = sorted(self._triggers, key=lambda one: one.start_ms)
        figures = by_progress.figures(triggers, self._since_ms, self._told.setting)
        return {
            "name": self._told.name,
            "run_id": self._told.run_id,
            **figures,
            "notes": words.notes(figures, self._failure),
        }

    def report(self) -> str:
        """The figures so far, to read."""
        return words.report(self.summary())

    def _keep_polling(self) -> None:
        while self._failure is None and not self._leave.wait(POLL_EVERY_S):
            self._poll()

    def _poll(self) -> None:
        if self._failure is not None:
            return
        try:
            self._add(self._told.fresh())
        except Exception as error:  # noqa: BLE001 - py4j's and Spark's are many, and none is the query's owner's
            self._failure = type(error).__name__

    def _add(self, events: list[str]) -> None:
        for event in events:
            if self._log:
                self._log.add(event)
            with self._lock:
                self._triggers.append(trigger_of(json.loads(event)))
