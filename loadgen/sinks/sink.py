"""What the pacer asks of where lines go."""

from collections.abc import Callable
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


class Place(Sink, Protocol):
    """A sink that consumers can find."""

    def place(self) -> dict[str, Any]:
        """Where: `host` and `port`, or `dir`; JSON."""

    def connect(self, wait: Wait, told: Callable[[int], None]) -> bool:
        """Wait until every lane has its consumer.

        Args:
            wait: passes the time; says when to stop.
            told: called with each lane that has got its consumer.

        Returns:
            Whether all have come.
        """

    def took(self) -> list[dict[str, Any]]:
        """What each connection took, if there are connections: lane, lines, bytes, closed_early."""
