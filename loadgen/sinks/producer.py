"""The settings of a Kafka producer: ours, and what a user sets besides."""

from collections.abc import Iterable, Mapping

from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS, NS_PER_S

COMPRESSIONS = ("none", "gzip", "snappy", "lz4", "zstd")
"""How messages can be compressed."""

ACKS = ("all", "1", "0")
"""Who has to have a line before it is acknowledged: all replicas in sync, the leader, nobody."""

_TIMEOUT = "message.timeout.ms"
_MOST_LINES = "queue.buffering.max.messages"
_MOST_KB = "queue.buffering.max.kbytes"
_MOST_BYTES_A_LINE = "message.max.bytes"

_ALIASES = {
    "delivery.timeout.ms": _TIMEOUT,
    "request.required.acks": "acks",
    "queue.buffering.max.ms": "linger.ms",
    "compression.codec": "compression.type",
    "max.in.flight": "max.in.flight.requests.per.connection",
}

_REFUSED = {
    "bootstrap.servers": "--kafka says where the brokers are",
    "metadata.broker.list": "--kafka says where the brokers are",
    "delivery.report.only.error": "the load counts what is acknowledged",
    "logger": "it isn't a text",
    "on_delivery": "it isn't a text",
    "transactional.id": "the load has no transactions",
}

_SECRET = ("password", "secret", "sasl.username", "oauthbearer.config", "key.pem")

_FRAME_BYTES = 1024  # what a message takes besides its line, and more


def settings(
    acks: str,
    linger_ns: int,
    compression: str,
    longest: int,
    overruling: Iterable[tuple[str, str]] = (),
) -> dict[str, str]:
    """A producer's settings, as librdkafka names them.

    Args:
        acks: one of `ACKS`.
        linger_ns: how long lines wait for others to go with, ns.
        compression: one of `COMPRESSIONS`.
        longest: the longest line, bytes.
        overruling: more of them, in place of ours.

    Raises:
        BadInput: if one of these can't be set, or the longest line would be too long with them.
    """
    chosen = {
        "acks": acks,
        "linger.ms": f"{linger_ns / NS_PER_MS:g}",
        "compression.type": compression,
        _TIMEOUT: "30000",
        _MOST_LINES: "500000",
        _MOST_KB: str(256 * 1024),
        _MOST_BYTES_A_LINE: str(max(1_000_000, longest + _FRAME_BYTES)),
    }
    for name, value in overruling:
        if name in _REFUSED or name.endswith("_cb"):
            reason = _REFUSED.get(name, "it isn't a text")
            raise BadInput(f"--producer: {name} can't be set: {reason}")
        chosen[_ALIASES.get(name, name)] = value
    # What is acknowledged in order must have been sent in order, also after a retry.
    idempotent = chosen["acks"] in {"all", "-1"}
    if chosen.setdefault("enable.idempotence", str(idempotent).lower()) != "true":
        chosen.setdefault("max.in.flight.requests.per.connection", "1")
    if whole(chosen, _MOST_BYTES_A_LINE) < longest:
        raise BadInput(
            f"--producer: {_MOST_BYTES_A_LINE}={chosen[_MOST_BYTES_A_LINE]} is less than the "
            f"longest line, {longest:,} bytes"
        )
    return chosen


def given_to_client(chosen: Mapping[str, str]) -> dict[str, str]:
    """The settings as the client gets them.

    How much may wait in its queue is for us to see to (see `most_waiting`): it would refuse lines
    in the middle of a hand-over. Its own log is for those who ask for it.
    """
    return {
        "log_level": "0",
        # Our topic was there when we began: if nobody knows it now, it has gone.
        "topic.metadata.propagation.max.ms": "3000",
        **chosen,
        _MOST_LINES: "0",
        _MOST_KB: str(2**31 - 1),
    }


def most_waiting(chosen: Mapping[str, str]) -> tuple[int, int]:
    """How much may wait for its acknowledgement: lines, and their bytes.

    Raises:
        BadInput: if the settings of it are no numbers above 0.
    """
    return whole(chosen, _MOST_LINES), whole(chosen, _MOST_KB) * 1024


def patience_ns(chosen: Mapping[str, str]) -> int:
    """How long after a line has left there may be word of it, ns.

    Raises:
        BadInput: if the setting of it is no number above 0.
    """
    # The client looks for what has timed out about once a second.
    return whole(chosen, _TIMEOUT) * NS_PER_MS + 2 * NS_PER_S


def shown(chosen: Mapping[str, str]) -> dict[str, str]:
    """The settings without what is secret."""
    return {
        name: "(hidden)" if any(word in name for word in _SECRET) else value
        for name, value in chosen.items()
    }


def whole(chosen: Mapping[str, str], name: str) -> int:
    """A setting that is a whole number above 0.

    Raises:
        BadInput: if it is anything else.
    """
    text = chosen[name]
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise BadInput(f"--producer: {name}={text}: it takes a whole number above 0")
    return int(text)
