"""About where a system stops keeping up, from one run whose rate grows."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from analysis import keeping_up
from analysis.lines import last_moment_ns
from analysis.record import Int64
from analysis.run import Run
from loadgen import schedule
from loadgen.schedule import Schedule
from loadgen.units import NS_PER_MS, NS_PER_S

# Lines that wait for so many times as long as is usual at low rates wait for those before them.
_BEHIND_FACTOR = 3.0
# Waiting of less than this, from one hand-over to the next, says nothing.
_LEAST_NS = 50 * NS_PER_MS
_USUAL_SHARE = 3  # the first third of the load is what is usual
_RATE_PARTS = 200  # over so much of the load a rate is taken


@dataclass(frozen=True)
class Turn:
    """Where a system stopped keeping up with a growing rate.

    Args:
        low_per_s: the lower of the two figures below, lines per second; None if nothing was shown.
        high_per_s: the higher; None if it kept up to the end, or the generator didn't.
        estimate_per_s: between them; None if nothing was shown.
        why: what happened, one sentence without its full stop.
    """

    low_per_s: float | None
    high_per_s: float | None
    estimate_per_s: float | None
    why: str


@dataclass(frozen=True)
class _Shown:
    """What was shown of a growing load, result by result.

    Args:
        plan: when its lines are due.
        lines: lines in so far, ascending, int64[results].
        at_ns: when, ns since the schedule's start, int64[results].
    """

    plan: Schedule
    lines: Int64
    at_ns: Int64

    @property
    def oldest_due_ns(self) -> Int64:
        """When the oldest line of each result was due, int64[results]."""
        return self.plan.due_ns(np.append(0, self.lines[:-1]))

    def offered_per_s(self, at_ns: int) -> float:
        """The rate offered around a time."""
        around_ns = self.plan.duration_ns // _RATE_PARTS + 1
        since_ns = min(max(at_ns - around_ns, 0), self.plan.duration_ns - 2 * around_ns)
        until_ns = since_ns + 2 * around_ns
        lines = self.plan.count_due(until_ns - 1) - self.plan.count_due(since_ns - 1)
        return lines / (2 * around_ns) * NS_PER_S

    def done_per_s(self, since: int) -> float | None:
        """How fast results came out from one on; None if it was the last."""
        before_ns, before = (self.at_ns[since - 1], self.lines[since - 1]) if since else (0, 0)
        took_ns = int(self.at_ns[-1] - before_ns)
        return float(self.lines[-1] - before) / took_ns * NS_PER_S if took_ns > 0 else None


def turn(run: Run, within_ms: float | None = None) -> Turn:
    """Where a system stopped keeping up.

    Two figures say so: the rate that was offered when lines came in that waited for too long, as
    all did from then on; and the rate at which results came out from then on.

    Args:
        run: its rate grows.
        within_ms: how long lines may take at most, if somebody asks for less than keeping up.
    """
    shown = _shown(run)
    if shown is None:
        return Turn(None, None, None, "nothing was shown")
    waited_ns = shown.at_ns - shown.oldest_due_ns
    behind_ns = _behind_ns(run, shown, waited_ns)
    too_long_ns = behind_ns if within_ms is None else min(behind_ns, within_ms * NS_PER_MS)
    ended_ns = last_moment_ns(run.record) - int(run.record.load["start_ns"])
    in_time = np.flatnonzero(waited_ns <= too_long_ns)
    since = int(in_time[-1]) + 1 if len(in_time) else 0
    done_per_s = None
    if since < len(waited_ns):
        fell_ns = int(shown.oldest_due_ns[since])
        # Lines that take longer than is asked for may keep up all the same.
        done_per_s = shown.done_per_s(since) if too_long_ns == behind_ns else None
    elif _next_due_ns(shown, ended_ns) < ended_ns - too_long_ns:
        fell_ns = _next_due_ns(shown, ended_ns)  # the line that nobody saw any more
    else:
        most_per_s = shown.offered_per_s(min(ended_ns, shown.plan.duration_ns))
        words = f"it kept up to the end, at {most_per_s:,.0f} lines/s"
        return Turn(most_per_s, None, most_per_s, words)
    offered_per_s = shown.offered_per_s(fell_ns)
    figures = [offered_per_s, *([done_per_s] if done_per_s else [])]
    low_per_s, high_per_s = min(figures), max(figures)
    why = f"lines fell behind at {offered_per_s:,.0f} lines/s"
    if done_per_s:
        why += f", and results came out at {done_per_s:,.0f} lines/s from then on"
    end = keeping_up.given_up(run)
    if end is not None and end.by_generator:
        why += "; but it was the generator that was late"
        return Turn(low_per_s, None, sqrt(low_per_s * high_per_s), why)
    return Turn(low_per_s, high_per_s, sqrt(low_per_s * high_per_s), why)


def _shown(run: Run) -> _Shown | None:
    """What was shown; None if nothing was."""
    if not run.record.load:
        return None
    plan = schedule.from_spec(run.record.load["schedule"])
    told = keeping_up.telling(run)
    lines = np.minimum(np.maximum.accumulate(told["lines"]), plan.count)
    fresh = np.diff(lines, prepend=0) > 0
    if not fresh.any():
        return None
    at_ns = told["visible_ns"][fresh] - int(run.record.load["start_ns"])
    return _Shown(plan, lines[fresh], at_ns)


def _behind_ns(run: Run, shown: _Shown, waited_ns: Int64) -> float:
    """How long lines wait only in a system that doesn't keep up, ns."""
    warm_ns = run.record.info["window"]["warm_ns"] - int(run.record.load["start_ns"])
    early_ns = warm_ns + (shown.plan.duration_ns - warm_ns) // _USUAL_SHARE
    since, until = np.searchsorted(shown.oldest_due_ns, [warm_ns, early_ns])
    some = waited_ns[since:until] if until > since else waited_ns[: until + 1]
    interval_ns = run.record.info["interval_ns"] or 0
    usual_ns = max(float(np.median(some)), interval_ns)
    return max(_BEHIND_FACTOR * usual_ns, _LEAST_NS)


def _next_due_ns(shown: _Shown, ended_ns: int) -> int:
    """When the first line was due that wasn't shown; the end if there is none."""
    lines = int(shown.lines[-1])
    return shown.plan.due_at(lines) if lines < shown.plan.count else ended_ns
