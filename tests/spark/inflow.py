"""Where the lines of a trial come from: a socket, a directory, a topic."""

import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from benchmarks.cell import Cell
from benchmarks.choices import KAFKA
from benchmarks.engines.engine import Inlet, Kafka
from loadgen.kafka import client

DEADLINE_S = 120.0
LOOK_EVERY_S = 0.02
CLOSER = [1]
"""A line that comes later, to close windows. It isn't counted."""
_LATER_S = 60


class Inflow(Protocol):
    """Where lines come from."""

    @property
    def inlet(self) -> Inlet:
        """Where an engine finds it."""

    def send(self, lengths: list[int]) -> None:
        """Have lines of these lengths come in."""

    def close(self) -> None:
        """No more."""


class SocketInflow:
    """Lines for the first who connects; for others, silence.

    Args:
        lanes: how many are to connect.
    """

    def __init__(self, lanes: int) -> None:
        self._lanes = lanes
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(DEADLINE_S)
        self._connection: socket.socket | None = None

    @property
    def inlet(self) -> Inlet:
        return Inlet(host="127.0.0.1", ports=(self._server.getsockname()[1],) * self._lanes)

    def send(self, lengths: list[int]) -> None:
        if self._connection is None:
            self._connection, _ = self._server.accept()
        self._connection.sendall(_text(lengths))

    def offer(self, lengths: list[int]) -> None:
        """Send them if someone is there to take them, and wait for it a little."""
        self._server.settimeout(LOOK_EVERY_S)
        with suppress(OSError):
            self.send(lengths)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._server.close()


class FilesInflow:
    """Lines in files, each whole when it appears.

    Args:
        path: the directory; made here.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0
        path.mkdir(parents=True)

    @property
    def inlet(self) -> Inlet:
        return Inlet(directory=self._path)

    def send(self, lengths: list[int]) -> None:
        hidden = self._path / f".{self._count}"
        hidden.write_bytes(_text(lengths))
        if lengths is CLOSER:
            at_s = time.time() + _LATER_S + self._count
            os.utime(hidden, (at_s, at_s))
        hidden.rename(self._path / f"{self._count:09}.txt")
        self._count += 1

    def close(self) -> None:
        """Files stay."""


class KafkaInflow:
    """Lines in a topic, dealt out to its partitions in turn.

    Args:
        kafka: where.
        lanes: how many partitions it has.
    """

    def __init__(self, kafka: Kafka, lanes: int) -> None:
        self._topic = kafka.lines
        self._lanes = lanes
        self._producer = client().Producer({"bootstrap.servers": kafka.address})
        self._closers = 0

    @property
    def inlet(self) -> Inlet:
        return Inlet()

    def send(self, lengths: list[int]) -> None:
        at_s = time.time()
        if lengths is CLOSER:
            self._closers += 1
            at_s += _LATER_S + self._closers
        for k, length in enumerate(lengths):
            where = {"partition": k % self._lanes, "timestamp": round(at_s * 1000)}
            self._producer.produce(self._topic, b"x" * length, **where)
        assert self._producer.flush(DEADLINE_S) == 0

    def close(self) -> None:
        """The topic is deleted by whoever made it."""


def inflow_of(
    cell: Cell, folder: Path, kafka: Kafka | None = None
) -> SocketInflow | FilesInflow | KafkaInflow:
    if cell.source == KAFKA and kafka is not None:
        return KafkaInflow(kafka, cell.lanes)
    return SocketInflow(cell.lanes) if cell.source == "socket" else FilesInflow(folder / "in")


def _text(lengths: list[int]) -> bytes:
    return b"".join(b"x" * length + b"\n" for length in lengths)
