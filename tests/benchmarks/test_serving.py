"""A broker for those who take one, and the topics of a run; which broker, nobody here minds."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from benchmarks.broker import serving as module
from benchmarks.broker.server import Broker
from benchmarks.broker.serving import serving, topics_of
from benchmarks.cell import Cell
from benchmarks.place import Place
from loadgen.errors import BadInput

SOCKET = Cell.parse({})
FROM_KAFKA = Cell.parse({"source": "kafka", "lanes": 3})
TO_KAFKA = Cell.parse({"sink": "kafka"})
BOTH = Cell.parse({"source": "kafka", "sink": "kafka"})


class Brokers:
    """What is asked of brokers, and of the one that is started."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []
        self.refuses = ""

    def check(self, address: str) -> None:
        self.done.append(("check", address))

    @contextlib.contextmanager
    def started(self) -> Iterator[Broker]:
        self.done.append(("start",))
        try:
            yield Broker("127.0.0.1:7", 77, Path("folder"))
        finally:
            self.done.append(("end",))

    def create(self, address: str, name: str, partitions: int, *, appended: bool = False) -> None:
        if self.refuses and name.endswith(self.refuses):
            raise BadInput(f"Kafka can't make {name}")
        self.done.append(("create", address, name, partitions, appended))

    def delete(self, address: str, names: Sequence[str]) -> None:
        self.done.append(("delete", address, *names))


@pytest.fixture
def brokers(monkeypatch: pytest.MonkeyPatch) -> Brokers:
    fake = Brokers()
    monkeypatch.setattr(module, "topics", fake)
    monkeypatch.setattr(module, "started", fake.started)
    return fake


def test_who_takes_no_broker_gets_none(brokers: Brokers) -> None:
    place = Place(advertise="here")
    with serving([SOCKET, SOCKET], place) as served:
        assert served is place
    assert brokers.done == []


def test_a_broker_that_is_named_is_looked_for(brokers: Brokers) -> None:
    place = Place(kafka="theirs:9092")
    with serving([FROM_KAFKA], place) as served:
        assert served == place
    assert brokers.done == [("check", "theirs:9092")]


@pytest.mark.parametrize("cell", [FROM_KAFKA, TO_KAFKA])
def test_otherwise_one_is_started_for_all_of_them(cell: Cell, brokers: Brokers) -> None:
    with serving([SOCKET, cell, cell], Place(advertise="here")) as served:
        assert served == Place(advertise="here", kafka="127.0.0.1:7", broker_pid=77)
        assert brokers.done == [("start",)]
    assert brokers.done == [("start",), ("end",)]


def test_it_ends_whatever_becomes_of_them(brokers: Brokers) -> None:
    with pytest.raises(KeyboardInterrupt), serving([BOTH], Place()):
        raise KeyboardInterrupt
    assert brokers.done == [("start",), ("end",)]


def test_a_lane_is_a_partition(brokers: Brokers) -> None:
    with topics_of(FROM_KAFKA, "a:1") as (lines, results):
        assert brokers.done == [("create", "a:1", lines, 3, False)]
    assert results != lines
    assert brokers.done[1:] == [("delete", "a:1", lines)]


def test_results_are_dated_by_the_broker(brokers: Brokers) -> None:
    with topics_of(TO_KAFKA, "a:1") as (_, results):
        assert brokers.done == [("create", "a:1", results, 1, True)]
    assert brokers.done[1:] == [("delete", "a:1", results)]


def test_each_run_has_topics_of_its_own(brokers: Brokers) -> None:
    names: set[str] = set()
    for _ in range(3):
        with topics_of(BOTH, "a:1") as pair:
            names.update(pair)
    assert len(names) == 6
    assert all(name.startswith("streamgauge-") for name in names)
    assert [done[0] for done in brokers.done] == ["create", "create", "delete"] * 3


def test_what_was_made_goes_when_the_rest_cannot_be(brokers: Brokers) -> None:
    brokers.refuses = "-results"
    with pytest.raises(BadInput, match="can't make"), topics_of(BOTH, "a:1"):
        pass
    (_, _, lines, *_), delete = brokers.done
    assert delete == ("delete", "a:1", lines)
