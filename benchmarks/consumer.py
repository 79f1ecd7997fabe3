"""Counts what it gets, which is the least that a consumer of lines can do.

`python -m benchmarks.consumer HOST PORT` prints the number of lines once the other side hangs up.
"""

import socket
import sys

_READ_BYTES = 1 << 20


def main() -> int:
    """Connect, count, print."""
    host, port = sys.argv[1], int(sys.argv[2])
    buffer, lines = bytearray(_READ_BYTES), 0
    with socket.create_connection((host, port)) as peer:
        while size := peer.recv_into(buffer):
            lines += buffer.count(b"\n", 0, size)
    print(lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
