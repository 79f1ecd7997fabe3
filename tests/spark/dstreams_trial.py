"""Cells of DStreams tried for some batches: as many as share a source and a streaming context."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from benchmarks.cell import Cell
from benchmarks.engines.dstreams import DStreamsEngine
from benchmarks.engines.engine import Stage
from benchmarks.progress_log import ProgressLog
from benchmarks.seen import Seen
from benchmarks.tally import tally_of
from loadgen.clock import RunClock
from tests.spark.trial import PIECES, counts_of, inflow_of, until

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.streaming import DStream, StreamingContext


class Shared:
    """A streaming context that hands the same lines to whoever asks for some.

    A receiver takes a core, and a directory is read anew for each stream of it.
    """

    def __init__(self, lines: "DStream[str]") -> None:
        self._lines = lines

    def socketTextStream(self, _host: str, _port: int) -> "DStream[str]":  # noqa: N802 - Spark's
        return self._lines

    def textFileStream(self, _directory: str) -> "DStream[str]":  # noqa: N802 - Spark's
        return self._lines


@contextmanager
def streaming_context(
    session: "SparkSession", cell: Cell, folder: Path
) -> "Iterator[StreamingContext]":
    """A streaming context with the cell's interval; stopped at once in the end."""
    from pyspark.streaming import StreamingContext  # noqa: PLC0415 - slow; these tests only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # deprecated, as our docs say
        interval_s = cast("Any", cell.setting.interval_ms / 1000)
        streaming = StreamingContext(session.sparkContext, interval_s)
    streaming.checkpoint(str(folder / "checkpoint"))
    try:
        yield streaming
    finally:
        streaming.stop(stopSparkContext=False, stopGraceFully=False)


class Tried:
    """A cell's job laid out on lines that others take too.

    Args:
        streaming: the context.
        cell: what is tried.
        stage: what its engine works with.
    """

    def __init__(self, streaming: Any, cell: Cell, stage: Stage) -> None:
        self.cell = cell
        self._stage = stage
        self._engine = DStreamsEngine(stage)
        self._engine.lay_out(streaming)

    def counts(self) -> dict[int, int]:
        """The results' counts."""
        failure = self._engine._sink.failure()
        assert failure is None, failure
        return self._stage.seen.counts

    def close(self) -> None:
        """Stop reading."""
        self._engine._sink.close()
        self._stage.progress.close()
        self._stage.seen.close()


def run(session: "SparkSession", cells: list[Cell], folder: Path) -> list[dict[int, int]]:
    """The counts that each cell comes to, once they are right.

    Args:
        session: Spark.
        cells: with the same source and setting; no more than one that prints.
        folder: takes all they write.

    Raises:
        AssertionError: if a sink's reader fails, or they aren't right in time.
    """
    first = cells[0]
    inflow = inflow_of(first, folder)
    with ExitStack() as closing:
        closing.callback(inflow.close)
        # They print in Python: to standard output itself, and not to who captures it.
        patch = closing.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(sys, "stdout", os.fdopen(1, "w", closefd=False))
        streaming = closing.enter_context(streaming_context(session, first, folder))
        host, ports, directory = inflow.inlet.host, inflow.inlet.ports, inflow.inlet.directory
        of_socket = first.source == "socket"
        lines = (
            streaming.socketTextStream(host, ports[0])
            if of_socket
            else streaming.textFileStream(str(directory))
        )
        tried = []
        for k, cell in enumerate(cells):
            path = folder / str(k)
            path.mkdir()
            seen = Seen(path / "visible", RunClock.start(), tally_of(cell))
            progress = ProgressLog(path / "progress.jsonl")
            stage = Stage(cell, inflow.inlet, path, seen, progress)
            tried.append(Tried(Shared(lines), cell, stage))
            closing.callback(tried[-1].close)
        streaming.start()
        for k, piece in enumerate(PIECES, 1):
            inflow.send(piece)
            counts = counts_of(*PIECES[:k])
            until(
                lambda: all(one.counts() == counts for one in tried),  # noqa: B023 - used at once
                str([cell.spec() for cell in cells]),
            )
    return [one.counts() for one in tried]


def starved(session: "SparkSession", cell: Cell, folder: Path, batches: int) -> tuple[int, int]:
    """How many batches a cell has been handed and how many it has done, after some.

    Args:
        session: Spark.
        cell: with a receiver for each of the master's cores.
        folder: takes all it writes.
        batches: how many it is to be handed.
    """
    from pyspark.streaming.listener import StreamingListener  # noqa: PLC0415 - as above

    submitted: list[object] = []
    done: list[object] = []

    class Listener(StreamingListener):
        """Counts batches."""

        def onBatchSubmitted(self, batchSubmitted: object) -> None:  # noqa: N802, N803 - Spark's
            submitted.append(batchSubmitted)

        def onBatchCompleted(self, batchCompleted: object) -> None:  # noqa: N802, N803 - Spark's
            done.append(batchCompleted)

    inflows = [inflow_of(cell, folder) for _ in range(cell.lanes)]
    ports = tuple(inflow.inlet.ports[0] for inflow in inflows)
    inlet = replace(inflows[0].inlet, ports=ports)
    seen = Seen(folder / "visible", RunClock.start(), tally_of(cell))
    stage = Stage(cell, inlet, folder, seen, ProgressLog(folder / "progress.jsonl"))
    with streaming_context(session, cell, folder) as streaming:
        tried = Tried(streaming, cell, stage)
        streaming.addStreamingListener(Listener())
        streaming.start()
        for inflow in inflows:
            inflow.send(PIECES[0])
        until(lambda: len(submitted) >= batches, str(cell.spec()))
        found = len(submitted), len(done)
    tried.close()
    for inflow in inflows:
        inflow.close()
    return found
