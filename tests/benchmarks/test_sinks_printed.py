"""The reader of standard output; its file is swapped, and given back, within each test."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cell import Cell
from benchmarks.sinks import printed
from benchmarks.sinks.printed import Console, Pprint
from tests.benchmarks.taken import Taken
from tests.loadgen.consumers import until

pytestmark = pytest.mark.usefixtures("nothing_left")

Row = tuple[int, ...]
RULE = "-" * 43
NAMES = {1: ("key",), 2: ("key", "count"), 3: ("start", "key", "count")}
TIME_MS = 1_795_357_280_500


def table(batch: int, rows: Sequence[Row], columns: int = 2) -> str:
    """A batch as Structured Streaming's console has it."""
    cells = [NAMES[columns], *(tuple(map(str, row)) for row in rows)]
    widths = [max(3, *map(len, column)) for column in zip(*cells, strict=True)]
    rule = "+" + "".join("-" * width + "+" for width in widths)
    head, *body = (
        "|" + "".join(f"{cell:>{width}}|" for cell, width in zip(row, widths, strict=True))
        for row in cells
    )
    return "\n".join([RULE, f"Batch: {batch}", RULE, rule, head, rule, *body, rule, "", ""])


def listing(time_ms: int, items: Sequence[object]) -> str:
    """A batch as DStreams' pprint has it."""
    time = datetime.fromtimestamp(time_ms / 1000)  # noqa: DTZ006 - local, as Spark prints it
    return "\n".join([RULE, f"Time: {time}", RULE, *map(str, items), "", ""])


class Output:
    """Standard output with a reader at its end.

    Args:
        kind: of the reader.
        spec: of its cell.
    """

    def __init__(self, kind: type[Console | Pprint], spec: dict[str, str]) -> None:
        api = "structured" if kind is Console else "dstreams"
        self.taken = Taken()
        self.sink = kind(self.taken, Cell.parse({"api": api} | spec))

    def print(self, text: str) -> None:
        """Print as the JVM does."""
        os.write(1, text.encode())

    def close(self) -> None:
        """Wait until all of it is read, too."""
        self.sink.close()
        self.sink._thread.join(60)
        assert not self.sink._thread.is_alive()


@contextlib.contextmanager
def output(kind: type[Console | Pprint] = Console, **spec: str) -> Iterator[Output]:
    kept = os.dup(1)
    try:
        with open(1, "w", closefd=False) as python, contextlib.redirect_stdout(python):
            made = Output(kind, spec)
            try:
                yield made
            finally:
                made.close()
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def test_a_table_is_a_batch() -> None:
    with output() as out:
        out.print(table(7, [(12, 3), (-13, 100_000)]))
    assert out.taken.batches == [(7, [(12, 3), (-13, 100_000)])]
    assert out.sink.failure() is None


def test_a_table_may_have_no_rows_and_rows_any_columns() -> None:
    with output() as out:
        out.print(table(0, []))
        out.print(table(1, [(12,)], columns=1))
        out.print(table(2, [(-5000, 12, 3)], columns=3))
    assert out.taken.batches == [(0, []), (1, [(12,)]), (2, [(-5000, 12, 3)])]


def test_a_table_may_come_after_an_empty_line() -> None:
    with output() as out:
        out.print(table(7, [(12, 3)]).replace(f"{RULE}\n+", f"{RULE}\n\n+"))
    assert out.taken.batches == [(7, [(12, 3)])]


def test_a_batch_is_in_hand_with_the_last_rule_of_its_table() -> None:
    text = table(7, [(12, 3)]).rstrip()
    with output() as out:
        out.print(text)
        out.print("\n")
        until(lambda: out.taken.calls)
        out.print("\n")
    assert out.taken.batches == [(7, [(12, 3)])]
    with output() as out:
        out.print(text.rpartition("\n")[0] + "\n")
    assert out.taken.calls == [], "its last rule never came"


@pytest.mark.parametrize("time_ms", [TIME_MS, TIME_MS - 500])
@pytest.mark.parametrize(
    ("workload", "items", "rows"),
    [
        ("length-count", [(12, 3), (-13, 1)], [(12, 3), (-13, 1)]),
        ("length-count", [], []),
        ("length-count-batch", [(12, 3)], [(12, 3)]),
        ("lengths", [12, 13, 12], [(12,), (13,), (12,)]),
        ("lengths", [], []),
        ("length-count-window", [(12, 3)], [(-5000, 12, 3)]),
    ],
)
def test_a_listing_is_a_batch(
    workload: str, items: list[object], rows: list[Row], time_ms: int
) -> None:
    with output(Pprint, workload=workload) as out:
        out.print(listing(time_ms, items))
    if workload == "length-count-window":
        rows = [(time_ms + start, *rest) for start, *rest in rows]
    assert out.taken.batches == [(time_ms, rows)]
    assert out.sink.failure() is None


def test_a_listing_is_in_hand_with_the_empty_line_after_it() -> None:
    with output(Pprint) as out:
        out.print(listing(TIME_MS, [(12, 3)])[:-1])
    assert out.taken.calls == []


def test_what_python_prints_is_read_line_by_line() -> None:
    with output(Pprint) as out:
        for line in listing(TIME_MS, [(12, 3)]).splitlines():
            print(line)
        until(lambda: out.taken.calls)
    assert out.taken.batches == [(TIME_MS, [(12, 3)])]


rows = st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(0, 10**9)), max_size=4)
batches = st.lists(st.tuples(st.integers(0, 10**6), rows), max_size=4)


@given(batches, st.integers(1, 60))
def test_tables_are_read_however_they_are_cut(
    load: list[tuple[int, list[Row]]], read_bytes: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printed, "_READ_BYTES", read_bytes)
        with output() as out:
            out.print("".join(table(batch, rows) for batch, rows in load))
    assert out.taken.batches == load


@given(batches, st.integers(1, 60))
def test_listings_are_read_however_they_are_cut(
    load: list[tuple[int, list[Row]]], read_bytes: int
) -> None:
    load = [(TIME_MS + 500 * step, rows) for step, rows in load]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printed, "_READ_BYTES", read_bytes)
        with output(Pprint) as out:
            out.print("".join(listing(time_ms, rows) for time_ms, rows in load))
    assert out.taken.batches == load


def test_what_else_is_printed_goes_where_errors_go(capfd: pytest.CaptureFixture[str]) -> None:
    with output() as out:
        out.print("first 1\n")
        out.print(table(0, [(12, 3)]))
        out.print("\nsecond 2\n| 1| 2|\n")
        out.print(table(1, []))
    assert out.taken.batches == [(0, [(12, 3)]), (1, [])]
    told = capfd.readouterr()
    assert told.err == "first 1\nsecond 2\n| 1| 2|\n"
    assert told.out == ""


def test_standard_output_is_given_back(capfd: pytest.CaptureFixture[str]) -> None:
    before = os.fstat(1)
    with output() as out:
        assert not os.path.samestat(os.fstat(1), before)
        out.sink.close()
        assert os.path.samestat(os.fstat(1), before)
        print("mine")
        out.sink.close = lambda: None  # type: ignore[method-assign] # it is closed
    assert capfd.readouterr().out == "mine\n"


WAITS = "import sys; print('begun', flush=True); sys.stdin.read(); print(sys.argv[1], flush=True)"


def test_a_process_that_has_it_is_read_until_it_ends(capfd: pytest.CaptureFixture[str]) -> None:
    with output() as out:
        text = table(7, [(12, 3)])
        child = subprocess.Popen([sys.executable, "-c", WAITS, text], stdin=subprocess.PIPE)
        out.sink.close()
        out.sink.close = lambda: None  # type: ignore[method-assign] # it is closed
        child.communicate(timeout=60)
    assert out.taken.batches == [(7, [(12, 3)])]
    assert capfd.readouterr() == ("", "begun\n")


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        (Console, table(7, []).replace("7", "seven"), "invalid literal for int"),
        (Pprint, "Time: noon\n\n", "Invalid isoformat string: 'noon'"),
    ],
)
def test_a_reader_that_fails_says_so_and_keeps_nobody_waiting(
    kind: type[Console | Pprint], text: str, says: str
) -> None:
    with output(kind) as out:
        out.print(text)
        until(lambda: out.sink.failure() is not None)
        assert str(out.sink.failure()).startswith(f"the sink's reader failed: {says}")
        until(lambda: not out.sink._thread.is_alive())
        with pytest.raises(BrokenPipeError):
            out.print("x" * 100_000)
    assert out.taken.calls == []


def test_all_rows_are_asked_for() -> None:
    asked: list[object] = []

    class Stream:
        def format(self, name: str) -> "Stream":
            asked.append(name)
            return self

        def option(self, *words: object) -> "Stream":
            asked.append(words)
            return self

    with output() as out:
        out.sink.write(SimpleNamespace(writeStream=Stream()))  # type: ignore[arg-type]
        assert isinstance(out.sink, Console)
        out.sink.follow(None)  # type: ignore[arg-type] # it asks the query nothing
    with output(Pprint) as out:
        out.sink.write(SimpleNamespace(pprint=asked.append))  # type: ignore[arg-type]
    assert asked == ["console", ("numRows", 1_000_000_000), 1_000_000_000]
