"""What a synthetic engine takes in: the lengths of the lines that come over a socket."""

import select
import socket
import threading

from loadgen.clock import Clock
from loadgen.units import NS_PER_S

_READ_BYTES = 1 << 20
# While it isn't read, a socket's buffer takes lines all the same; a small one is soon full.
_SMALL_BYTES = 1 << 15
_LONGEST_S = 0.1  # so that a stop is soon seen


class Inflow:
    """Lines in the order in which they came, read whenever there is time for it.

    Args:
        host: where to connect to.
        port: where to connect to.
        stopped: set when nothing is wanted any more.
        small: whether the socket holds as little as can be while it isn't read.

    Raises:
        OSError: if nobody listens there.
    """

    def __init__(self, host: str, port: int, stopped: threading.Event, *, small: bool) -> None:
        self._stopped = stopped
        self._socket = socket.socket()
        if small:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BYTES)
        try:
            self._socket.connect((host, port))
        except OSError:
            self._socket.close()
            raise
        self._rest = b""
        self._lengths: list[int] = []
        self.taken = 0
        """How many lines have been taken."""
        self.deaf_ns = (0, 0)
        """From when until when nothing is read, ns on the run clock."""

    def read(self, clock: Clock, until_ns: int) -> None:
        """Take in what there is; waits for it, but not beyond a time, and never for long.

        Args:
            clock: tells the time.
            until_ns: the time, on the clock.

        Raises:
            ConnectionError: if the other side has hung up.
        """
        now_ns = clock.now_ns()
        since_ns, deaf_until_ns = self.deaf_ns
        if since_ns <= now_ns < deaf_until_ns:
            self._stopped.wait(_left_s(min(until_ns, deaf_until_ns) - now_ns))
            return
        if now_ns < since_ns:
            until_ns = min(until_ns, since_ns)
        if not select.select([self._socket], (), (), _left_s(until_ns - now_ns))[0]:
            return
        if since_ns <= clock.now_ns() < deaf_until_ns:  # the waiting may have taken longer
            return
        got = self._socket.recv(_READ_BYTES)
        if not got:
            raise ConnectionError("the load has hung up")
        whole, newline, self._rest = (self._rest + got).rpartition(b"\n")
        if newline:
            self._lengths += map(len, whole.decode().split("\n"))

    def take(self, lines: int) -> list[int]:
        """The lengths, in characters, of lines that have come and weren't taken yet.

        Args:
            lines: up to which number.
        """
        fresh = self._lengths[: lines - self.taken]
        del self._lengths[: len(fresh)]
        self.taken += len(fresh)
        return fresh

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def _left_s(left_ns: int) -> float:
    return min(max(left_ns, 0) / NS_PER_S, _LONGEST_S)
