"""console and pprint: what Spark prints, and a reader of standard output who knows their forms.

    -------------------------------------------      -------------------------------------------
    Batch: 7                                         Time: 2026-11-22 14:21:20.500000
    -------------------------------------------      -------------------------------------------
    +---+-----+                                      (12, 3)
    |key|count|                                      (13, 1)
    +---+-----+
    | 12|    3|
    +---+-----+

A batch is in hand when its last line is: the third rule of a table, the empty line after pprint's.
"""

import os
import sys
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from benchmarks.cell import Cell
from benchmarks.choices import LENGTHS
from benchmarks.jobs import dstreams
from benchmarks.seen import Seen
from benchmarks.sinks.words import rows_in

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming.query import StreamingQuery
    from pyspark.sql.streaming.readwriter import DataStreamWriter
    from pyspark.streaming import DStream

_ALL = 1_000_000_000
"""Rows to print, where twenty or ten are usual."""
_READ_BYTES = 1 << 16
_STDOUT, _STDERR = 1, 2
_RULES_OF_TABLE = 3


class Printed:
    """Standard output, of the JVM and of Python, with a reader at its other end.

    To be made before the JVM is started: it inherits the output.

    Args:
        seen: takes the rows.
        cell: whose they are.
    """

    def __init__(self, seen: Seen, cell: Cell) -> None:
        self._seen = seen
        self._cell = cell
        self._batch: bytes | None = None
        self._rules = 0
        self._held: list[bytes] = []
        self._error: str | None = None
        self._out, into = os.pipe()
        self._before = os.dup(_STDOUT)
        sys.stdout.flush()
        os.dup2(into, _STDOUT)
        os.close(into)
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # a text file
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def failure(self) -> str | None:
        """What ended the reader, if anything did."""
        return self._error

    def close(self) -> None:
        """Give standard output back; the reader ends when the last who has the other end does."""
        os.dup2(self._before, _STDOUT)
        os.close(self._before)

    def _run(self) -> None:
        rest = b""
        try:
            while got := os.read(self._out, _READ_BYTES):
                *lines, rest = (rest + got).split(b"\n")
                for line in lines:
                    self._take(line)
        except (OSError, ValueError) as error:
            self._error = f"the sink's reader failed: {error}"
        finally:
            os.close(self._out)  # or whoever prints would wait for a reader that has gone

    def _take(self, line: bytes) -> None:
        if line.startswith((b"Batch: ", b"Time: ")):
            self._batch, self._rules, self._held = line, 0, []
        elif self._batch is None:
            if line.strip(b"-"):  # whatever else is printed belongs in the log
                os.write(_STDERR, line + b"\n")
        elif line.startswith(b"+"):
            self._rules += 1
            if self._rules == _RULES_OF_TABLE:
                self._end()
        elif line or self._batch.startswith(b"Batch"):
            self._held.append(line)
        else:
            self._end()

    def _end(self) -> None:
        """The batch is whole."""
        kind, _, told = (self._batch or b"").decode().partition(": ")
        held, self._batch, self._held = self._held, None, []
        rows: Any = list(rows_in(held))
        if kind == "Batch":
            self._seen.rows(int(told), rows)
            return
        time_ms = round(datetime.fromisoformat(told).timestamp() * 1000)  # local, as Python has it
        items = [row[0] for row in rows] if self._cell.workload == LENGTHS else rows
        self._seen.rows(time_ms, dstreams.rows_of(self._cell, time_ms, items))


class Console(Printed):
    """Structured Streaming's console."""

    def write(self, results: "DataFrame") -> "DataStreamWriter":
        """Have the results printed, all of them."""
        return results.writeStream.format("console").option("numRows", _ALL)

    def follow(self, query: "StreamingQuery") -> None:
        """Nothing to do: it reads already."""


class Pprint(Printed):
    """DStreams' pprint."""

    def write(self, results: "DStream[Any]") -> None:
        """Have the results printed, all of them."""
        results.pprint(_ALL)
