"""Lines at an even pace, to a socket."""

import contextlib
import socket
import threading
import time
from typing import Self

PER_S = 400
_STEP_S = 1 / PER_S


class Feeder:
    """Sends a line every 2.5 ms to the one who connects; those that are late, as soon as it can."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._feed)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leave.set()
        with contextlib.suppress(OSError):  # wakes it up if nobody has connected
            socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self._server.close()

    def _feed(self) -> None:
        connection, _ = self._server.accept()
        begun, sent = time.monotonic(), 0
        with connection, contextlib.suppress(OSError):  # the consumer may leave first
            while not self._leave.is_set():
                connection.sendall(b"line\n")
                sent += 1
                self._leave.wait(max(0.0, begun + sent * _STEP_S - time.monotonic()))
