"""The run clock: one monotonic time base that all processes of a run share."""

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now_ns(self) -> int:
        """The time, ns."""


@dataclass(frozen=True)
class RunClock:
    """Nanoseconds since the epoch as of the start of a run, carried on by the monotonic clock.

    The system's clock may be stepped or slewed while a run goes on, and differences of its
    readings would then be no durations. So a run reads the offset between the two clocks once,
    hands it to each of its processes, and all of them add it to the monotonic clock, which on one
    machine is the same for all.

    Args:
        offset_ns: what to add to the monotonic clock, ns.
    """

    offset_ns: int

    @classmethod
    def start(cls) -> "RunClock":
        """A clock that agrees with the system's clock now."""
        return cls(time.time_ns() - time.monotonic_ns())

    def now_ns(self) -> int:
        """The time of the run, ns since the epoch."""
        return time.monotonic_ns() + self.offset_ns

    def wall_ahead_ns(self) -> int:
        """How far the system's clock has moved ahead of this one, ns: 0 unless it was set."""
        return time.time_ns() - self.now_ns()
