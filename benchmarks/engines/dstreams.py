"""DStreams."""

import math
import os
import threading
import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from analysis import cores
from benchmarks.engines.engine import Stage
from benchmarks.engines.spark_engine import SparkEngine
from benchmarks.folder import CHECKPOINT
from benchmarks.jobs import dstreams, own
from benchmarks.sinks import made

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.streaming import DStream, StreamingContext


_CATCH_UP_S = 30.0
# Receivers on all cores take lines in, and no batch is ever begun. Long enough for some lines to be
# sent, so that the record shows it.
_STARVED_S = 20.0


class DStreamsEngine(SparkEngine):
    """DStreams: a streaming context, and its batches told by a StreamingListener."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._streaming: StreamingContext | None = None
        self._caught_up = threading.Event()
        self._ready_by = 0.0
        self._starved_by = math.inf
        self._any_done = threading.Event()
        self._sink = made.of_dstreams(stage)

    def open(self) -> None:
        """Start Spark, and lay out the job."""
        from pyspark.streaming import StreamingContext  # noqa: PLC0415 - slow; workers only

        context = self.open_session().sparkContext
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # deprecated, as our docs say
            interval_s = self.stage.cell.setting.interval_ms / 1000
            streaming = StreamingContext(context, interval_s)  # type: ignore[arg-type]
        streaming.checkpoint(str(self.stage.scratch / CHECKPOINT))
        self.lay_out(streaming)
        streaming.addStreamingListener(_listener(self._completed))
        self._streaming = streaming

    def lay_out(self, streaming: "StreamingContext") -> None:
        """From the source to the sink, all but started."""
        cell, inlet = self.stage.cell, self.stage.inlet
        if cell.source == "socket":
            lanes = [streaming.socketTextStream(inlet.host, port) for port in inlet.ports]
            lines = lanes[0] if len(lanes) == 1 else streaming.union(*lanes)
        else:
            lines = streaming.textFileStream(str(inlet.directory))
        if cell.job:
            self._sink.write(own.load(cell.job, cell.api)(lines))
        else:
            self._sink.write(dstreams.build(lines, cell))
        if cell.withheld:
            _tell_of_every_batch(lines)

    def begin(self) -> None:
        """Start the streaming context."""
        if self._streaming is not None:
            self._streaming.start()
        now = time.monotonic()
        self._ready_by = now + _CATCH_UP_S
        if self._no_core_left:
            self._ready_by, self._starved_by = now, now + _STARVED_S

    def ready(self) -> bool:
        """Whether batches, of no lines yet, are done before the next is there.

        The first ones take seconds, and others queue behind them. Where even empty batches take
        longer than their interval it never is; the run then says so by its latencies.
        """
        return self._caught_up.is_set() or time.monotonic() > self._ready_by

    def _completed(self, batch: dict[str, Any]) -> None:
        self._any_done.set()
        self.stage.progress.add(batch, batch["batchTime"])
        self._account.add(batch["numRecords"])
        self._account.files(batch["files"])
        if batch["processingEndTime"] - batch["batchTime"] <= self.stage.cell.setting.interval_ms:
            self._caught_up.set()

    def failure(self) -> str | None:
        """The context's own error, its first line."""
        gone = super().failure() or self._sink.failure()
        if gone or self._streaming is None:
            return gone
        state = str(self._streaming._jssc.getState())  # noqa: SLF001 - no other way to ask
        if state == "STOPPED":
            return "the streaming context stopped by itself"
        if time.monotonic() > self._starved_by and not self._any_done.is_set():
            master = self.stage.cell.master
            return f"no batch in {_STARVED_S:.0f} s, as receivers hold all cores of {master}"
        return None

    @property
    def _no_core_left(self) -> bool:
        """Whether receivers hold every core there is: then no batch will ever be done."""
        cell = self.stage.cell
        known = cores.of_master(cell.master, os.cpu_count())
        return cell.source == "socket" and known is not None and cell.lanes >= known

    def finished(self) -> int | None:
        """Never: it goes on."""
        return None

    def poll(self) -> None:
        """Nothing to do: the listener is told."""

    def close(self) -> None:
        """Stop at once: a graceful stop waits for batches that have no lines."""
        if self._streaming is not None:
            self._streaming.stop(stopSparkContext=False, stopGraceFully=False)
        self._sink.close()
        self.close_session()


def _tell_of_every_batch(lines: "DStream[str]") -> None:
    """Have Spark tell of batches that have no results: without a job they would be left out."""

    def nothing(_batch: "RDD[str]") -> None:
        pass

    lines.foreachRDD(nothing)


def _listener(completed: Callable[[dict[str, Any]], None]) -> Any:  # noqa: ANN401 - as above
    from pyspark.streaming.listener import StreamingListener  # noqa: PLC0415 - slow; workers only

    class Listener(StreamingListener):
        """Records each batch that is done."""

        def onBatchCompleted(self, batchCompleted: Any) -> None:  # noqa: ANN401, N802, N803
            info = batchCompleted.batchInfo()
            completed(
                {
                    "batchTime": info.batchTime().milliseconds(),
                    "submissionTime": info.submissionTime(),
                    "processingStartTime": info.processingStartTime(),
                    "processingEndTime": info.processingEndTime(),
                    "numRecords": info.numRecords(),
                    "streams": _streams(info),
                    "files": _files(info),
                }
            )

    return Listener()


def _streams(info: Any) -> list[int]:  # noqa: ANN401 - a Java object
    """The lines of each stream, in the order in which the streams were made."""
    streams = info.streamIdToInputInfo()
    return [int(streams[stream].numRecords()) for stream in sorted(streams)]


def _files(info: Any) -> list[str]:  # noqa: ANN401 - a Java object
    """The files of a batch: numRecords doesn't count their lines."""
    streams = info.streamIdToInputInfo()
    names = []
    for stream in list(streams):
        described = streams[stream].metadataDescription()
        names += [line.strip() for line in str(described or "").splitlines() if line.strip()]
    return names
