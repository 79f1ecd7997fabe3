"""Lines to whoever connects: one connection a lane."""

import contextlib
import socket
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Self

from loadgen.errors import BadInput
from loadgen.lines import Ring
from loadgen.sinks.sink import Unanswered
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


class SocketSink(Unanswered):
    """A server whose consumers each take one lane.

    With one port for all, lanes are taken in the order in which consumers connect; with a port
    each, by the port.

    Args:
        host: the address to listen on.
        port: the port, or the first of as many as there are lanes; 0 for any that are free.
        lanes: how many consumers to wait for.
        ring: what is sent.
        port_each: whether each lane has a port of its own.

    Raises:
        BadInput: if one can't listen there.
    """

    def __init__(
        self, host: str, port: int, lanes: int, ring: Ring, *, port_each: bool = False
    ) -> None:
        self._ring = ring
        # The consumers to come, by lane; a listener stands for as many as it waits for.
        self._waits: list[tuple[int, socket.socket]] = []
        self.connections: list[Connection] = []
        self._accepted: dict[int, Connection] = {}
        for first in range(lanes if port_each else 1):
            number = port + first if port else 0
            try:
                listener = _listen(host, number, 1 if port_each else lanes)
            except BadInput:
                self.close()
                raise
            mine = [first] if port_each else range(lanes)
            self._waits += [(lane, listener) for lane in mine]
        self.host, self.port = self._waits[0][1].getsockname()[:2]
        self.ports = [listener.getsockname()[1] for _, listener in self._waits]

    def place(self) -> dict[str, Any]:
        """Where to connect; `ports` has each lane's."""
        return {"host": self.host, "port": self.port, "ports": self.ports}

    def connect(self, wait: Wait, told: Callable[[int], None]) -> bool:
        """Wait until every lane has its consumer.

        Args:
            wait: passes the time; says when to stop.
            told: called with the lane of each connection.

        Returns:
            Whether all have come.
        """
        while self._waits:
            listeners = {listener.fileno() for _, listener in self._waits}
            if not wait(readable=tuple(listeners)):
                return False
            for lane, listener in list(self._waits):
                with contextlib.suppress(BlockingIOError, ConnectionAbortedError):
                    peer, _ = listener.accept()
                    self._accepted[lane] = Connection(peer, self._ring)
                    self._waits.remove((lane, listener))
                    if listener not in (other for _, other in self._waits):
                        listener.close()
                    told(lane)
        self.connections = [self._accepted[lane] for lane in sorted(self._accepted)]
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
        for _, listener in self._waits:
            listener.close()
        for connection in self._accepted.values():
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _listen(host: str, port: int, backlog: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=backlog)
    except (OSError, UnicodeError, OverflowError) as error:  # a host name may be no name at all
        reason = (getattr(error, "strerror", None) or str(error)).partition(" (while")[0]
        raise BadInput(f"--host {host} --port {port}: can't listen there: {reason}") from None
    listener.settimeout(0)
    return listener
