"""Laws: when a synthetic engine shows its results. Pure: nothing in here reads a clock.

All times are ns since the schedule's start. A law looks at when lines are due, never at when they
came: so what each line's latency is, to the ns, can be worked out from the schedule alone.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count, cycle
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from loadgen import kinds
from loadgen.errors import BadInput
from loadgen.schedule import Schedule
from loadgen.units import NS_PER_MS, NS_PER_S, parse_count, parse_duration_ns, parse_rate

Int64 = NDArray[np.int64]

_TICK_NS = NS_PER_MS


@dataclass(frozen=True)
class Results:
    """What a law prescribes for a run, result by result.

    Args:
        lines: lines in so far, ascending; the last is all there are, int64[results].
        start_ns: when the result's batch begins, int64[results].
        at_ns: when the result is in hand, ascending, int64[results].
    """

    lines: Int64
    start_ns: Int64
    at_ns: Int64

    def __len__(self) -> int:
        return len(self.lines)


class Law(Protocol):
    """When results are in hand, as a function of when lines are due."""

    def results(self, plan: Schedule) -> Results:
        """The results of a run of this schedule."""


@dataclass(frozen=True)
class Fixed:
    """Results follow each hand-over: every ms, so long after it was due.

    Args:
        latency_ns: from the ms by which a line is due to its result, ns.
    """

    latency_ns: int

    def results(self, plan: Schedule) -> Results:
        """The results of a run of this schedule."""
        due_ns = _due_ns(plan)
        ticks_ns = np.unique(-(-due_ns // _TICK_NS) * _TICK_NS)
        lines = np.searchsorted(due_ns, ticks_ns, side="right").astype(np.int64)
        return Results(lines, ticks_ns, ticks_ns + self.latency_ns)


@dataclass(frozen=True)
class Uniform:
    """A batch each interval, all equally quick: latencies are spread evenly over an interval.

    Args:
        interval_ns: between batches' starts, ns.
        processing_ns: what a batch takes, ns.
    """

    interval_ns: int
    processing_ns: int

    def results(self, plan: Schedule) -> Results:
        """The results of a run of this schedule."""
        return _in_batches(plan, self.interval_ns, lambda _start_ns: self.processing_ns)


@dataclass(frozen=True)
class Bimodal:
    """A batch each interval; quick and slow ones alternate.

    Args:
        interval_ns: between batches' starts, ns.
        quick_ns: what every other batch takes, ns.
        slow_ns: what the others take, ns.
    """

    interval_ns: int
    quick_ns: int
    slow_ns: int

    def results(self, plan: Schedule) -> Results:
        """The results of a run of this schedule."""
        turns = cycle((self.quick_ns, self.slow_ns))
        return _in_batches(plan, self.interval_ns, lambda _start_ns: next(turns))


@dataclass(frozen=True)
class Stalls:
    """A quick batch each interval, but for one in the middle of the schedule that takes long.

    Args:
        interval_ns: between batches' starts, ns.
        processing_ns: what a batch takes, ns.
        stall_ns: what the one in the middle takes, ns.
    """

    interval_ns: int
    processing_ns: int
    stall_ns: int

    def results(self, plan: Schedule) -> Results:
        """The results of a run of this schedule."""
        stalled = False

        def took_ns(start_ns: int) -> int:
            nonlocal stalled
            if stalled or start_ns < plan.duration_ns // 2:
                return self.processing_ns
            stalled = True
            return self.stall_ns

        return _in_batches(plan, self.interval_ns, took_ns)


@dataclass(frozen=True)
class Sizes:
    """Batches of every size, small ones as likely as large ones on a logarithmic scale.

    A batch begins once its last line is due and the batch before it is done.

    Args:
        most: lines in the largest.
        processing_ns: what a batch takes, ns.
        seed: of the sizes.
    """

    most: int
    processing_ns: int
    seed: int = 1

    def results(self, plan: Schedule) -> Results:
        """The results of a run of this schedule."""
        due_ns = _due_ns(plan)
        sizes = random.Random(self.seed)
        lines, end_ns, rows = 0, 0, []
        while lines < len(due_ns):
            lines = min(lines + int(self.most ** sizes.random()), len(due_ns))
            start_ns = max(int(due_ns[lines - 1]), end_ns)
            end_ns = start_ns + self.processing_ns
            rows.append((lines, start_ns, end_ns))
        return _of_rows(rows)


@dataclass(frozen=True)
class Limited:
    """A batch begins when the one before it is done, and takes longer the more lines it has.

    So batches grow with the rate, and without end at the one that is too much for it: it keeps up
    with any rate below `lines_per_s`, and with none above.

    Args:
        lines_per_s: how fast lines are worked off.
        processing_ns: what a batch takes besides.
    """

    lines_per_s: float
    processing_ns: int

    def results(self, plan: Schedule) -> Results:
        """The results of a run of this schedule."""
        due_ns = _due_ns(plan)
        line_ns = NS_PER_S / self.lines_per_s
        lines, end_ns, rows = 0, 0, []
        while lines < len(due_ns):
            # To the next ms: a generator hands over no sooner.
            start_ns = max(-(-int(due_ns[lines]) // _TICK_NS) * _TICK_NS, end_ns)
            due = int(np.searchsorted(due_ns, start_ns, side="right"))
            end_ns = start_ns + self.processing_ns + round((due - lines) * line_ns)
            lines = due
            rows.append((lines, start_ns, end_ns))
        return _of_rows(rows)


def parse_law(text: str) -> Law:
    """A law from `uniform:500ms:120ms` and the like (`TAKES` has all).

    Raises:
        BadInput: if it is none, or one of its numbers can't be read.
    """
    try:
        return kinds.parse(text, _KINDS, TAKES)
    except BadInput as error:
        raise BadInput(f"--conf law: {error}") from None


def _fixed(latency: str) -> Law:
    return Fixed(parse_duration_ns(latency))


def _uniform(interval: str, processing: str) -> Law:
    return Uniform(_interval_ns(interval), parse_duration_ns(processing))


def _bimodal(interval: str, quick: str, slow: str) -> Law:
    return Bimodal(_interval_ns(interval), parse_duration_ns(quick), parse_duration_ns(slow))


def _stalls(interval: str, processing: str, stall: str) -> Law:
    return Stalls(_interval_ns(interval), parse_duration_ns(processing), parse_duration_ns(stall))


def _sizes(most: str, processing: str) -> Law:
    return Sizes(parse_count(most), parse_duration_ns(processing))


def _limited(rate: str, processing: str) -> Law:
    return Limited(parse_rate(rate), parse_duration_ns(processing))


_KINDS: Mapping[str, tuple[str, Callable[..., Law]]] = {
    "fixed": ("fixed:LATENCY", _fixed),
    "uniform": ("uniform:INTERVAL:PROCESSING", _uniform),
    "bimodal": ("bimodal:INTERVAL:QUICK:SLOW", _bimodal),
    "stalls": ("stalls:INTERVAL:PROCESSING:STALL", _stalls),
    "sizes": ("sizes:MOST:PROCESSING", _sizes),
    "limited": ("limited:LINES_PER_S:PROCESSING", _limited),
}

TAKES = ", ".join(form for form, _ in _KINDS.values())
"""What a law's text is, for people."""


def _interval_ns(text: str) -> int:
    interval_ns = parse_duration_ns(text)
    if interval_ns < _TICK_NS:
        raise BadInput(f"{text!r} is no interval from 1ms up")
    return interval_ns


def _due_ns(plan: Schedule) -> Int64:
    return plan.due_ns(np.arange(plan.count, dtype=np.int64))


def _in_batches(plan: Schedule, interval_ns: int, took_ns: Callable[[int], int]) -> Results:
    """A batch at each multiple of the interval at which the one before it is done.

    Args:
        plan: the run's schedule.
        interval_ns: between multiples.
        took_ns: what a batch takes, by its start.
    """
    due_ns = _due_ns(plan)
    lines, next_ns, rows = 0, 0, []
    for start_ns in count(0, interval_ns):
        if lines == len(due_ns):
            break
        due = int(np.searchsorted(due_ns, start_ns, side="right"))
        if start_ns < next_ns or due == lines:
            continue
        lines, next_ns = due, start_ns + took_ns(start_ns)
        rows.append((lines, start_ns, next_ns))
    return _of_rows(rows)


def _of_rows(rows: list[tuple[int, int, int]]) -> Results:
    table = np.array(rows, np.int64).reshape(-1, 3)
    return Results(table[:, 0], table[:, 1], table[:, 2])
