"""Writers and the reader, over real connections."""

import contextlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.sinks import rows as module
from benchmarks.sinks.rows import Foreach, RowWriter
from tests.benchmarks.taken import Taken
from tests.loadgen.consumers import DEADLINE_S, until

pytestmark = pytest.mark.usefixtures("nothing_left")

Row = tuple[int, ...]


class Reading:
    """A reader that has begun, and what it takes."""

    def __init__(self, *, each: bool) -> None:
        self.taken = Taken()
        self.sink = Foreach(self.taken, "127.0.0.1", "localhost", each=each)
        stream = SimpleNamespace(foreach=lambda writer: writer)
        writer = self.sink.write(SimpleNamespace(writeStream=stream))  # type: ignore[arg-type]
        assert isinstance(writer, RowWriter)
        self._address = writer._address
        self.sink.follow(None)  # type: ignore[arg-type] # it asks the query nothing

    def writer(self) -> RowWriter:
        """A writer as Spark makes one for each partition."""
        return RowWriter(*self._address)

    def connect(self) -> socket.socket:
        """A connection to write bytes to."""
        return socket.create_connection(self._address, DEADLINE_S)

    def write(self, batch: int, rows: Sequence[Row]) -> None:
        """A whole partition."""
        writer = self.writer()
        assert writer.open(0, batch)
        for row in rows:
            writer.process(row)
        writer.close(None)

    def await_reads(self, times: int) -> None:
        """Wait until something was read so many times."""
        until(lambda: self.taken.asked == times)

    @property
    def rows(self) -> list[tuple[int, Row]]:
        """Every row with its batch, in the order in which they came."""
        return [(batch, row) for batch, rows in self.taken.batches for row in rows]


@contextlib.contextmanager
def reading(*, each: bool) -> Iterator[Reading]:
    reader = Reading(each=each)
    try:
        yield reader
    finally:
        reader.sink.close()


both = pytest.mark.parametrize("each", [False, True], ids=["partitions", "each"])


@both
def test_rows_come_with_their_batch(each: bool) -> None:  # noqa: FBT001
    with reading(each=each) as reader:
        reader.write(7, [(12, 3), (-5000, 13, 1)])
        until(lambda: len(reader.rows) == 2)
        assert reader.rows == [(7, (12, 3)), (7, (-5000, 13, 1))]
        assert reader.sink.failure() is None


def test_the_counts_of_a_partition_come_together_when_it_has_ended() -> None:
    with reading(each=False) as reader:
        with reader.connect() as connection:
            connection.sendall(b"7\n12,3\n")
            reader.await_reads(1)
            connection.sendall(b"13,1\n")
            reader.await_reads(2)
            assert reader.taken.calls == []
        until(lambda: reader.taken.calls)
        assert reader.taken.calls == [(7, [(12, 3), (13, 1)], 2)], "not from when it has ended"


def test_each_row_that_is_a_line_counts_from_when_it_came() -> None:
    with reading(each=True) as reader, reader.connect() as connection:
        connection.sendall(b"7\n12\n")
        until(lambda: len(reader.taken.calls) == 1)
        connection.sendall(b"13\n12\n")
        until(lambda: len(reader.taken.calls) == 2)
        assert reader.taken.calls == [(7, [(12,)], 1), (7, [(13,), (12,)], 2)]


def test_a_row_of_which_a_part_came_is_not_there_yet() -> None:
    with reading(each=True) as reader, reader.connect() as connection:
        for number, part in enumerate([b"7", b"\n1", b"2,", b"3"], start=1):
            connection.sendall(part)
            reader.await_reads(number)
        assert reader.taken.calls == []
        connection.sendall(b"\n")
        until(lambda: reader.taken.calls)
        assert reader.taken.calls == [(7, [(12, 3)], 5)]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(), st.integers()), min_size=1, max_size=20),
    st.integers(1, 30),
    st.booleans(),
)
def test_rows_are_whole_however_they_are_cut(
    rows: list[Row],
    read_bytes: int,
    each: bool,  # noqa: FBT001
) -> None:
    with pytest.MonkeyPatch.context() as patch, reading(each=each) as reader:
        patch.setattr(module, "_READ_BYTES", read_bytes)
        reader.write(7, rows)
        until(lambda: len(reader.rows) == len(rows))
        assert reader.rows == [(7, row) for row in rows]
        assert each or len(reader.taken.calls) == 1


@both
def test_partitions_come_at_the_same_time(each: bool) -> None:  # noqa: FBT001
    partitions = [(k % 2, [(k, count) for count in range(50)]) for k in range(8)]
    with reading(each=each) as reader:
        writers = [threading.Thread(target=reader.write, args=one) for one in partitions]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        until(lambda: len(reader.rows) == 400)
        sent = [(batch, row) for batch, rows in partitions for row in rows]
        assert Counter(reader.rows) == Counter(sent)
        assert each or len(reader.taken.calls) == 8


@both
def test_a_partition_may_have_no_rows(each: bool) -> None:  # noqa: FBT001
    with reading(each=each) as reader:
        reader.write(7, [])
        until(lambda: reader.taken.asked)
        reader.connect().close()
        reader.write(8, [(12, 3)])
        until(lambda: reader.taken.calls)
        assert reader.taken.batches == [(8, [(12, 3)])]
        assert reader.sink.failure() is None


def test_a_connection_that_breaks_is_a_failure() -> None:
    with reading(each=False) as reader:
        connection = reader.connect()
        connection.sendall(b"7\n12,3\n")
        until(lambda: reader.taken.asked)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()  # with a reset, as if whoever wrote had gone
        until(lambda: reader.sink.failure() is not None)
        assert "Connection reset by peer" in str(reader.sink.failure())
        assert reader.taken.calls == []


def test_someone_else_who_connects_is_a_failure() -> None:
    with reading(each=True) as reader:
        with reader.connect() as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            until(lambda: reader.sink.failure() is not None)
        assert str(reader.sink.failure()).startswith("the sink's reader failed: invalid literal")
        assert reader.taken.calls == []


def test_nobody_listens_once_it_is_closed() -> None:
    with reading(each=False) as reader:
        reader.write(7, [(12, 3)])
        until(lambda: reader.taken.calls)
    with pytest.raises(ConnectionRefusedError):
        reader.writer().open(0, 8)
    assert reader.sink.failure() is None


def test_closing_ends_what_is_still_connected() -> None:
    with contextlib.ExitStack() as connections:
        with reading(each=True) as reader:
            for _ in range(3):
                connections.enter_context(reader.connect()).sendall(b"7\n12\n")
            until(lambda: len(reader.taken.calls) == 3)
        until(lambda: not reader.sink._open)
    assert reader.sink.failure() is None


def test_one_that_nobody_followed_can_be_closed() -> None:
    Foreach(Taken(), "127.0.0.1", "localhost", each=False).close()


def test_a_writer_that_was_never_opened_has_nothing_to_say() -> None:
    writer = RowWriter("localhost", 1)
    writer.process((12, 3))
    writer.close(None)
