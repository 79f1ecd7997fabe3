"""kafka: a topic, and a consumer of it.

A message is a row, its numbers in words. It doesn't say which batch it is of: the engine's account
does, by how many lines are in after each (see `analysis.results`).
"""

from typing import TYPE_CHECKING

from analysis.record import APPENDED
from benchmarks.broker.reader import Reader
from benchmarks.engines.engine import Kafka
from benchmarks.progress_log import NONE
from benchmarks.seen import Seen
from benchmarks.sinks.polled import Polled
from benchmarks.sinks.words import rows_in
from loadgen.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame
    from pyspark.sql.streaming.query import StreamingQuery
    from pyspark.sql.streaming.readwriter import DataStreamWriter

    from benchmarks.spark.presets import Tuned


class Topic(Polled):
    """The topic of the results, and its consumer.

    Args:
        seen: takes the rows.
        kafka: where.
        options: of Spark's own sink.
    """

    def __init__(self, seen: Seen, kafka: Kafka, options: "Iterable[Tuned]") -> None:
        super().__init__(0.0)  # the looks themselves wait
        self._seen = seen
        self._kafka = kafka
        self._options = options
        self._appended = Journal(kafka.appended, APPENDED, {})
        self._reader: Reader | None = None

    def write(self, results: "DataFrame") -> "DataStreamWriter":
        """Have each row written to the topic."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415 - its own documented name

        words = results.select(F.concat_ws(",", *results.columns).alias("value"))
        writer = words.writeStream.format("kafka").option("topic", self._kafka.results)
        for option in self._options:
            writer = writer.option(option.key, option.value)
        return writer.option("kafka.bootstrap.servers", self._kafka.address)

    def follow(self, query: "StreamingQuery") -> None:  # noqa: ARG002 - a sink's form
        """Begin to read."""
        self._reader = Reader(self._kafka.address, self._kafka.results)
        self.start()

    def look(self) -> None:
        """Take in what has come, or wait for it."""
        messages = self._reader.available() if self._reader is not None else []
        if not messages:
            return
        at_ns = self._seen.now_ns()
        words = (message.value() or b"" for message in messages)
        self._seen.rows(NONE, list(rows_in(words)), at_ns)
        _, appended_ms = messages[-1].timestamp()
        self._appended.append(self._seen.lines, at_ns, appended_ms)

    def close(self) -> None:
        """Stop reading."""
        super().close()
        if self._reader is not None:
            self._reader.close()
        self._appended.close()
