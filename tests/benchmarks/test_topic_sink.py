"""The topic of the results: its reader, and what it notes; tests/spark has Spark write to one."""

from pathlib import Path

import pytest

from benchmarks.broker.reader import TopicError
from benchmarks.engines.engine import Kafka
from benchmarks.progress_log import NONE
from benchmarks.sinks import topic as module
from benchmarks.sinks.topic import Topic
from loadgen import journal
from tests.benchmarks.taken import Taken
from tests.loadgen.consumers import until

pytestmark = pytest.mark.usefixtures("nothing_left")

LOG_APPEND_TIME = 2


class Message:
    def __init__(self, value: bytes | None, appended_ms: int) -> None:
        self._value = value
        self._appended_ms = appended_ms

    def value(self) -> bytes | None:
        return self._value

    def timestamp(self) -> tuple[int, int]:
        return LOG_APPEND_TIME, self._appended_ms


class Messages:
    """In place of a reader: hands out one list after the other; then there is nothing, or it fails.

    Args:
        there: the lists.
        error: what comes after them.
    """

    def __init__(self, *there: list[Message], error: Exception | None = None) -> None:
        self.there = list(there)
        self.error = error
        self.of: tuple[str, str] | None = None
        self.closed = False

    def __call__(self, address: str, topic: str) -> "Messages":
        self.of = address, topic
        return self

    def available(self) -> list[Message]:
        if not self.there and self.error is not None:
            raise self.error
        return self.there.pop(0) if self.there else []

    def close(self) -> None:
        self.closed = True


class Counted(Taken):
    """Keeps every call, and counts the rows as lines."""

    @property
    def lines(self) -> int:
        return sum(len(rows) for _, rows in self.batches)


@pytest.fixture
def taken() -> Counted:
    return Counted()


@pytest.fixture
def kafka(tmp_path: Path) -> Kafka:
    return Kafka("a:1", "lines", "results", tmp_path / "appended.parquet")


def read(
    kafka: Kafka, taken: Taken, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> str | None:
    """Follow the topic until there is nothing left, or the reader has failed; returns its error."""
    monkeypatch.setattr(module, "Reader", messages)
    sink = Topic(taken, kafka, ())
    sink.follow(None)  # type: ignore[arg-type] # it asks the query nothing
    until(lambda: not messages.there and (messages.error is None or sink.failure()))
    sink.close()
    assert messages.of == ("a:1", "results")
    assert messages.closed
    return sink.failure()


def test_each_message_is_a_row_of_no_batch(
    kafka: Kafka, taken: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [Message(b"12,3", 1_000), Message(b"-5000,12,3", 1_001)]
    messages = Messages([], first, [], [Message(b"7", 1_004)])
    assert read(kafka, taken, messages, monkeypatch) is None
    assert taken.calls == [(NONE, [(12, 3), (-5000, 12, 3)], 1), (NONE, [(7,)], 2)]


def test_it_notes_when_the_broker_had_the_last_of_each_look(
    kafka: Kafka, taken: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [Message(b"12", 1_000), Message(b"13", 1_001)]
    read(kafka, taken, Messages(first, [Message(b"7", 1_004)]), monkeypatch)
    table, _ = journal.read(kafka.appended)
    assert table.to_pydict() == {
        "lines": [2, 3],
        "visible_ns": [1, 2],
        "appended_ms": [1_001, 1_004],
    }


def test_what_says_nothing_is_no_row(
    kafka: Kafka, taken: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = Messages([Message(None, 1_000), Message(b"", 1_000), Message(b"7", 1_000)])
    assert read(kafka, taken, messages, monkeypatch) is None
    assert taken.batches == [(NONE, [(7,)])]


def test_a_topic_that_has_gone_is_a_failure(
    kafka: Kafka, taken: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = Messages([Message(b"7", 1_000)], error=TopicError("the topic results has gone"))
    assert read(kafka, taken, messages, monkeypatch) == (
        "the sink's reader failed: TopicError: the topic results has gone"
    )
    assert taken.batches == [(NONE, [(7,)])]


def test_before_it_is_followed_there_is_nothing(kafka: Kafka, taken: Counted) -> None:
    sink = Topic(taken, kafka, ())
    sink.look()
    sink.close()
    assert taken.calls == []
