"""The reader of a topic, with a client whose broker is told what to do."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.broker import reader as module
from benchmarks.broker.reader import CONSUMER, Reader, TopicError

UNKNOWN, NO_LEADER = 3, 5


class FakeKafkaError(Exception):
    """What the client says is wrong: in messages, in metadata, and raised."""

    UNKNOWN_TOPIC_OR_PART = UNKNOWN

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self._code = code

    def code(self) -> int:
        return self._code

    def str(self) -> str:
        return str(self.args[0])


class FakeKafkaException(Exception):  # noqa: N818 - the client's own name
    """Holds the error, as the client's does."""


class Message:
    def __init__(self, value: bytes, error: FakeKafkaError | None = None) -> None:
        self._value = value
        self._error = error

    def value(self) -> bytes:
        return self._value

    def error(self) -> FakeKafkaError | None:
        return self._error


class Consumer:
    """Hands out what is `there`; a poll takes a tenth of a second if there is nothing."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.assigned: list[Any] = []
        self.there: list[Message] = []
        self.now_s = 0.0
        self.told: FakeKafkaError | None = None
        self.broken: FakeKafkaError | None = None
        self.asked: list[str] = []
        self.closed = False

    def assign(self, partitions: list[Any]) -> None:
        self.assigned = partitions

    def poll(self, timeout_s: float) -> Message | None:
        if self.broken is not None:
            raise FakeKafkaException(self.broken)
        if not self.there:
            self.now_s += timeout_s
        return self.there.pop(0) if self.there else None

    def consume(self, most: int, timeout: float) -> list[Message]:
        assert timeout == 0, "what has come is handed over at once"
        taken, self.there = self.there[:most], self.there[most:]
        return taken

    def list_topics(self, topic: str, timeout: float) -> Any:
        assert timeout > 0
        self.asked.append(topic)
        if self.told is not None and self.told.code() < 0:
            raise FakeKafkaException(self.told)
        return SimpleNamespace(topics={topic: SimpleNamespace(error=self.told)})

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Reader, Consumer]]:
    """A reader of `topic`, and the client's consumer that it has made."""
    consumers: list[Consumer] = []

    def consumer(settings: dict[str, Any]) -> Consumer:
        consumers.append(Consumer(settings))
        return consumers[-1]

    library = SimpleNamespace(
        Consumer=consumer,
        TopicPartition=lambda *where: where,
        KafkaError=FakeKafkaError,
        KafkaException=FakeKafkaException,
    )
    clock = SimpleNamespace(monotonic=lambda: consumers[0].now_s)
    monkeypatch.setattr(module, "client", lambda: library)
    monkeypatch.setattr(module, "time", clock)
    reader = Reader("localhost:9092", "topic")
    yield reader, consumers[0]
    reader.close()
    assert consumers[0].closed


def looked(reader: Reader, times: int) -> None:
    """Have it find nothing, again and again: each time takes a tenth of a second."""
    for _ in range(times):
        assert reader.available() == []


def test_it_reads_the_only_partition_from_its_beginning(made: tuple[Reader, Consumer]) -> None:
    _, consumer = made
    assert consumer.assigned == [("topic", 0, 0)]
    assert consumer.settings == {"bootstrap.servers": "localhost:9092"} | CONSUMER


def test_what_has_come_comes_together_and_in_order(made: tuple[Reader, Consumer]) -> None:
    reader, consumer = made
    assert reader.available() == []
    consumer.there = [Message(b"%d" % number) for number in range(10_005)]
    got = [message.value() for _ in range(2) for message in reader.available()]
    assert got == [b"%d" % number for number in range(10_005)]
    assert reader.available() == []


def test_a_message_may_be_an_error(made: tuple[Reader, Consumer]) -> None:
    reader, consumer = made
    consumer.there = [Message(b"a"), Message(b"", FakeKafkaError(1, "Offset out of range"))]
    with pytest.raises(TopicError, match=r"^topic: Offset out of range$"):
        reader.available()


def test_a_client_that_is_broken_says_so(made: tuple[Reader, Consumer]) -> None:
    reader, consumer = made
    consumer.broken = FakeKafkaError(-150, "Fatal error")
    with pytest.raises(TopicError, match=r"^topic: Fatal error$"):
        reader.available()


def test_only_after_some_silence_is_the_topic_asked_for(made: tuple[Reader, Consumer]) -> None:
    reader, consumer = made
    looked(reader, 15)
    consumer.there = [Message(b"news")]
    assert len(reader.available()) == 1
    looked(reader, 15)
    assert consumer.asked == []
    looked(reader, 10)
    assert consumer.asked == ["topic"], "and then no more for as long again"


def test_a_topic_that_has_gone_is_told(made: tuple[Reader, Consumer]) -> None:
    reader, consumer = made
    consumer.told = FakeKafkaError(UNKNOWN, "Unknown topic or partition")
    looked(reader, 15)
    with pytest.raises(TopicError, match=r"^the topic topic has gone$"):
        looked(reader, 10)


@pytest.mark.parametrize(
    "told", [FakeKafkaError(-195, "transport"), FakeKafkaError(NO_LEADER, "no leader"), None]
)
def test_a_broker_that_is_away_may_come_back(
    told: FakeKafkaError | None, made: tuple[Reader, Consumer]
) -> None:
    reader, consumer = made
    consumer.told = told
    looked(reader, 60)
    assert 2 <= len(consumer.asked) <= 3
    consumer.there = [Message(b"news")]
    assert len(reader.available()) == 1
