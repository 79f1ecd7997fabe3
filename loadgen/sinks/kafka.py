"""Lines into a Kafka topic: a lane is a partition, and a line a message."""

import json
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

from loadgen import kafka
from loadgen.errors import BadInput
from loadgen.lines import Ring
from loadgen.sinks import producer
from loadgen.sinks.topic import opened, reason_of
from loadgen.waiting import Wait

if TYPE_CHECKING:
    from confluent_kafka import KafkaError, Message, Producer

# After a stall much is due at once; other lanes have to get their turn, and reports to be heard.
_MOST_AT_ONCE = 10_000

_READY_LINES = 2**17  # a ring of more is rendered anew each time: its messages would take GBs

_ANSWER_S = 8.0
_STATISTICS_MS = 100


class Messages:
    """A ring's lines as the client takes them.

    Args:
        ring: what is sent.
        keyed: whether each message has a key: what its line is counted by.
    """

    def __init__(self, ring: Ring, *, keyed: bool) -> None:
        self._ring = ring
        self._keyed = keyed
        self._ready = self._made(0, len(ring)) if len(ring) <= _READY_LINES else []

    def of(self, start: int, stop: int) -> list[dict[str, bytes]]:
        """The messages of some lines in the ring, from `start` up to `stop`."""
        return self._ready[start:stop] or self._made(start, stop)

    def _made(self, start: int, stop: int) -> list[dict[str, bytes]]:
        ends = self._ring.offsets[start : stop + 1].tolist()
        block = self._ring.block
        # Without their newlines: a message has its own end.
        made = [{"value": block[first : last - 1]} for first, last in pairwise(ends)]
        if self._keyed:
            for message, key in zip(made, self._ring.keys[start:stop].tolist(), strict=True):
                message["key"] = b"%d" % key
        return made


@dataclass(slots=True)
class _Partition:
    """How far through its load a lane is."""

    lines: int = 0  # that the client has taken
    reported: int = 0
    acked: int = 0
    leading: int = 0  # that are acknowledged, and all before them
    reason: str = ""  # why a line was given up, if one was

    def report(self, error: "KafkaError | None", _: "Message") -> None:
        """Take in the word on a line; it comes in the order of lines."""
        self.reported += 1
        if error is not None:
            self.reason = self.reason or error.str()
            return
        self.acked += 1
        if not self.reason:
            self.leading = self.acked


class KafkaSink:
    """A topic of a Kafka.

    A line counts as sent when the client has taken it into its queue, and as acknowledged when a
    broker has said so. It is the client that sends, again if need be, in threads of its own.

    Args:
        address: where the broker is.
        name: the topic's; it is made if it is missing.
        lanes: how many partitions are written to, from the first.
        ring: what is sent.
        settings: the producer's (see `loadgen.sinks.producer.settings`).
        keyed: whether each message has a key.

    Raises:
        BadInput: if the topic can't be had, or a setting is refused.
    """

    def __init__(
        self,
        address: str,
        name: str,
        lanes: int,
        ring: Ring,
        settings: Mapping[str, str],
        *,
        keyed: bool = False,
    ) -> None:
        self._library = kafka.client()
        self._address = address
        self._ring = ring
        # Its items are Python's whole numbers, which are quicker one by one than numpy's.
        self._offsets = ring.offsets.data
        most_lines, most_bytes = producer.most_waiting(settings)
        self._most_lines = max(most_lines // lanes, 1)
        self._most_bytes = most_bytes // lanes
        self.patience_ns = producer.patience_ns(settings)
        self.producer = producer.shown(settings)
        self._settings = producer.given_to_client(settings)
        self._topic = opened(address, name, lanes, longest(ring), self._settings)
        self._messages = Messages(ring, keyed=keyed)
        self._lanes = [_Partition() for _ in range(lanes)]
        self._client: Producer | None = None
        # The client asks for a number half a second late at times, and sends nothing before.
        self._numbered = settings["enable.idempotence"] != "true"
        self._said = ""  # by the client, of its connections

    def place(self) -> dict[str, Any]:
        """Which topic, and where our lines begin in it."""
        return {
            "kafka": self._address,
            "topic": self._topic.name,
            "partitions": self._topic.partitions,
            "first_offsets": list(self._topic.first_offsets),
        }

    def connect(self, wait: Wait, told: Callable[[int], None]) -> bool:  # noqa: ARG002 - a sink's form
        """Whether every lane has its consumer: a topic needs none."""
        return True

    def begin(self) -> Self:
        """Connect (see `Place`).

        Raises:
            BadInput: if the broker has gone.
        """
        client = self._library.Producer(
            {
                "statistics.interval.ms": _STATISTICS_MS,
                **self._settings,
                "bootstrap.servers": self._address,
                "error_cb": self._note,
                "stats_cb": self._look,
            }
        )
        self._client = client
        deadline_s = time.monotonic() + _ANSWER_S
        try:
            client.list_topics(self._topic.name, timeout=_ANSWER_S)
        except self._library.KafkaException as error:
            raise self._gone(reason_of(error)) from None
        while not self._numbered:
            if time.monotonic() > deadline_s:
                raise self._gone("it gives us no number as a producer")
            client.poll(_STATISTICS_MS / 1000)
        return self

    def hand_over(self, lane: int, lines: int) -> int:
        """Move a lane on (see `Sink`)."""
        part, client = self._lanes[lane], self._client
        if client is None:
            raise RuntimeError("lines are handed over before the sink has begun")
        lines = min(lines, part.lines + _MOST_AT_ONCE)
        while part.lines < lines and not part.reason:
            first = part.lines % len(self._ring)
            stop = self._stop(part, first, first + lines - part.lines)
            if stop == first:
                break
            self._produce(client, lane, self._messages.of(first, stop))
        return part.lines

    def ended(self, lane: int) -> bool:
        """Whether a line of it was given up: those after it would be out of order."""
        return bool(self._lanes[lane].reason)

    def blocked(self, lane: int) -> int | None:  # noqa: ARG002 - a sink's form
        """What to wait for: nothing that has a descriptor."""
        return None

    @property
    def outstanding(self) -> int:
        """How many lines nothing has been heard of yet."""
        return sum(part.lines - part.reported for part in self._lanes)

    @property
    def failed(self) -> bool:
        """Whether a line was given up."""
        return any(part.reason for part in self._lanes)

    def hear(self, timeout_s: float) -> dict[int, int]:
        """Take in what has arrived (see `Reports`)."""
        if self._client is None:
            return {}
        before = [part.leading for part in self._lanes]
        if not self._client.poll(timeout_s):
            return {}
        return {
            lane: part.leading
            for lane, part in enumerate(self._lanes)
            if part.leading > before[lane]
        }

    def took(self) -> list[dict[str, Any]]:
        """What each partition took."""
        return [
            {
                "lane": lane,
                "lines": part.lines,
                "acknowledged": part.acked,
                "reason": self._reason(part),
            }
            for lane, part in enumerate(self._lanes)
        ]

    def close(self) -> None:
        """Let go of the client, and of what it still tries to send."""
        if self._client is not None:
            self._client.purge(blocking=False)
            self._client = None

    def _stop(self, part: _Partition, first: int, stop: int) -> int:
        """Up to which line of the ring there is room, or to the ring's end if it is nearer."""
        waiting = part.lines - part.reported
        stop = min(stop, len(self._ring), first + self._most_lines - waiting)
        size = self._ring.bytes_before(part.lines) - self._ring.bytes_before(part.reported)
        last = self._offsets[first] + self._most_bytes - size
        stop = bisect_right(self._offsets, last, first, max(stop, first) + 1) - 1
        return max(stop, first) if waiting else max(stop, first + 1)

    def _produce(self, client: "Producer", lane: int, messages: list[dict[str, Any]]) -> None:
        part = self._lanes[lane]
        taken = client.produce_batch(
            self._topic.name, messages, partition=lane, on_delivery=part.report
        )
        part.lines += taken
        if taken < len(messages):
            errors = [message.pop("_error") for message in messages if "_error" in message]
            part.reason = errors[0].str()

    def _look(self, statistics: str) -> None:
        """Look whether the broker has given us the number that our messages carry."""
        if not self._numbered:
            self._numbered = json.loads(statistics)["eos"]["idemp_state"] == "Assigned"

    def _gone(self, reason: str) -> BadInput:
        return BadInput(f"--kafka {self._address}: no broker answers there: {self._said or reason}")

    def _note(self, error: "KafkaError") -> None:
        self._said = error.str().partition(" (after ")[0]

    def _reason(self, part: _Partition) -> str:
        if not part.reason and part.lines == part.reported:
            return ""
        reason = part.reason or "nothing was heard of them"
        return f"{reason} ({self._said})" if self._said else reason

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def longest(ring: Ring) -> int:
    """The longest line, bytes."""
    return int((ring.offsets[1:] - ring.offsets[:-1]).max()) - 1
