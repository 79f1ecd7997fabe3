"""How long rows took if nobody knows when they came, only between which two looks at the source.

A row of a batch came after the trigger before had asked its sources and before its own trigger
had, and was done by that trigger's end. So there is a least and a most for every row; and if rows
come evenly between two looks, there is a distribution, exact to the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.record import Int64
from analysis.samples import Durations, Samples
from analysis.since_due import SinceDue
from analysis.steps import Spans
from analysis.triggers import Trigger
from loadgen.units import NS_PER_MS

_NS_PER_US = 1000
_US_PER_MS = 1000
_CLOCK_MS = 1
"""Spark's times are whole ms, cut off: a trigger may end so much later than it says."""


@dataclass(frozen=True, eq=False)
class Even:
    """Rows that come evenly within stretches of time, each in the middle of its share, whole µs.

    Args:
        since_ns: when each stretch begins, ascending, int64[stretches].
        width_us: how long it is, at least 1, and over before the next begins, int64[stretches].
        rows: how many rows come in it, at least 1, int64[stretches].
    """

    since_ns: Int64
    width_us: Int64
    rows: Int64
    start_ns: int = 0

    @property
    def upto(self) -> Int64:
        """Rows up to the end of each stretch, int64[stretches]."""
        return np.cumsum(self.rows)

    def due_ns(self, index: Int64) -> Int64:
        """When rows come, ns, int64[n]."""
        upto = self.upto
        k = np.searchsorted(upto, index, side="right")
        nth = index - (upto - self.rows)[k]
        into_us = (2 * nth + 1) * self.width_us[k] // (2 * self.rows[k])
        came: Int64 = self.since_ns[k] + into_us * _NS_PER_US
        return came

    def due_upto(self, times_ns: Int64) -> Int64:
        """How many rows have come at or before times: the exact inverse of `due_ns`, int64[n]."""
        k = np.maximum(np.searchsorted(self.since_ns, times_ns, side="right") - 1, 0)
        width_us, rows = self.width_us[k], self.rows[k]
        into_us = np.clip((times_ns - self.since_ns[k]) // _NS_PER_US, -1, width_us - 1)
        halves = -(-2 * rows * (into_us + 1) // width_us)
        come: Int64 = self.upto[k] - rows + halves // 2
        return come

    def mean_ns(self) -> float:
        """The mean of when rows come, ns."""
        middle = self.since_ns + self.width_us * (_NS_PER_US / 2)
        return float(self.rows @ middle) / int(self.rows.sum())


@dataclass(frozen=True)
class Placed:
    """A trigger's rows, and between which moments they came; ms of the driver's clock.

    Args:
        trigger: the trigger that took them.
        earliest_ms: none came before it; None if the trigger before left some of them where they
            were.
        since_ms: when the trigger before had asked, as near as can be told.
    """

    trigger: Trigger
    earliest_ms: float | None
    since_ms: float


@dataclass(frozen=True, eq=False)
class Ages:
    """How long rows took until their trigger's end.

    Args:
        least: no row can have taken less.
        even: what they took if they came evenly.
        most: no row can have taken more.
        held_back: rows that a source kept for a later trigger, which took nobody knows how long:
            lost in `even` and `most`.
        unknown: rows in none of them, because the trigger before isn't known: the first of a query.
    """

    least: Samples
    even: Samples
    most: Samples
    held_back: int
    unknown: int


def ages(triggers: Sequence[Trigger], since_ms: float) -> Ages:
    """How long rows took.

    Args:
        triggers: in their order.
        since_ms: the rows of triggers that began before it don't count; but they tell when a source
            was asked.
    """
    placed: list[Placed] = []
    unknown = 0
    before: Trigger | None = None
    for trigger in triggers:
        if trigger.rows and trigger.start_ms >= since_ms:
            one = _place(trigger, before)
            if one is None:
                unknown += trigger.rows
            else:
                placed.append(one)
        before = trigger
    known = [(one, one.earliest_ms) for one in placed if one.earliest_ms is not None]
    held = sum(one.trigger.rows for one in placed) - sum(one.trigger.rows for one, _ in known)
    least = [one.trigger.least_ms for one in placed]
    most = [one.trigger.end_ms + _CLOCK_MS - earliest for one, earliest in known]
    rows = [one.trigger.rows for one in placed]
    rows_known = [one.trigger.rows for one, _ in known]
    return Ages(
        least=Durations(_ns(least), _ints(rows)),
        even=_evenly([one for one, _ in known], held),
        most=Durations(_ns(most), _ints(rows_known), held),
        held_back=held,
        unknown=unknown,
    )


def _place(trigger: Trigger, before: Trigger | None) -> Placed | None:
    """Find the trigger before, told of or not, and with it when the source was asked last.

    Triggers that find nothing are told of every ten seconds only. But the rate that a trigger tells
    is over the time since the one before began, whichever that was.

    Args:
        trigger: the trigger.
        before: the last that was told of before it.
    """
    span = trigger.since_before_ms
    if before is None:
        if span is None or span[1] == float("inf"):
            return None
        return Placed(trigger, *_unseen(trigger, span, -float("inf")))
    apart_ms = trigger.start_ms - before.start_ms
    if span is None or span[0] - 1 <= apart_ms <= span[1] + 1:
        return Placed(trigger, None if before.left_rows else before.start_ms, before.asked_ms)
    return Placed(trigger, *_unseen(trigger, span, before.end_ms))


def _unseen(trigger: Trigger, span: tuple[float, float], after_ms: float) -> tuple[float, float]:
    """When a trigger that wasn't told of began at the earliest, and when it had asked."""
    least_ms, most_ms = span
    earliest_ms = max(trigger.start_ms - most_ms, after_ms)
    asked_ms = trigger.start_ms - (least_ms + min(most_ms, trigger.start_ms - earliest_ms)) / 2
    # It asked the same source: about as long as this one did.
    asked_ms += trigger.steps_ms["latestOffset"]
    return earliest_ms, min(max(asked_ms, earliest_ms), trigger.start_ms)


def _evenly(known: Sequence[Placed], held: int) -> Samples:
    if not known:
        return Durations(_ints([]), _ints([]), held)
    base_ms = known[0].since_ms
    since_us = _ints([round((one.since_ms - base_ms) * _US_PER_MS) for one in known])
    until_us = _ints([round((one.trigger.asked_ms - base_ms) * _US_PER_MS) for one in known])
    rows = _ints([one.trigger.rows for one in known])
    came = Even(since_us * _NS_PER_US, np.maximum(until_us - since_us, 1), rows)
    end_ns = _ns([one.trigger.end_ms - base_ms for one in known])
    spans = Spans(came.upto - rows, came.upto, end_ns, np.arange(len(rows)))
    return SinceDue([(came, spans)], held, came.mean_ns)


def _ns(times_ms: Sequence[float]) -> Int64:
    return _ints([round(ms * NS_PER_MS) for ms in times_ms])


def _ints(values: Sequence[int]) -> Int64:
    return np.array(values, np.int64)
