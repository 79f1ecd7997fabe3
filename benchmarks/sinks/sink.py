"""What an engine asks of a sink: to be written to, and to be read from."""

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming.query import StreamingQuery
    from pyspark.sql.streaming.readwriter import DataStreamWriter
    from pyspark.streaming import DStream


class Reader(Protocol):
    """Someone who waits for results, and notes when they are in hand."""

    def failure(self) -> str | None:
        """Why nobody reads any more, if so."""

    def close(self) -> None:
        """Stop reading."""


class StructuredSink(Reader, Protocol):
    """A sink of a Structured Streaming query."""

    def write(self, results: "DataFrame") -> "DataStreamWriter":
        """Have the results written to it."""

    def follow(self, query: "StreamingQuery") -> None:
        """Begin to read what the query, which has just been started, writes."""


class DStreamsSink(Reader, Protocol):
    """A sink of a DStreams job."""

    def write(self, results: "DStream[Any]") -> None:
        """Have the results written to it, and begin to read."""


class Unread:
    """What sinks have in common that nobody has to read: they call back, or show nothing."""

    def follow(self, query: "StreamingQuery") -> None:
        """Nothing to do."""

    def failure(self) -> str | None:
        """None of its own: Spark tells."""
        return None

    def close(self) -> None:
        """Nothing to do."""
