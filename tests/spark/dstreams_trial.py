"""Cells of DStreams tried for some batches: as many as share a source and a streaming context."""

import os
import sys
import warnings
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from benchmarks.cell import Cell
from benchmarks.engines.dstreams import DStreamsEngine
from benchmarks.engines.engine import Inlet, Stage
from benchmarks.progress_log import ProgressLog
from benchmarks.seen import Seen
from benchmarks.tally import tally_of
from loadgen.clock import RunClock
from tests.spark.inflow import inflow_of
from tests.spark.trial import PIECES, counts_of, until

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        cell: what is tried.
        inlet: where its lines come in.
        folder: takes all it writes; made here.
    """

    def __init__(self, cell: Cell, inlet: Inlet, folder: Path) -> None:
        folder.mkdir()
        self._seen = Seen(folder / "visible", RunClock.start(), tally_of(cell))
        self._progress = ProgressLog(folder / "progress.jsonl")
        self._engine = DStreamsEngine(Stage(cell, inlet, folder, self._seen, self._progress))

    def lay_out(self, streaming: Any) -> None:
        """The job, from the source to the sink."""
        self._engine.lay_out(streaming)

    def counts(self) -> dict[int, int]:
        """The results' counts."""
        failure = self._engine._sink.failure()
        assert failure is None, failure
        return self._seen.counts

    def close(self) -> None:
        """Stop reading."""
        self._engine._sink.close()
        self._progress.close()
        self._seen.close()


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
    tried: list[Tried] = []
    with ExitStack() as closing:
        closing.callback(inflow.close)
        # They print in Python: to standard output itself, and not to who captures it.
        patch = closing.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(sys, "stdout", os.fdopen(1, "w", closefd=False))
        streaming = closing.enter_context(streaming_context(session, first, folder))
        lines = (
            streaming.socketTextStream(inflow.inlet.host, inflow.inlet.ports[0])
            if first.source == "socket"
            else streaming.textFileStream(str(inflow.inlet.directory))
        )
        for k, cell in enumerate(cells):
            tried.append(Tried(cell, inflow.inlet, folder / str(k)))
            closing.callback(tried[-1].close)
            tried[-1].lay_out(Shared(lines))
        streaming.start()
        for k, piece in enumerate(PIECES, 1):
            inflow.send(piece)
            counts = counts_of(*PIECES[:k])
            until(
                lambda: all(one.counts() == counts for one in tried),  # noqa: B023 - used at once
                str([cell.spec() for cell in cells]),
            )
    return [one.counts() for one in tried]
