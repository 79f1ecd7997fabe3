import socket
import threading
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen.clock import RunClock
from loadgen.errors import BadInput
from loadgen.lines import Ring, parse_lines
from loadgen.sinks.socket import Connection, SocketSink
from loadgen.waiting import Wait
from tests.loadgen.consumers import connected, read_to_end, until

RING = parse_lines("uniform:0:300", 1)
WAIT = Wait(RunClock.start())


class Dribble:
    """A socket whose kernel takes so many bytes at a time; None: none now."""

    def __init__(self, takes: Iterator[int | None]) -> None:
        self._takes = takes
        self.taken = b""

    def settimeout(self, _: float) -> None:
        """Do without."""

    def setsockopt(self, *_: int) -> None:
        """Do without."""

    def send(self, view: memoryview) -> int:
        most = next(self._takes)
        if most is None:
            raise BlockingIOError
        self.taken += view[:most]
        return min(most, len(view))


def ring_of(*lines: bytes) -> Ring:
    block = b"".join(line + b"\n" for line in lines)
    ends = np.cumsum([len(line) + 1 for line in lines])
    return Ring(block, np.append(0, ends), np.array([len(line) for line in lines]))


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=5),
    st.lists(st.one_of(st.none(), st.integers(1, 30)), min_size=1, max_size=60),
    st.lists(st.integers(0, 7), min_size=60, max_size=60),
)
def test_a_line_counts_when_its_last_byte_has_gone(
    lengths: list[int], takes: list[int | None], steps: list[int]
) -> None:
    ring = ring_of(*(bytes([97 + k]) * length for k, length in enumerate(lengths)))
    peer = Dribble(iter(takes))
    connection = Connection(peer, ring)  # type: ignore[arg-type] # as much of one as it needs
    due = 0
    for step, _ in zip(steps, takes, strict=False):
        due += step
        if due == connection.lines:
            continue
        before = connection.lines
        lines = connection.send_up_to(due)
        assert before <= lines == connection.lines <= due
        assert peer.taken.count(b"\n") == lines
        assert connection.bytes == len(peer.taken)
        assert b"".join(ring.slice(0, due)).startswith(peer.taken)


def test_each_consumer_gets_its_lane() -> None:
    told: list[int] = []
    got: dict[int, bytes] = {}
    with SocketSink("127.0.0.1", 0, 2, RING) as sink:
        ports = [sink.port, sink.port]
        assert sink.place() == {"host": "127.0.0.1", "port": sink.port, "ports": ports}
        with connected(sink.port) as first, connected(sink.port) as second:
            assert sink.connect(WAIT, told.append)
            assert sink.hand_over(0, 100) == 100
            assert sink.hand_over(1, 50) == 50
            assert sink.hand_over(1, 51) == 51
            sink.close()
            got = {0: read_to_end(first), 1: read_to_end(second)}
    assert told == [0, 1]
    assert got == {lane: b"".join(RING.slice(0, n)) for lane, n in ((0, 100), (1, 51))}
    assert sink.took() == [
        {"lane": lane, "lines": lines, "bytes": len(got[lane]), "closed_early": False}
        for lane, lines in ((0, 100), (1, 51))
    ]


def test_with_a_port_each_a_lane_is_its_port_whoever_comes_first() -> None:
    told: list[int] = []
    with SocketSink("127.0.0.1", 0, 2, RING, port_each=True) as sink:
        assert len(set(sink.ports)) == 2
        assert sink.place()["ports"] == sink.ports
        with connected(sink.ports[1]) as second:
            until(lambda: sink.connect(Impatient(), told.append) or told)
            with connected(sink.ports[0]) as first:
                assert sink.connect(WAIT, told.append)
                assert (sink.hand_over(0, 7), sink.hand_over(1, 9)) == (7, 9)
                sink.close()
                assert read_to_end(first) == b"".join(RING.slice(0, 7))
                assert read_to_end(second) == b"".join(RING.slice(0, 9))
    assert told == [1, 0]


def test_ports_follow_the_first_and_none_stays_open_where_one_is_taken() -> None:
    with SocketSink("127.0.0.1", 0, 1, RING) as other:
        with pytest.raises(BadInput, match="can't listen there"):
            SocketSink("127.0.0.1", other.port - 1, 2, RING, port_each=True)
        with SocketSink("127.0.0.1", other.port - 1, 1, RING) as free:
            assert free.ports == [other.port - 1]


class Impatient(Wait):
    """Waits twice, and then asks to stop."""

    def __init__(self) -> None:
        super().__init__(RunClock.start())
        self._left = 2

    def __call__(
        self,
        until_ns: int | None = None,
        writable: Sequence[int] = (),
        readable: Sequence[int] = (),
    ) -> bool:
        self._left -= 1
        return super().__call__(until_ns, writable, readable) and self._left > 0


def test_a_consumer_that_stalls_is_not_waited_for_and_gets_every_line() -> None:
    lines = 3 * len(RING)
    received = bytearray()
    with (
        SocketSink("127.0.0.1", 0, 1, RING) as sink,
        connected(sink.port, receive_buffer=4096) as peer,
    ):
        assert sink.connect(WAIT, lambda _: None)
        sent = before = 0
        while (sent := sink.hand_over(0, lines)) != before:  # returns at once, and soon in vain
            before = sent
        assert sent < lines
        assert not sink.ended(0)
        descriptor = sink.blocked(0)
        assert descriptor is not None

        def read() -> None:
            while len(received) < 3 * len(RING.block):
                received.extend(peer.recv(1 << 16))

        reader = threading.Thread(target=read)
        reader.start()
        while sink.hand_over(0, lines) < lines:
            WAIT(None, (descriptor,))
        reader.join()
    assert bytes(received) == RING.block * 3


def test_a_consumer_that_leaves_ends_its_lane() -> None:
    with SocketSink("127.0.0.1", 0, 1, RING) as sink:
        with connected(sink.port):
            assert sink.connect(WAIT, lambda _: None)
        lines = iter(range(1, 10**9))
        until(lambda: sink.hand_over(0, next(lines)) >= 0 and sink.ended(0))
        lines_then = sink.connections[0].lines
        assert sink.hand_over(0, 10**9) == lines_then
        assert sink.took()[0]["closed_early"]


def test_what_is_on_its_way_survives_the_end_though_the_consumer_wrote() -> None:
    with SocketSink("127.0.0.1", 0, 1, RING) as sink, connected(sink.port) as peer:
        assert sink.connect(WAIT, lambda _: None)
        peer.sendall(b"hello?")
        WAIT(readable=[sink.connections[0].fileno()])
        sink.hand_over(0, 1000)
        sink.close()
        assert read_to_end(peer) == b"".join(RING.slice(0, 1000))


def test_stops_listening_when_all_have_come() -> None:
    with SocketSink("127.0.0.1", 0, 1, RING) as sink, connected(sink.port):
        assert sink.connect(WAIT, lambda _: None)
        with pytest.raises(ConnectionRefusedError), connected(sink.port):
            pass


def test_gives_up_waiting_for_consumers_when_asked_to() -> None:
    wait = Wait(RunClock.start())
    wait.signal = 2
    with SocketSink("127.0.0.1", 0, 1, RING) as sink:
        assert not sink.connect(wait, lambda _: None)


def test_a_consumer_that_hangs_up_before_it_is_accepted_is_another_lane_s() -> None:
    with SocketSink("127.0.0.1", 0, 1, RING) as sink:
        wakes = iter([True, False])
        assert not sink.connect(lambda **_: next(wakes), lambda _: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("nohost.invalid", ""),
        ("192.0.2.1", "Cannot assign requested address"),
        ("a" * 300, ""),
        ("::zz", ""),
    ],
)
def test_says_why_it_cannot_listen(host: str, reason: str) -> None:
    with pytest.raises(BadInput, match=rf"^--host {host} --port 0: can't listen there: {reason}"):
        SocketSink(host, 0, 1, RING)


def test_says_that_a_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            BadInput, match=f"--port {port}: can't listen there: Address already in"
        ):
            SocketSink("127.0.0.1", port, 1, RING)


def test_listens_on_ipv6() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        with SocketSink("::1", 0, 1, RING) as sink:
            assert sink.place()["host"] == "::1"
    except BadInput:
        pytest.skip("no IPv6 loopback here")
