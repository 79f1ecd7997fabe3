"""A Kafka topic that a load goes into: made if it is missing, and as it was before the load."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loadgen import kafka
from loadgen.errors import BadInput

Admin = Any  # the client's own has no types

_ANSWER_S = 8.0
_PAUSE_S = 0.05

_BROKER_TAKES_BYTES = 1_000_000  # a topic's default, a little less

_ADDRESS = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s:,/\[\]]+):(\d{1,5})")
_NAME = re.compile(r"[a-zA-Z0-9._-]{1,249}")
_MOST_PORT = 65535


def parse_address(text: str) -> str:
    """The address of a Kafka: HOST:PORT, or several of its brokers' with commas between them.

    Raises:
        BadInput: if it is anything else.
    """
    for one in text.split(","):
        found = _ADDRESS.fullmatch(one)
        if not found or not 0 < int(found[2]) <= _MOST_PORT:
            raise BadInput(f"{text!r}: it takes HOST:PORT, as in localhost:9092")
    return text


def parse_name(text: str) -> str:
    """A topic's name.

    Raises:
        BadInput: if no topic can have it.
    """
    if not _NAME.fullmatch(text) or text in {".", ".."}:
        raise BadInput(
            f"{text!r} is no topic's name: it takes up to 249 letters, digits, dots, _ and -"
        )
    return text


@dataclass(frozen=True)
class Topic:
    """A topic before the load.

    Args:
        name: what it is called.
        partitions: how many it has.
        first_offsets: of each lane's partition, the offset that the lane's first line gets, unless
            others write to it too.
    """

    name: str
    partitions: int
    first_offsets: tuple[int, ...]


def opened(address: str, name: str, lanes: int, longest: int, settings: Mapping[str, str]) -> Topic:
    """Look at a topic; make it if it is missing.

    Nothing of the client is left afterwards: it doesn't survive a fork.

    Args:
        address: where the broker is.
        name: the topic's.
        lanes: how many partitions are needed.
        longest: the longest line, bytes.
        settings: the client's.

    Raises:
        BadInput: if no broker answers, a setting is refused, or the topic can't be made or has too
            few partitions.
    """
    library = kafka.client()
    said: list[str] = []
    try:
        admin = kafka.admin().AdminClient(
            {
                **settings,
                "bootstrap.servers": address,
                "error_cb": lambda error: said.append(error.str()),
            }
        )
    except (library.KafkaException, TypeError, ValueError) as error:
        reason = reason_of(error).removeprefix("Failed to create admin client: ")
        raise BadInput(f"--producer: {reason}") from None
    try:
        # Asked for by its name, it might be made by the broker, with its own idea of partitions.
        found = admin.list_topics(timeout=_ANSWER_S).topics.get(name)
        if found is None:
            _make(admin, name, lanes, longest)
        partitions = lanes if found is None else len(found.partitions)
        if partitions < lanes:
            raise BadInput(
                f"--topic {name}: it has {partitions} partition{'s' * (partitions > 1)}, and "
                f"--lanes {lanes} takes one each"
            )
        return Topic(name, partitions, _ends(admin, name, lanes))
    except library.KafkaException as error:
        admin.poll(0.0)  # what was said of connections until now
        reason = said[-1] if said else reason_of(error)
        raise BadInput(f"--kafka {address}: no broker answers there: {reason}") from None


def reason_of(error: Exception) -> str:
    """What an error of the client says, in one line."""
    first: Any = error.args[0] if error.args else error
    text = first.str() if hasattr(first, "str") else str(first)
    return " ".join(text.split())


def _make(admin: Admin, name: str, lanes: int, longest: int) -> None:
    longer = longest > _BROKER_TAKES_BYTES
    config = {"max.message.bytes": str(longest + _BROKER_TAKES_BYTES)} if longer else {}
    topic = kafka.admin().NewTopic(name, lanes, replication_factor=-1, config=config)
    try:
        admin.create_topics([topic], operation_timeout=_ANSWER_S)[name].result(_ANSWER_S)
    except kafka.client().KafkaException as error:
        raise BadInput(f"--topic {name}: it can't be made: {reason_of(error)}") from None


def _ends(admin: Admin, name: str, lanes: int) -> tuple[int, ...]:
    """Where each lane's partition ends; a new one has no leader for a while, who would know it."""
    library, end = kafka.client(), kafka.admin().OffsetSpec.latest()
    asked = {library.TopicPartition(name, lane): end for lane in range(lanes)}
    deadline_s = time.monotonic() + _ANSWER_S
    while True:
        told = admin.list_offsets(asked, request_timeout=_ANSWER_S)
        try:
            ends = {one.partition: future.result().offset for one, future in told.items()}
            return tuple(ends[lane] for lane in range(lanes))
        except library.KafkaException:
            if time.monotonic() > deadline_s:
                raise
            time.sleep(_PAUSE_S)
