import socket
import threading
from collections.abc import Iterator

import pytest

from benchmarks.engines.inflow import Inflow
from loadgen.clock import RunClock
from loadgen.units import NS_PER_S

CLOCK = RunClock(0)
LIMIT_NS = 30 * NS_PER_S


@pytest.fixture
def sides() -> Iterator[tuple[Inflow, socket.socket]]:
    """An inflow, and who sends to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        inflow = Inflow("127.0.0.1", port, threading.Event(), small=True)
        sender, _ = server.accept()
        with sender:
            yield inflow, sender
        inflow.close()


def read_until(inflow: Inflow, lines: int) -> list[int]:
    """Read until so many lines were taken, or the time for it is over."""
    deadline_ns = CLOCK.now_ns() + LIMIT_NS
    taken: list[int] = []
    while inflow.taken < lines:
        assert CLOCK.now_ns() < deadline_ns
        inflow.read(CLOCK, deadline_ns)
        taken += inflow.take(lines)
    return taken


def test_lines_are_told_by_their_characters_however_they_are_cut(
    sides: tuple[Inflow, socket.socket],
) -> None:
    inflow, sender = sides
    sender.sendall("one\n\nümlaut\nfo".encode())
    assert read_until(inflow, 2) == [3, 0]
    sender.sendall(b"ur\n")
    assert read_until(inflow, 4) == [6, 4]
    assert inflow.taken == 4


def test_no_more_is_taken_than_has_come(sides: tuple[Inflow, socket.socket]) -> None:
    inflow, sender = sides
    sender.sendall(b"a\nbc\n")
    assert read_until(inflow, 2) == [1, 2]
    inflow.read(CLOCK, CLOCK.now_ns())
    assert inflow.take(10) == []
    assert inflow.taken == 2


def test_nothing_is_read_while_it_is_deaf(sides: tuple[Inflow, socket.socket]) -> None:
    inflow, sender = sides
    sender.sendall(b"a\n")
    now_ns = CLOCK.now_ns()
    inflow.deaf_ns = (now_ns - 1, now_ns + LIMIT_NS)
    inflow.read(CLOCK, now_ns)
    assert inflow.take(1) == []
    inflow.deaf_ns = (now_ns - 1, now_ns)
    assert read_until(inflow, 1) == [1]


def test_it_says_when_the_other_side_has_gone(sides: tuple[Inflow, socket.socket]) -> None:
    inflow, sender = sides
    sender.close()
    with pytest.raises(ConnectionError, match="the load has hung up"):
        inflow.read(CLOCK, CLOCK.now_ns() + LIMIT_NS)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        Inflow("127.0.0.1", port, threading.Event(), small=False)
