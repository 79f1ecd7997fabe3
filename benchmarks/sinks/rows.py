"""foreach: a writer in Spark's Python worker sends each row to a reader outside Spark.

The worker connects anew for each partition of each batch, says which batch it is, and sends a line
a row. Where a row is a line of the load it counts from when it is in hand. A count says nothing
before all counts of its partition are there: they count together, from when the last is in hand.
"""

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any

from benchmarks.seen import Seen
from benchmarks.sinks.words import rows_in

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming.query import StreamingQuery
    from pyspark.sql.streaming.readwriter import DataStreamWriter

_READ_BYTES = 1 << 16


class RowWriter:
    """What Spark calls in its worker: `open`, `process` and `close` for each partition.

    Args:
        host: where the reader listens, as the worker's machine knows it.
        port: likewise.
    """

    def __init__(self, host: str, port: int) -> None:
        self._address = host, port
        self._connection: socket.socket | None = None

    def open(self, partition: int, batch: int) -> bool:  # noqa: ARG002 - Spark's form
        """Begin a partition of a batch."""
        self._connection = socket.create_connection(self._address)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection.sendall(b"%d\n" % batch)
        return True

    def process(self, row: Any) -> None:  # noqa: ANN401 - a Row
        """Send a row."""
        if self._connection is not None:
            self._connection.sendall(",".join(map(str, row)).encode() + b"\n")

    def close(self, error: Exception | None) -> None:  # noqa: ARG002 - Spark's form
        """End the partition."""
        if self._connection is not None:
            self._connection.close()


class Foreach:
    """The reader, and the writer that goes with it.

    Args:
        seen: takes the rows.
        listen: the address to listen on.
        advertise: its name as Spark's workers know it.
        each: whether a row is a line of the load, and no count.
    """

    def __init__(self, seen: Seen, listen: str, advertise: str, *, each: bool) -> None:
        self._seen = seen
        self._each = each
        self._listener = socket.create_server((listen, 0), backlog=64)
        self._advertise = advertise
        self._error: str | None = None
        self._open: set[socket.socket] = set()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def write(self, results: "DataFrame") -> "DataStreamWriter":
        """Have each row sent here."""
        port = self._listener.getsockname()[1]
        return results.writeStream.foreach(RowWriter(self._advertise, port))

    def follow(self, query: "StreamingQuery") -> None:  # noqa: ARG002 - a sink's form
        """Begin to read."""
        self._thread.start()

    def failure(self) -> str | None:
        """What ended a connection, but for its end."""
        return self._error

    def close(self) -> None:
        """Stop listening, and reading."""
        self._stopped.set()
        if self._thread.is_alive():  # closing alone wakes nobody who waits in accept
            socket.create_connection(self._listener.getsockname()[:2]).close()
            self._thread.join(timeout=10)
        self._listener.close()
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):  # its writer may have gone meanwhile
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._stopped.is_set():
                connection.close()
                return
            self._open.add(connection)
            threading.Thread(target=self._follow, args=(connection,), daemon=True).start()

    def _follow(self, connection: socket.socket) -> None:
        try:
            with connection:
                self._read(connection)
        except (OSError, ValueError) as error:
            self._error = f"the sink's reader failed: {error}"
        finally:
            self._open.discard(connection)

    def _read(self, connection: socket.socket) -> None:
        """A partition of a batch, up to its end."""
        rest, batch, at_ns = b"", None, 0
        held: list[list[int]] = []
        while got := connection.recv(_READ_BYTES):
            at_ns = self._seen.now_ns()
            whole, newline, rest = (rest + got).rpartition(b"\n")
            if not newline:
                continue
            lines = whole.split(b"\n")
            if batch is None:
                batch = int(lines.pop(0))
            held += rows_in(lines)
            if self._each and held:
                self._seen.rows(batch, held, at_ns)
                held = []
        if batch is not None and held:
            self._seen.rows(batch, held, at_ns)
