"""memory: a table in the driver, and a reader that looks whether it has another batch."""

from typing import TYPE_CHECKING, Any

from benchmarks.seen import Seen
from benchmarks.sinks.polled import Polled
from benchmarks.sinks.words import rows_in

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming.query import StreamingQuery
    from pyspark.sql.streaming.readwriter import DataStreamWriter

_TABLE = "results"
# A look at the table is a call or two into the JVM, 0.1 ms each.
_LOOK_EVERY_S = 0.01


class Memory(Polled):
    """The table, and the reader of it.

    Args:
        seen: takes the rows.
    """

    def __init__(self, seen: Seen) -> None:
        super().__init__(_LOOK_EVERY_S)
        self._seen = seen
        self._table: Any = None
        self._read = -1

    def write(self, results: "DataFrame") -> "DataStreamWriter":
        """Have the results kept in the table."""
        return results.writeStream.format("memory").queryName(_TABLE)

    def follow(self, query: "StreamingQuery") -> None:
        """Begin to read."""
        self._table = query._jsq.streamingQuery().sink()  # noqa: SLF001 - no SQL: it would be a job
        self.start()

    def look(self) -> None:
        """See whether there is a batch that hasn't been read."""
        newest = self._newest()
        while newest != self._read:
            at_ns = self._seen.now_ns()
            # In one piece: each call into the JVM costs as much as many rows.
            text = str(self._table.dataSinceBatch(self._read).mkString("\n"))
            before, newest = newest, self._newest()
            if newest == before:  # else the rows may be those of the one after it too
                self._read = newest
                self._seen.rows(newest, list(rows_in(text.encode().split(b"\n"))), at_ns)

    def _newest(self) -> int:
        """The newest batch; -1 before the first."""
        batch = self._table.latestBatchId()
        return -1 if batch.isEmpty() else int(batch.get())
