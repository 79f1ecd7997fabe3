"""What the pacer asks of where lines go."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from loadgen.waiting import Wait


class Sink(Protocol):
    """Takes lines, lane by lane, as many as it can without waiting."""

    def hand_over(self, lane: int, lines: int) -> int:
        """Move a lane on towards a number of lines.

        Args:
            lane: which lane.
            lines: how many of its lines are due in all.

        Returns:
            How many of its lines have left in all: what was asked for, or less if the lane can't
            take more now. Call again for the rest.
        """

    def ended(self, lane: int) -> bool:
        """Whether the lane will never take another line."""

    def blocked(self, lane: int) -> int | None:
        """What to wait for before the lane can take more: a descriptor to become writable."""


class Reports(Protocol):
    """Where the word of a broker arrives that acknowledges lines."""

    @property
    def outstanding(self) -> int:
        """How many lines nothing has been heard of yet."""

    @property
    def patience_ns(self) -> int:
        """How long after the last line there may be word of it, ns."""

    @property
    def failed(self) -> bool:
        """Whether a line has been given up."""

    def hear(self, timeout_s: float) -> Mapping[int, int]:
        """Take in what has arrived, or else what arrives first.

        Args:
            timeout_s: how long to wait if nothing has arrived, s.

        Returns:
            Of each lane that has come further: how many of its first lines are all acknowledged.
        """


class Place(Sink, Protocol):
    """A sink that consumers can find."""

    @property
    def producer(self) -> Mapping[str, str]:
        """The settings of what hands the lines to a broker; empty where there is none."""

    def place(self) -> dict[str, Any]:
        """Where: `host` and `port`, `dir`, or `kafka` and `topic`; JSON."""

    def connect(self, wait: Wait, told: Callable[[int], None]) -> bool:
        """Wait until every lane has its consumer.

        Args:
            wait: passes the time; says when to stop.
            told: called with each lane that has got its consumer.

        Returns:
            Whether all have come.
        """

    def took(self) -> list[dict[str, Any]]:
        """What each connection took, if there are connections: lane, lines, bytes, closed_early.

        Where a broker acknowledges lines, of each lane: lane, lines, acknowledged, and the reason
        if any failed, else "".
        """

    def begin(self) -> Reports | None:
        """Get ready, in the process that sends, before its first line is due.

        Returns:
            Where to hear which lines are acknowledged; None where nobody acknowledges any.

        Raises:
            BadInput: if there is no place for lines any more.
        """


class Unanswered:
    """The part of a place where nobody acknowledges lines."""

    producer: Mapping[str, str] = MappingProxyType({})

    def begin(self) -> None:
        """Get ready: it is (see `Place`)."""
