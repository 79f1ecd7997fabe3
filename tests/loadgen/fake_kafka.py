"""As much of Kafka's client as a load needs, without a Kafka."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any


class FakeKafkaError:
    def __init__(self, text: str) -> None:
        self._text = text

    def str(self) -> str:
        return self._text


class FakeClientError(Exception):
    pass


class FakeProducer:
    """Takes messages, and reports on them when it is told to.

    Args:
        settings: as given to the client; kept.
    """

    refuses = 0
    """How many messages of each hand-over it doesn't take."""
    here = True
    """Whether there is a broker."""
    numbered = True
    """Whether the broker gives a producer its number."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.taken: list[tuple[int, Mapping[str, bytes]]] = []
        self.waiting: deque[Callable[..., None]] = deque()
        self.answers: list[str | None] = []
        self.purged = False

    def list_topics(self, _: str, timeout: float) -> None:
        assert timeout > 0
        if not self.here:
            raise FakeClientError(FakeKafkaError("Failed to get metadata"))

    def produce_batch(
        self,
        _: str,
        messages: list[dict[str, Any]],
        partition: int,
        on_delivery: Callable[..., None],
    ) -> int:
        good = max(len(messages) - self.refuses, 0)
        for message in messages[good:]:
            message["_error"] = FakeKafkaError("refused")
        self.taken += [(partition, message) for message in messages[:good]]
        self.waiting.extend([on_delivery] * good)
        return good

    def answer(self, lines: int, error: str | None = None) -> None:
        """Have so many lines, or as many as there are, reported on by the next poll."""
        self.answers += [error] * min(lines, len(self.waiting) - len(self.answers))

    def poll(self, _: float) -> int:
        state = "Assigned" if self.numbered else "WaitPID"
        self.settings["stats_cb"](json.dumps({"eos": {"idemp_state": state}}))
        answers, self.answers = self.answers, []
        for error in answers:
            self.waiting.popleft()(error and FakeKafkaError(error), object())
        return len(answers)

    def purge(self, *, blocking: bool) -> None:
        self.purged = not blocking


class FakeFuture:
    def __init__(self, result: object) -> None:
        self._result = result

    def result(self, timeout: float = 0.0) -> Any:
        assert timeout >= 0
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


class FakeAdmin:
    """A broker with topics, by name their partitions.

    Args:
        settings: as given to the client; kept.
    """

    topics: dict[str, int]
    refuses = ""
    """Why no topic can be made."""
    leaderless = 0
    """How often ends are asked for in vain."""
    silent = False

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings

    def list_topics(self, timeout: float) -> SimpleNamespace:
        assert timeout > 0
        if self.silent:
            raise FakeClientError(FakeKafkaError("Failed to get metadata"))
        partitions = {
            name: SimpleNamespace(partitions=range(count)) for name, count in self.topics.items()
        }
        return SimpleNamespace(topics=partitions)

    def create_topics(self, topics: list[Any], operation_timeout: float) -> dict[str, FakeFuture]:
        assert operation_timeout > 0
        (topic,) = topics
        if self.refuses:
            return {topic.name: FakeFuture(FakeClientError(FakeKafkaError(self.refuses)))}
        self.topics[topic.name] = topic.partitions
        self.topics[f"{topic.name} {topic.config}"] = topic.replication_factor
        return {topic.name: FakeFuture(None)}

    def list_offsets(self, asked: Mapping[Any, str], request_timeout: float) -> dict[Any, Any]:
        assert request_timeout > 0
        if self.leaderless:
            type(self).leaderless -= 1
            error = FakeClientError(FakeKafkaError("Not leader"))
            return {one: FakeFuture(error) for one in asked}
        return {one: FakeFuture(SimpleNamespace(offset=100 + one.partition)) for one in asked}

    def poll(self, _: float) -> int:
        self.settings["error_cb"](FakeKafkaError("Connection refused"))
        return 1


class _Partition:
    def __init__(self, topic: str, partition: int) -> None:
        self.topic, self.partition = topic, partition


def library(**parts: Any) -> SimpleNamespace:
    return SimpleNamespace(KafkaException=FakeClientError, TopicPartition=_Partition, **parts)
