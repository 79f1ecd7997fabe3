"""Lines to whoever connects: one connection a lane."""

import contextlib
import socket
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Self

from loadgen.errors import BadInput
from loadgen.lines import Ring
from loadgen.waiting import Wait


class Connection:
    """One consumer, and how far through the load it has come.

    A line counts as sent when the kernel has taken its last byte.

    Args:
        peer: the connected socket; becomes non-blocking.
        ring: what is sent.
    """

    def __init__(self, peer: socket.socket, ring: Ring) -> None:
        peer.settimeout(0)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._peer = peer
        self._block = memoryview(ring.block)
        # Its items are Python's whole numbers, which are quicker one by one than numpy's.
        self._offsets = ring.offsets.data
        self._size = len(ring)
        self._at = 0  # the next byte to send, in the block
        self.lines = 0
        self.bytes = 0
        self.ended = False

    def fileno(self) -> int:
        """The descriptor that becomes writable when there is room for more."""
        return self._peer.fileno()

    def send_up_to(self, lines: int) -> int:
        """Offer the kernel, once, the lines up to a number, or to the block's end if it is nearer.

        It takes what its buffer has room for. Offering more costs nothing: views copy no bytes.

        Args:
            lines: the number of lines that should have been sent in all.

        Returns:
            The number of lines that have been.
        """
        turn = self.lines - self.lines % self._size
        stop = min(lines - turn, self._size)
        end = self._offsets[stop]
        try:
            took = self._peer.send(self._block[self._at : end])
        except BlockingIOError:
            return self.lines
        except OSError:  # reset, broken pipe, timed out: whatever the reason, it has gone
            self.ended = True
            return self.lines
        self.bytes += took
        self._at += took
        if self._at < end:  # most often in the middle of a line, which doesn't count yet
            first = self.lines - turn
            stop = bisect_right(self._offsets, self._at, first, stop) - 1
        self.lines = turn + stop
        if stop == self._size:
            self._at = 0
        return self.lines

    def close(self) -> None:
        """Let the consumer have what is still on its way, and hang up."""
        with contextlib.suppress(OSError):
            self._peer.shutdown(socket.SHUT_WR)
            # Closing with bytes unread would reset the connection, and lose what is on its way.
            while self._peer.recv(65536):
                pass
        self._peer.close()


class SocketSink:
    """A server whose consumers each take one lane, in the order in which they connect.

    Args:
        host: the address to listen on.
        port: the port; 0 for any that is free.
        lanes: how many consumers to wait for.
        ring: what is sent.

    Raises:
        BadInput: if one can't listen there.
    """

    def __init__(self, host: str, port: int, lanes: int, ring: Ring) -> None:
        self._lanes = lanes
        self._ring = ring
        self.connections: list[Connection] = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._listener = socket.create_server((host, port), family=family, backlog=lanes)
        except (OSError, UnicodeError) as error:  # a host name may be no name at all
            reason = (getattr(error, "strerror", None) or str(error)).partition(" (while")[0]
            raise BadInput(f"--host {host} --port {port}: can't listen there: {reason}") from None
        self._listener.settimeout(0)
        self.host, self.port = self._listener.getsockname()[:2]

    def place(self) -> dict[str, Any]:
        """Where to connect."""
        return {"host": self.host, "port": self.port}

    def connect(self, wait: Wait, told: Callable[[int], None]) -> bool:
        """Wait until every lane has its consumer.

        Args:
            wait: passes the time; says when to stop.
            told: called with the lane of each connection.

        Returns:
            Whether all have come.
        """
        while len(self.connections) < self._lanes:
            if not wait(readable=(self._listener.fileno(),)):
                return False
            with contextlib.suppress(BlockingIOError, ConnectionAbortedError):
                peer, _ = self._listener.accept()
                self.connections.append(Connection(peer, self._ring))
                told(len(self.connections) - 1)
        self._listener.close()
        return True

    def hand_over(self, lane: int, lines: int) -> int:
        """Move a lane on (see `Sink`)."""
        return self.connections[lane].send_up_to(lines)

    def ended(self, lane: int) -> bool:
        """Whether the lane's consumer has gone."""
        return self.connections[lane].ended

    def blocked(self, lane: int) -> int | None:
        """The lane's connection, which is writable when it has room."""
        return self.connections[lane].fileno()

    def took(self) -> list[dict[str, Any]]:
        """What each connection took."""
        return [
            {
                "lane": lane,
                "lines": connection.lines,
                "bytes": connection.bytes,
                "closed_early": connection.ended,
            }
            for lane, connection in enumerate(self.connections)
        ]

    def close(self) -> None:
        """Hang up on everybody."""
        self._listener.close()
        for connection in self.connections:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
