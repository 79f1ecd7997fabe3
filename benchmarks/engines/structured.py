"""Structured Streaming."""

import json
import threading
from functools import reduce
from typing import TYPE_CHECKING, Any

from benchmarks.choices import KAFKA, WINDOWS
from benchmarks.engines.engine import Stage
from benchmarks.engines.file_log import FileLog
from benchmarks.engines.spark_engine import SparkEngine
from benchmarks.folder import CHECKPOINT
from benchmarks.jobs import own, structured
from benchmarks.progress_log import NONE
from benchmarks.sinks import made
from benchmarks.spark.presets import source_options

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.streaming.query import StreamingQuery
    from pyspark.sql.streaming.readwriter import DataStreamReader, DataStreamWriter

# What a query says of itself between two batches: one that waits for data, or goes on continuously.
_READY = ("Waiting", "Committing epoch")
# A real-time batch goes on for seconds, and never waits.
_GOING_ON = "Processing new data"
_FILE_TIME = "_metadata.file_modification_time"
# Options of the file source with which newer files may be taken before older ones.
_REORDERING = {"latestFirst", "maxFilesPerTrigger", "maxBytesPerTrigger"}


class StructuredEngine(SparkEngine):
    """Structured Streaming: its query, and its progress polled as JSON.

    A Python listener can't follow short triggers, and costs some 10 ms of CPU an event; reading
    `recentProgress` costs 0.1 ms.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._query: StreamingQuery | None = None
        self._last_polled = ""
        self._checkpoint = stage.scratch / CHECKPOINT
        self._file_log = FileLog(self._checkpoint)
        self._sink = made.of_structured(stage)
        self._ended_ns: int | None = None

    def open(self) -> None:
        """Start Spark."""
        self.open_session()

    def begin(self) -> None:
        """Start the query."""
        self._query = self.writer(self.session).start()
        self._sink.follow(self._query)
        if self.stage.cell.of_backlog:
            threading.Thread(target=self._await_end, daemon=True).start()

    def writer(self, session: "SparkSession") -> "DataStreamWriter":
        """The whole query, all but started."""
        cell = self.stage.cell
        lines = self._lines(session)
        own_job = own.load(cell.job, cell.api) if cell.job else None
        results = own_job(lines) if own_job else structured.build(lines, cell)
        writer = self._sink.write(results).outputMode(cell.mode)
        trigger = self._trigger()
        writer = writer.trigger(**trigger) if trigger else writer
        return writer.option("checkpointLocation", str(self._checkpoint))

    def _trigger(self) -> dict[str, Any]:
        """What Spark's `trigger` takes."""
        setting = self.stage.cell.setting
        if setting.kind == "available-now":
            return {"availableNow": True}
        if setting.interval_ns is None:
            return {}
        names = {"continuous": "continuous", "real-time": "realTime"}
        return {
            names.get(setting.kind, "processingTime"): structured.spark_duration(
                setting.interval_ns
            )
        }

    def _lines(self, session: "SparkSession") -> "DataFrame":
        """The source's lines, with the time at which Spark took them in where windows want it."""
        from pyspark.sql import DataFrame  # noqa: PLC0415 - slow; workers only

        cell, inlet = self.stage.cell, self.stage.inlet
        timed = cell.workload == WINDOWS
        reader = session.readStream
        for option in source_options(cell):
            reader = reader.option(option.key, option.value)
        if cell.source == "files":
            lines = reader.text(str(inlet.directory))
            return lines.selectExpr("value", f"{_FILE_TIME} AS timestamp") if timed else lines
        if cell.source == KAFKA:
            return self._messages(reader, timed=timed)
        reader = reader.format("socket").option("host", inlet.host)
        reader = reader.option("includeTimestamp", timed)
        return reduce(DataFrame.union, (reader.option("port", port).load() for port in inlet.ports))

    def _messages(self, reader: "DataStreamReader", *, timed: bool) -> "DataFrame":
        """The lines of the topic, all of them: it is the run's own."""
        kafka = self.stage.on_kafka
        reader = reader.format("kafka").option("kafka.bootstrap.servers", kafka.address)
        reader = reader.option("subscribe", kafka.lines).option("startingOffsets", "earliest")
        columns = ["CAST(value AS STRING) AS value", *(["timestamp"] if timed else [])]
        return reader.load().selectExpr(*columns)

    def ready(self) -> bool:
        """Whether the query waits for data, or is in a batch that takes what comes."""
        word = str(self._running.status["message"])
        real_time = self.stage.cell.setting.kind == "real-time"
        return word.startswith(_GOING_ON if real_time else _READY)

    def failure(self) -> str | None:
        """The query's own error, its first line, or its reader's."""
        gone = super().failure() or self._sink.failure()
        if gone or self._query is None or self._query.isActive:
            return gone
        error = self._query.exception()
        if error:
            return (str(error).strip().splitlines() or ["?"])[0]
        return None if self.stage.cell.of_backlog else "the query ended by itself"

    def finished(self) -> int | None:
        """When the query had worked off its backlog."""
        return self._ended_ns

    def poll(self) -> None:
        """Record the progress that has come since the last call.

        Spark keeps the last hundred; the newest that we have is looked for from the end.
        """
        if self._query is None:
            return
        recent = self._query._jsq.recentProgress()  # noqa: SLF001 - as JSON: 0.1 ms each
        fresh: list[str] = []
        for k in range(len(recent) - 1, -1, -1):
            text = str(recent[k].json())
            if text == self._last_polled:
                break
            fresh.append(text)
        for text in reversed(fresh):
            told = json.loads(text)
            # Triggers that found nothing are told of under the next batch's number.
            worked = "addBatch" in told["durationMs"]
            self.stage.progress.add(text, told["batchId"] if worked else NONE)
            self._last_polled = text
            self._account.add(told["numInputRows"])
        if self._reads_file_log:
            for event in self._file_log.fresh():
                self.stage.progress.add(event)
                self._account.files(event["files"])

    @property
    def _reads_file_log(self) -> bool:
        """Whether it matters which files a batch took: reading the log takes time."""
        cell = self.stage.cell
        reordering = _REORDERING & {key for key, _ in cell.options}
        matters = cell.lanes > 1 or not cell.results_count or reordering
        return cell.source == "files" and bool(matters)

    def close(self) -> None:
        """Stop the query and Spark."""
        if self._query is not None:
            self._query.stop()
        self._sink.close()
        self.close_session()

    def _await_end(self) -> None:
        """Note when the query ends: to the ms, and at no cost meanwhile."""
        try:
            self._running.awaitTermination()
        except Exception:  # noqa: BLE001 - `failure` tells of it
            return
        self._ended_ns = self.stage.seen.now_ns()

    @property
    def _running(self) -> "StreamingQuery":
        if self._query is None:
            raise RuntimeError("the engine isn't open")
        return self._query
