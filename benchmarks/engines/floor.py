"""The floor: a plain Python reader that does the same counting with no engine.

What it takes is the least that any engine could take here, and the check on our own instrument.
"""

import contextlib
import socket
import time
from collections import Counter
from pathlib import Path

from benchmarks.broker.reader import Reader, TopicError
from benchmarks.choices import BATCH_COUNTS, KAFKA, LENGTHS
from benchmarks.engines.engine import Stage
from benchmarks.engines.plain import PlainEngine
from benchmarks.tally import Rows
from loadgen.numbers import DIGITS

_READ_BYTES = 1 << 20
_LOOK_AGAIN_S = 0.005


class FloorEngine(PlainEngine):
    """A thread that reads lines and counts their lengths.

    Args:
        stage: what to work with.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._counts: Counter[int] = Counter()
        self._results = 0
        self._connection: socket.socket | None = None
        self._reader: Reader | None = None

    def open(self) -> None:
        """Connect, if there is something to connect to."""
        inlet = self._stage.inlet
        if self._stage.cell.source == "socket":
            self._connection = socket.create_connection((inlet.host, inlet.ports[0]))
        elif self._stage.cell.source == KAFKA:
            kafka = self._stage.on_kafka
            self._reader = Reader(kafka.address, kafka.lines)

    def close(self) -> None:
        """Stop reading."""
        self._stopped.set()
        if self._connection is not None:
            with contextlib.suppress(OSError):  # the generator may have closed it
                self._connection.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        if self._connection is not None:
            self._connection.close()
        if self._reader is not None:
            self._reader.close()

    def _run(self) -> None:
        try:
            if self._connection is not None:
                self._read_socket(self._connection)
            elif self._reader is not None:
                self._read_topic(self._reader)
            else:
                self._read_files(self._stage.inlet.directory)
        except (OSError, TopicError) as error:
            if not self._stopped.is_set():
                self._error = f"the reader failed: {error}"

    def _read_socket(self, connection: socket.socket) -> None:
        rest = b""
        while not self._stopped.is_set():
            got = connection.recv(_READ_BYTES)
            if not got:
                return
            whole, newline, rest = (rest + got).rpartition(b"\n")
            if newline:
                self._count(whole)

    def _read_topic(self, reader: Reader) -> None:
        while not self._stopped.is_set():
            messages = reader.available()
            if messages:
                self._count(b"\n".join(message.value() or b"" for message in messages))

    def _read_files(self, directory: Path) -> None:
        taken: set[str] = set()
        while not self._stopped.is_set():
            names = sorted(p.name for p in directory.iterdir() if not p.name.startswith("."))
            for name in names:
                if name not in taken:
                    taken.add(name)
                    text = (directory / name).read_bytes()
                    if text:  # files that were there before the load are empty
                        self._count(text.removesuffix(b"\n"))
            time.sleep(_LOOK_AGAIN_S)

    def _count(self, text: bytes) -> None:
        lines = text.decode().split("\n")
        numbers = self._stage.cell.keys
        keys = [int(line[:DIGITS]) if numbers else len(line) for line in lines]
        self._results += 1
        self._stage.seen.rows(self._results, self._rows(keys))

    def _rows(self, keys: list[int]) -> Rows:
        """What the workload makes of lines that came together."""
        if self._stage.cell.workload == LENGTHS:
            return [(key,) for key in keys]
        counts = Counter(keys)
        if self._stage.cell.workload == BATCH_COUNTS:
            return list(counts.items())
        self._counts.update(counts)
        return [(key, self._counts[key]) for key in counts]
