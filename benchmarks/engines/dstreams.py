"""The length-count job in DStreams."""

import operator
import threading
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from benchmarks.engines.engine import Stage
from benchmarks.engines.spark_engine import SparkEngine

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.streaming import DStream, StreamingContext

    from benchmarks.seen import Seen


def length_counts(lines: "DStream[str]") -> "DStream[tuple[int, int]]":
    """The whole job: lines -> length -> count per length.

    Returns:
        Pairs of length and count, all that have ever occurred, in every batch.
    """
    return (
        lines.transform(lambda blocks: blocks.coalesce(1))
        .map(lambda line: (len(line), 1))
        .reduceByKey(operator.add)
        .updateStateByKey(lambda new, count: sum(new, count or 0))
    )


_CATCH_UP_S = 30.0


class DStreamsEngine(SparkEngine):
    """DStreams: a streaming context, and its batches told by a StreamingListener."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._streaming: StreamingContext | None = None
        self._caught_up = threading.Event()
        self._ready_by = 0.0

    def open(self) -> None:
        """Start Spark and the streaming context."""
        from pyspark.streaming import StreamingContext  # noqa: PLC0415 - slow; workers only

        context = self.open_session().sparkContext
        cell, inlet = self.stage.cell, self.stage.inlet
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # deprecated, as our docs say
            streaming = StreamingContext(context, cell.setting.interval_ms / 1000)  # type: ignore[arg-type]
        self._streaming = streaming
        streaming.checkpoint(str(self.stage.scratch / "checkpoint"))
        if cell.source == "socket":
            lanes = [streaming.socketTextStream(inlet.host, port) for port in inlet.ports]
            lines = lanes[0] if len(lanes) == 1 else streaming.union(*lanes)
        else:
            lines = streaming.textFileStream(str(inlet.directory))
        length_counts(lines).foreachRDD(_collector(_Here(self.stage.seen)))
        streaming.addStreamingListener(_listener(self._completed))
        streaming.start()
        self._ready_by = time.monotonic() + _CATCH_UP_S

    def ready(self) -> bool:
        """Whether batches, of no lines yet, are done before the next is there.

        The first ones take seconds, and others queue behind them. Where even empty batches take
        longer than their interval it never is; the run then says so by its latencies.
        """
        return self._caught_up.is_set() or time.monotonic() > self._ready_by

    def _completed(self, batch: dict[str, Any]) -> None:
        self.stage.progress.add(batch)
        if batch["processingEndTime"] - batch["batchTime"] <= self.stage.cell.setting.interval_ms:
            self._caught_up.set()

    def failure(self) -> str | None:
        """The context's own error, its first line."""
        gone = super().failure()
        if gone or self._streaming is None:
            return gone
        state = str(self._streaming._jssc.getState())  # noqa: SLF001 - no other way to ask
        return "the streaming context stopped by itself" if state == "STOPPED" else None

    def poll(self) -> None:
        """Nothing to do: the listener is told."""

    def close(self) -> None:
        """Stop at once: a graceful stop waits for batches that have no lines."""
        if self._streaming is not None:
            self._streaming.stop(stopSparkContext=False, stopGraceFully=False)
        self.close_session()


class _Here:
    """Holds what stays in this process.

    DStreams pickle the functions of a job, and all they hold, into each checkpoint. Ours are never
    restored, so what can't be pickled needs only not to stand in the way.

    Args:
        seen: takes the results.
    """

    def __init__(self, seen: "Seen | None" = None) -> None:
        self.seen = seen

    def __reduce__(self) -> tuple[type["_Here"], tuple[()]]:
        return _Here, ()


def _collector(here: _Here) -> Any:  # noqa: ANN401 - what foreachRDD takes
    def collect(batch: datetime, counts: "RDD[tuple[int, int]]") -> None:
        totals = counts.collectAsMap()
        if here.seen is not None:
            here.seen.totals(round(batch.timestamp() * 1000), totals)

    return collect


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
