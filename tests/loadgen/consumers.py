"""Whoever takes the lines."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator

DEADLINE_S = 20.0


def until(condition: Callable[[], object]) -> None:
    """Wait until something holds; fail if it doesn't within a deadline."""
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.005)


@contextlib.contextmanager
def connected(port: int, receive_buffer: int | None = None) -> Iterator[socket.socket]:
    """A consumer; with a receive buffer of a few bytes the load soon stalls."""
    with socket.socket() as peer:
        if receive_buffer is not None:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        peer.settimeout(DEADLINE_S)
        peer.connect(("127.0.0.1", port))
        yield peer


def read_to_end(peer: socket.socket) -> bytes:
    """Everything until the load hangs up."""
    return b"".join(iter(lambda: peer.recv(1 << 20), b""))
