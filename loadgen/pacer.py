"""The open loop: wait until lines are due, hand over all that are, note when they left.

The loop never waits for whoever takes the lines. If a consumer stalls, its lines pile up here and
keep their due times, so that its slowness shows in full instead of slowing the load down
(coordinated omission).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from loadgen.clock import Clock
from loadgen.lanes import LaneView
from loadgen.sinks.sink import Sink
from loadgen.units import NS_PER_MS, NS_PER_S

# A wake-up costs CPU however few lines it sends. On a virtual machine with 2 cores it was 45 to
# 60 us if they were busy, as beside a system under test, and 80 us if one had to be woken for it;
# 5 us of these in here, the rest in timer and network. Lines wait for it for half a tick. With
# ticks of 1 ms we take 5 to 6% of a core and are 0.55 ms late, little beside the latencies that
# are measured; 2 ms save less than half of that, as a core that sleeps longer wakes up slower.
# From 50k lines/s on, the system has far more to do with the lines than we have with waking, and
# with a tick of 0.45 ms we are less than 0.3 ms late.
_TICK_NS = NS_PER_MS
_FAST_TICK_NS = 450_000
_FAST_PER_S = 50_000


class Pace(Protocol):
    """When to wake up next. A pure function; all times are ns since the schedule's start."""

    def wake_ns(self, next_due_ns: int, meant_ns: int, woke_ns: int) -> int:
        """When to wake up next.

        Args:
            next_due_ns: when the first line that hasn't left yet is due.
            meant_ns: when we were to wake up last.
            woke_ns: when we did.
        """


@dataclass(frozen=True)
class Tick:
    """At the next due line, but not more often than every tick.

    Args:
        tick_ns: the least time between two wake-ups, ns.
    """

    tick_ns: int

    @classmethod
    def for_rate(cls, per_s: float) -> "Tick":
        """The tick that weighs our own CPU against lateness at a rate."""
        return cls(_FAST_TICK_NS if per_s >= _FAST_PER_S else _TICK_NS)

    def wake_ns(self, next_due_ns: int, meant_ns: int, woke_ns: int) -> int:
        """When to wake up next (see `Pace`)."""
        # Ticks keep their rhythm: a timer is always a little late, and counted from when it went
        # off that would add up. Missed ones aren't made up for, as all that was due has left.
        ticks = (woke_ns - meant_ns) // self.tick_ns + 1
        return max(next_due_ns, meant_ns + ticks * self.tick_ns)


@dataclass(frozen=True)
class Gather:
    """At the next multiple of a time after a line is due, so that lines leave together.

    Args:
        every_ns: the time, ns.
    """

    every_ns: int

    def wake_ns(self, next_due_ns: int, meant_ns: int, woke_ns: int) -> int:  # noqa: ARG002 - a pace's form
        """When to wake up next (see `Pace`)."""
        return (max(next_due_ns, woke_ns) // self.every_ns + 1) * self.every_ns


class Wait(Protocol):
    """Passes the time."""

    def __call__(self, until_ns: int, writable: Sequence[int]) -> bool:
        """Wait for a time or a descriptor; may return early.

        Args:
            until_ns: the clock's time to wait for.
            writable: descriptors; wait no longer once one of them can be written.

        Returns:
            Whether to go on; False if somebody asked to stop.
        """


class Log(Protocol):
    """Keeps what left when; see `loadgen.emission`."""

    def append(self, *row: int) -> None:
        """Add a row: lane, its lines so far, the time."""

    def flush(self) -> None:
        """Put the rows so far where they outlive us."""


@dataclass(slots=True)
class _Lane:
    view: LaneView
    sent: int = 0
    next_due_ns: int = 0  # the first line's that hasn't left
    waits_for: int | None = None  # a descriptor, if the sink couldn't take all that was due


class Pacer:
    """Sends a schedule's lines when they are due.

    Args:
        lanes: the schedule, dealt out.
        sink: where the lines go.
        log: told of each hand-over.
        clock: tells the time.
        wait: passes it.
        pace: how often to wake up.
        beat: called about once a second, with the lines sent so far.
    """

    def __init__(
        self,
        lanes: Iterable[LaneView],
        sink: Sink,
        *,
        log: Log,
        clock: Clock,
        wait: Wait,
        pace: Pace,
        beat: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._lanes = [_Lane(view) for view in lanes]
        self._sink = sink
        self._log = log
        self._clock = clock
        self._wait = wait
        self._pace = pace
        self._beat = beat

    @property
    def sent(self) -> list[int]:
        """How many lines of each lane have left."""
        return [lane.sent for lane in self._lanes]

    def run(self, start_ns: int) -> bool:
        """Send until every line has left, every lane has ended, or the wait says to stop.

        Args:
            start_ns: when the schedule starts, on the clock.

        Returns:
            Whether every line has left.
        """
        todo = [lane for lane in self._lanes if lane.view.count]
        behind: list[int] = []
        first_due_ns = min((lane.view.due_at(0) for lane in todo), default=0)
        wake_ns = self._pace.wake_ns(first_due_ns, -NS_PER_S, -NS_PER_S)
        next_beat_ns = start_ns + NS_PER_S
        while todo:
            if not self._wait(start_ns + wake_ns, behind):
                break
            now_ns = self._clock.now_ns()
            if now_ns >= next_beat_ns:
                next_beat_ns = now_ns + NS_PER_S
                self._log.flush()
                self._beat(sum(self.sent))
            elapsed_ns = now_ns - start_ns
            if elapsed_ns < wake_ns and not behind:
                continue  # woken for nothing
            todo = [lane for lane in todo if self._move(lane, elapsed_ns)]
            # A lane that is behind waits for its consumer, the others for their next line.
            behind = [lane.waits_for for lane in todo if lane.waits_for is not None]
            due_ns = [lane.next_due_ns for lane in todo if lane.waits_for is None]
            next_due_ns = min(due_ns, default=elapsed_ns + NS_PER_S)
            wake_ns = self._pace.wake_ns(next_due_ns, wake_ns, elapsed_ns)
        self._log.flush()
        return all(lane.sent == lane.view.count for lane in self._lanes)

    def _move(self, lane: _Lane, elapsed_ns: int) -> bool:
        """Hand over what is due of a lane, and say whether it has more to come."""
        due = lane.view.count_due(elapsed_ns)
        lane.waits_for = None
        if due > lane.sent:
            sent = self._sink.hand_over(lane.view.lane, due)
            if sent > lane.sent:
                self._log.append(lane.view.lane, sent, self._clock.now_ns())
                lane.sent = sent
            if self._sink.ended(lane.view.lane):
                return False
            if sent < due:
                lane.waits_for = self._sink.blocked(lane.view.lane)
        if lane.sent == lane.view.count:
            return False
        lane.next_due_ns = lane.view.due_at(lane.sent)
        return True
