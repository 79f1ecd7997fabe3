"""Ports on loopback."""

import os
import socket

from loadgen.errors import BadInput

LOOPBACK = "127.0.0.1"


def free(count: int) -> list[int]:
    """Ports that nobody listens on: another one may be faster to take them, though."""
    sockets = [socket.create_server((LOOPBACK, 0)) for _ in range(count)]
    try:
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def check(port: int) -> None:
    """Refuse a port that can't be listened on.

    Raises:
        BadInput: if it is so.
    """
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError as error:
        why = os.strerror(error.errno or 0)  # its own words name the address once more
        raise BadInput(f"--port: {port} can't be listened on: {why}") from None
