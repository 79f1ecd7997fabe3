"""The measured window: from the end of the warm-up to the end of the schedule."""

from dataclasses import dataclass

from analysis.record import RunRecord
from loadgen import schedule
from loadgen.units import NS_PER_S, parse_duration_ns


@dataclass(frozen=True)
class Window:
    """A stretch of a run.

    Args:
        since_ns: its first moment, ns on the run clock.
        until_ns: the first moment after it.
    """

    since_ns: int
    until_ns: int

    @property
    def seconds(self) -> float:
        """How long it is, s."""
        return (self.until_ns - self.since_ns) / NS_PER_S


def measured(record: RunRecord) -> Window | None:
    """The window whose lines count; None if the schedule never began, or none of it counts.

    A run that was cut off may not have come to note its window, but it knew what it was up to.
    """
    noted = record.info.get("window") or {}
    if noted.get("warm_ns") is not None and noted.get("end_ns") is not None:
        since_ns, until_ns = int(noted["warm_ns"]), int(noted["end_ns"])
        return Window(since_ns, until_ns) if since_ns < until_ns else None
    if not record.load:
        return None
    start_ns = int(record.load["start_ns"])
    warmup_ns = parse_duration_ns(record.info["cell"]["warmup"])
    duration_ns = schedule.from_spec(record.load["schedule"]).duration_ns
    return Window(start_ns + warmup_ns, start_ns + duration_ns)


def at_work(record: RunRecord) -> Window | None:
    """When the engine worked on what is measured: in the measured window, as lines came.

    Of a backlog, which was there before, it is the time in which it was worked off; None if it
    wasn't.
    """
    if record.backlog is None:
        return measured(record)
    end_ns = record.backlog.get("end_ns")
    return None if end_ns is None else Window(int(record.backlog["start_ns"]), int(end_ns))


def end_ns(record: RunRecord) -> int | None:
    """When the schedule proper ended, ns on the run clock; None if the run never noted it.

    Lines may be due later still: a tail, which closes windows that only later lines can close.
    """
    noted = (record.info.get("window") or {}).get("end_ns")
    return None if noted is None else int(noted)


def lines_due(record: RunRecord, window: Window) -> int:
    """How many lines the schedule has in a window, whether or not the run came to them."""
    plan = schedule.from_spec(record.load["schedule"])
    start_ns = int(record.load["start_ns"])
    until, since = (at - start_ns - 1 for at in (window.until_ns, window.since_ns))
    return plan.count_due(until) - plan.count_due(since)
