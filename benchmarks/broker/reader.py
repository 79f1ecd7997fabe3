"""Reading a topic with one partition, as soon as there is something in it."""

import time
from typing import TYPE_CHECKING

from loadgen.kafka import client

if TYPE_CHECKING:
    from confluent_kafka import Message

CONSUMER = {
    "fetch.min.bytes": 1,  # the broker answers as soon as there is anything
    "socket.nagle.disable": True,
    "reconnect.backoff.max.ms": 500,  # a broker that comes back is heard of soon
    "enable.auto.commit": False,
    "auto.offset.reset": "error",  # what was dropped before we had it isn't passed over
    "group.id": "streamgauge",  # asked for by the client; no group is joined
}
"""What a consumer is set to."""

_MOST = 10_000
_WAIT_S = 0.1
# The client itself never says that a topic has gone: in silence it looks like one without news.
_QUIET_S = 2.0
_ANSWER_S = 1.0


class TopicError(RuntimeError):
    """The topic can't be read any more; the message says why."""


class Reader:
    """A consumer of the whole of a topic's first partition.

    Args:
        address: the broker's HOST:PORT.
        topic: its name.
    """

    def __init__(self, address: str, topic: str) -> None:
        self._library = client()
        self._topic = topic
        self._consumer = self._library.Consumer({"bootstrap.servers": address, **CONSUMER})
        self._consumer.assign([self._library.TopicPartition(topic, 0, 0)])
        self._asked_s = time.monotonic()

    def available(self) -> "list[Message]":
        """The messages that have come; waits a little if there are none.

        Raises:
            TopicError: if the topic has gone, or some of it.
        """
        try:
            first = self._consumer.poll(_WAIT_S)
            if first is None:
                self._look()
                return []
            messages = [first, *self._consumer.consume(_MOST, timeout=0)]
        except self._library.KafkaException as error:
            raise TopicError(f"{self._topic}: {error.args[0].str()}") from None
        for message in messages:
            wrong = message.error()
            if wrong is not None:
                raise TopicError(f"{self._topic}: {wrong.str()}")
        self._asked_s = time.monotonic()
        return messages

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close()

    def _look(self) -> None:
        """After some silence, ask whether the topic is still there."""
        if time.monotonic() - self._asked_s < _QUIET_S:
            return
        try:
            told = self._consumer.list_topics(self._topic, timeout=_ANSWER_S)
        except self._library.KafkaException:
            return  # the broker is away, and may come back
        finally:
            self._asked_s = time.monotonic()
        error = told.topics[self._topic].error
        if error is not None and error.code() == self._library.KafkaError.UNKNOWN_TOPIC_OR_PART:
            raise TopicError(f"the topic {self._topic} has gone")
