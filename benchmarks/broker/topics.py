"""The topics on a broker, whoever's it is."""

import contextlib
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loadgen import kafka
from loadgen.errors import BadInput
from loadgen.sinks.topic import parse_address

if TYPE_CHECKING:
    from confluent_kafka import KafkaError
    from confluent_kafka.admin import AdminClient

_CHECK_S = 10.0
_CHANGE_S = 20.0
_LOOK_EVERY_S = 0.02


def check(address: str) -> None:
    """Refuse an address where no broker answers.

    Raises:
        BadInput: if it is so, or if it isn't an address.
    """
    try:
        parse_address(address)
    except BadInput as error:
        raise BadInput(f"--kafka: {error}") from None
    admin = _admin(address)
    try:
        admin.list_topics(timeout=_CHECK_S)
    except kafka.client().KafkaException:
        why = f"no broker answers there within {_CHECK_S:.0f} s"
        raise BadInput(f"--kafka {address}: {why}") from None


def answers(address: str, limit_s: float) -> bool:
    """Whether a broker is there, and takes requests.

    Args:
        address: its HOST:PORT, as we made it.
        limit_s: how long it may take to connect, and then to answer.
    """
    host, _, port = address.rpartition(":")
    try:
        # Kafka's client would try again only after a while.
        socket.create_connection((host, int(port)), limit_s).close()
    except OSError:
        return False
    admin = _admin(address)
    with contextlib.suppress(kafka.client().KafkaException):
        return bool(admin.list_topics(timeout=limit_s).brokers)
    return False


def create(address: str, name: str, partitions: int, *, appended: bool = False) -> None:
    """Make a topic, and wait until it can be written to.

    Args:
        address: HOST:PORT of a broker, or of several.
        name: of the topic.
        partitions: how many it has.
        appended: whether a message's time is that of its arrival, by the broker's clock.

    Raises:
        BadInput: if it can't be made.
    """
    admin = _admin(address)
    how = {"message.timestamp.type": "LogAppendTime"} if appended else {}
    topic = kafka.admin().NewTopic(name, partitions, -1, config=how)
    with _refused(address, f"make the topic {name}"):
        admin.create_topics([topic], request_timeout=_CHANGE_S)[name].result()
        _await_leaders(admin, name, partitions)


def delete(address: str, names: Sequence[str]) -> None:
    """Delete topics; none that is missing. What can't be deleted is told on standard error.

    Args:
        address: HOST:PORT of a broker, or of several.
        names: of the topics.
    """
    if not names:
        return
    client = kafka.client()
    admin = _admin(address)  # with its end, what it was asked for ends
    for name, future in admin.delete_topics(list(names), request_timeout=_CHECK_S).items():
        try:
            future.result()
        except client.KafkaException as error:
            why: KafkaError = error.args[0]
            if why.code() != client.KafkaError.UNKNOWN_TOPIC_OR_PART:
                told = f"{address}: the topic {name} is left there: {why.str()}"
                print(f"streamgauge: {told}", file=sys.stderr)


def _await_leaders(admin: "AdminClient", name: str, partitions: int) -> None:
    deadline = time.monotonic() + _CHANGE_S
    while True:
        known = admin.list_topics(name, timeout=_CHANGE_S).topics[name].partitions
        if len(known) == partitions and all(one.leader >= 0 for one in known.values()):
            return
        if time.monotonic() > deadline:
            raise BadInput(f"the topic {name} has no leaders within {_CHANGE_S:.0f} s")
        time.sleep(_LOOK_EVERY_S)


@contextlib.contextmanager
def _refused(address: str, what: str) -> Iterator[None]:
    """Say in one line what a broker doesn't do."""
    try:
        yield
    except kafka.client().KafkaException as error:
        raise BadInput(f"Kafka at {address} can't {what}: {error.args[0].str()}") from None


def _admin(address: str) -> "AdminClient":
    # Its log is for people who look at it: what fails is told by the calls.
    made: AdminClient = kafka.admin().AdminClient(
        {"bootstrap.servers": address, "log_level": 0, "reconnect.backoff.max.ms": 500}
    )
    return made
