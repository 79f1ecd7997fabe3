"""The length-count job in Structured Streaming."""

from functools import reduce
from typing import TYPE_CHECKING, Any

from benchmarks.engines.engine import Stage
from benchmarks.engines.file_log import FileLog
from benchmarks.engines.spark_engine import SparkEngine
from benchmarks.spark.presets import source_options

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming.query import StreamingQuery

    from benchmarks.seen import Seen


def length_counts(lines: "DataFrame") -> "DataFrame":
    """The whole job: lines -> length -> count per length.

    Args:
        lines: a streaming frame with the column `value`.

    Returns:
        Columns `length`, `count`.
    """
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - its own documented name

    return lines.groupBy(F.length("value").alias("length")).count()


class StructuredEngine(SparkEngine):
    """Structured Streaming: its query, and its progress polled as JSON.

    A Python listener can't follow short triggers, and costs some 10 ms of CPU an event; reading
    `recentProgress` costs 0.1 ms.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._query: StreamingQuery | None = None
        self._last_polled = ""
        self._checkpoint = stage.scratch / "checkpoint"
        self._file_log = FileLog(self._checkpoint)

    def open(self) -> None:
        """Start Spark and the query."""
        from pyspark.sql import DataFrame  # noqa: PLC0415 - slow; workers only

        session = self.open_session()
        cell, inlet = self.stage.cell, self.stage.inlet
        if cell.source == "socket":
            lines = reduce(DataFrame.union, (self._socket(port) for port in inlet.ports))
        else:
            lines = session.readStream.text(str(inlet.directory))
        writer = length_counts(lines).writeStream.outputMode(cell.mode)
        if cell.setting.kind == "interval":
            writer = writer.trigger(processingTime=f"{cell.setting.interval_ms} milliseconds")
        self._query = (
            writer.foreachBatch(_collector(self.stage.seen))
            .option("checkpointLocation", str(self._checkpoint))
            .start()
        )

    def _socket(self, port: int) -> "DataFrame":
        """The lines of one lane."""
        reader = self.session.readStream.format("socket").option("host", self.stage.inlet.host)
        reader = reader.option("port", port)
        for option in source_options(self.stage.cell):
            reader = reader.option(option.key, option.value)
        return reader.load()

    def ready(self) -> bool:
        """Whether the query waits for data."""
        return str(self._running.status["message"]).startswith("Waiting")

    def failure(self) -> str | None:
        """The query's own error, its first line."""
        gone = super().failure()
        if gone or self._running.isActive:
            return gone
        error = self._running.exception()
        return (
            (str(error).strip().splitlines() or ["?"])[0] if error else "the query ended by itself"
        )

    def poll(self) -> None:
        """Record the progress that has come since the last call.

        Spark keeps the last hundred; the newest that we have is looked for from the end.
        """
        recent = self._running._jsq.recentProgress()  # noqa: SLF001 - as JSON: 0.1 ms each
        fresh: list[str] = []
        for k in range(len(recent) - 1, -1, -1):
            text = str(recent[k].json())
            if text == self._last_polled:
                break
            fresh.append(text)
        for text in reversed(fresh):
            self.stage.progress.add(text)
            self._last_polled = text
        # Only where it matters which lane a batch's files are of: the log's own reading takes time.
        if self.stage.cell.source == "files" and self.stage.cell.lanes > 1:
            for event in self._file_log.fresh():
                self.stage.progress.add(event)

    def close(self) -> None:
        """Stop the query and Spark."""
        if self._query is not None:
            self._query.stop()
        self.close_session()

    @property
    def _running(self) -> "StreamingQuery":
        if self._query is None:
            raise RuntimeError("the engine isn't open")
        return self._query


def _collector(seen: "Seen") -> Any:  # noqa: ANN401 - what foreachBatch takes
    def collect(changed: "DataFrame", batch: int) -> None:
        seen.totals(batch, {row[0]: row[1] for row in changed.collect()})

    return collect
