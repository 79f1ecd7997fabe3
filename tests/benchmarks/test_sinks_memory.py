from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.sinks.memory import Memory
from tests.benchmarks.taken import Taken
from tests.loadgen.consumers import until

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("nothing_left")

Rows = list[tuple[int, ...]]


class Table:
    """Spark's MemorySink, as it can be asked through py4j."""

    def __init__(self) -> None:
        self.batches: dict[int, Rows] = {}
        self.asked: Callable[[], None] = lambda: None
        """What happens between the two questions that a look asks."""

    def latestBatchId(self) -> Any:  # noqa: N802 - Scala's
        newest = max(self.batches, default=None)
        return SimpleNamespace(isEmpty=lambda: newest is None, get=lambda: newest)

    def dataSinceBatch(self, batch: int) -> Any:  # noqa: N802 - Scala's
        self.asked()
        rows = [row for number, rows in self.batches.items() if number > batch for row in rows]
        words = [f"[{','.join(map(str, row))}]" for row in rows]
        return SimpleNamespace(mkString=lambda between: between.join(words))

    def query(self) -> Any:
        """The query that writes it."""
        running = SimpleNamespace(sink=lambda: self)
        return SimpleNamespace(_jsq=SimpleNamespace(streamingQuery=lambda: running))


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def sink(table: Table, taken: Taken) -> Memory:
    """One that looks when it is told to."""
    made = Memory(taken)
    made._table = table
    return made


def test_each_batch_is_read_once(sink: Memory, table: Table, taken: Taken) -> None:
    sink.look()
    table.batches[0] = []
    sink.look()
    sink.look()
    table.batches[1] = [(12, 3), (-5000, 12, 3)]
    sink.look()
    sink.look()
    assert taken.calls == [(0, [], 1), (1, [(12, 3), (-5000, 12, 3)], 2)]


def test_batches_that_came_together_are_read_together(
    sink: Memory, table: Table, taken: Taken
) -> None:
    table.batches |= {0: [(12, 3)], 1: [(13, 1)]}
    sink.look()
    assert taken.batches == [(1, [(12, 3), (13, 1)])]


def test_a_batch_that_comes_while_it_looks_is_not_read_twice(
    sink: Memory, table: Table, taken: Taken
) -> None:
    def come() -> None:
        table.batches[1] = [(13, 1)]

    table.batches[0] = [(12, 3)]
    table.asked = come
    sink.look()
    sink.look()
    assert taken.calls == [(1, [(12, 3), (13, 1)], 2)]


def test_in_complete_mode_a_batch_takes_the_place_of_those_before(
    sink: Memory, table: Table, taken: Taken
) -> None:
    table.batches = {0: [(12, 3)]}
    sink.look()
    table.batches = {1: [(12, 5)]}
    sink.look()
    assert taken.batches == [(0, [(12, 3)]), (1, [(12, 5)])]


def test_it_reads_while_it_is_followed(table: Table, taken: Taken) -> None:
    sink = Memory(taken)
    sink.follow(table.query())
    table.batches[0] = [(12, 3)]
    until(lambda: taken.calls)
    sink.close()
    assert sink.failure() is None
    assert taken.batches == [(0, [(12, 3)])]


def test_a_table_that_cannot_be_asked_any_more_is_a_failure(table: Table, taken: Taken) -> None:
    def gone() -> None:
        raise ConnectionError("the JVM is gone")

    table.batches[0] = []
    table.asked = gone
    sink = Memory(taken)
    sink.follow(table.query())
    until(lambda: sink.failure() is not None)
    assert sink.failure() == "the sink's reader failed: ConnectionError: the JVM is gone"
    sink.close()
