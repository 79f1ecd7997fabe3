import socket

import pytest

from benchmarks.broker import ports
from loadgen.errors import BadInput


def test_free_ports_are_free_and_differ() -> None:
    found = ports.free(3)
    assert len(set(found)) == 3
    for port in found:
        ports.check(port)


def test_one_that_is_taken_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput) as caught:
            ports.check(port)
    assert str(caught.value) == f"--port: {port} can't be listened on: Address already in use"
