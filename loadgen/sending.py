"""Lanes sent by one process, from the first line to the broker's word on the last."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from loadgen.clock import Clock
from loadgen.journal import Journal
from loadgen.lanes import LaneView
from loadgen.listening import Listening
from loadgen.pacer import Pace, Pacer
from loadgen.sinks.sink import Reports, Sink
from loadgen.waiting import Wait


class Logs(NamedTuple):
    """What is kept while lines are sent.

    Args:
        sent: columns `loadgen.emission.EMISSION`.
        acked: columns `loadgen.acknowledged.ACKNOWLEDGED`.
    """

    sent: Journal
    acked: Journal


class Sent(NamedTuple):
    """How sending went.

    Args:
        finished: whether every line has left, and was acknowledged if anybody does that.
        lines: how many lines have left.
        end_ns: when the last one had, or it was given up, on the clock.
    """

    finished: bool
    lines: int
    end_ns: int


def send(
    views: Sequence[LaneView],
    sink: Sink,
    reports: Reports | None,
    logs: Logs,
    *,
    clock: Clock,
    wait: Wait,
    pace: Pace,
    beat: Callable[[int], None],
    start_ns: int,
) -> Sent:
    """Send some lanes of a schedule.

    Args:
        views: the lanes.
        sink: where to; it has begun.
        reports: what it said then.
        logs: take the rows.
        clock: tells the time.
        wait: passes it, and says when to stop.
        pace: how often to wake up.
        beat: called about once a second, with the lines sent so far.
        start_ns: when the schedule starts, on the clock.
    """

    def tell(lines: int) -> None:
        logs.acked.flush()  # the pacer does so with the other
        beat(lines)

    listening = None if reports is None else Listening(wait, reports, logs.acked, clock)
    pacer = Pacer(
        views,
        sink,
        log=logs.sent,
        clock=clock,
        wait=listening or wait,
        pace=pace,
        beat=tell,
    )
    finished = pacer.run(start_ns)
    end_ns = clock.now_ns()
    if listening is not None:
        finished = listening.finish() and finished
    return Sent(finished, sum(pacer.sent), end_ns)
