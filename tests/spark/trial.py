"""A cell's job tried for a few batches: the engines' own code, on lines that are known."""

import os
import socket
import time
from collections import Counter
from pathlib import Path
from typing import Protocol, Self

WINDOW, WATERMARK = "500ms", "100ms"
DEADLINE_S = 120.0
_LOOK_EVERY_S = 0.02
# Two pieces, so that what a batch leaves behind meets another one.
PIECES = tuple([length for length in range(3, 12) for _ in range(length)] for _ in range(2))
COUNTS = dict(sum((Counter(piece) for piece in PIECES), Counter()))
"""Lines by length."""
CLOSER = 1
"""The length of lines that come later, to close windows, and don't count."""
_LATER_S = 60


def known(counts: dict[int, int]) -> dict[int, int]:
    """Counts without the lines that close windows."""
    return {key: count for key, count in counts.items() if key != CLOSER}


def text(lengths: list[int]) -> bytes:
    """Lines of these lengths."""
    return b"".join(b"x" * length + b"\n" for length in lengths)


class Inflow(Protocol):
    """Where lines come from."""

    def send(self, lengths: list[int]) -> None:
        """Have lines of these lengths come in."""

    def close(self) -> None:
        """No more."""


class Socket:
    """Lines for one who connects; those who connect later are let in and told nothing."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(DEADLINE_S)
        self.port: int = self._server.getsockname()[1]
        self._connection: socket.socket | None = None

    def send(self, lengths: list[int]) -> None:
        """Have lines of these lengths come in."""
        if self._connection is None:
            self._connection, _ = self._server.accept()
        self._connection.sendall(text(lengths))

    def close(self) -> None:
        """No more."""
        if self._connection is not None:
            self._connection.close()
        self._server.close()


class Directory:
    """Lines in files, each complete when it appears.

    Args:
        path: where they appear; made here.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._count = 0
        path.mkdir()

    def send(self, lengths: list[int]) -> None:
        """Have lines of these lengths come in; those that close windows, dated later."""
        hidden = self.path / f".{self._count}"
        hidden.write_bytes(text(lengths))
        if CLOSER in lengths:
            at_s = time.time() + _LATER_S + self._count
            os.utime(hidden, (at_s, at_s))
        hidden.rename(self.path / f"{self._count:09}.txt")
        self._count += 1

    def close(self) -> None:
        """No more."""
