"""Structured Streaming's triggers as their progress tells of them, one by one, whoever's query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from analysis.progress import STRUCTURED_STEPS

WHOLE = "triggerExecution"
STEPS = tuple(step for step in STRUCTURED_STEPS if step != WHOLE)
"""The steps of a trigger, one after the other; `WHOLE` is all of it."""

_NO_WATERMARK_MS = 0
_ROUNDED_BY = 0.05
"""How far a rate that is told can be from what it was, rows/s: it has one decimal."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger; times in ms of the driver's clock.

    Args:
        batch: the number of its batch; of one that found nothing, of the batch to come.
        start_ms: when it began.
        steps_ms: how long each of `STEPS` and `WHOLE` took; those that it hadn't are 0.
        ran: whether it ran a batch: one that found nothing doesn't.
        rows: rows that it took, as the engine counts them.
        rows_per_s: those rows, over the time since the trigger before it began, whether or not
            that one was told of. 0 for the first of a query; None if the engine doesn't say.
        left_rows: whether a source said that it had more than was taken.
        state_rows: rows that the query's state holds; None for a query without.
        state_bytes: what they take in memory.
        late_rows: rows that came after the watermark and were dropped.
        watermark_ms: the watermark; None without one.
    """

    batch: int
    start_ms: int
    steps_ms: Mapping[str, int]
    ran: bool
    rows: int
    rows_per_s: float | None
    left_rows: bool = False
    state_rows: int | None = None
    state_bytes: int = 0
    late_rows: int = 0
    watermark_ms: int | None = None

    @property
    def end_ms(self) -> int:
        """When it was over, its commit included."""
        return self.start_ms + self.steps_ms[WHOLE]

    @property
    def asked_ms(self) -> int:
        """When it had asked its sources what they have: from then on its rows are fixed."""
        return min(self.start_ms + self.steps_ms["latestOffset"], self.end_ms)

    @property
    def least_ms(self) -> int:
        """The least that there can have been between its asking and its end.

        The steps that come after it, each of which is told to the ms and may be one too long.
        """
        after = (self.steps_ms[step] for step in STEPS if step != "latestOffset")
        return min(sum(max(took - 1, 0) for took in after), self.steps_ms[WHOLE])

    @property
    def since_before_ms(self) -> tuple[float, float] | None:
        """The least and the most time since the trigger before it began; None if it isn't known.

        Both are as far apart as the rounding of the rate makes them.
        """
        if not self.rows or self.rows_per_s is None:
            return None
        least = self.rows * 1000 / (self.rows_per_s + _ROUNDED_BY)
        if self.rows_per_s <= _ROUNDED_BY:
            return least, float("inf")
        return least, self.rows * 1000 / (self.rows_per_s - _ROUNDED_BY)


def trigger_of(event: Mapping[str, Any]) -> Trigger:
    """The trigger that a progress event tells of.

    Args:
        event: `StreamingQueryProgress` as JSON has it.
    """
    took = event.get("durationMs") or {}
    states = event.get("stateOperators") or []
    watermark = (event.get("eventTime") or {}).get("watermark")
    watermark_ms = _epoch_ms(watermark) if watermark else _NO_WATERMARK_MS
    return Trigger(
        batch=int(event["batchId"]),
        start_ms=_epoch_ms(event["timestamp"]),
        steps_ms={step: int(took.get(step, 0)) for step in STRUCTURED_STEPS},
        ran="addBatch" in took,
        rows=int(event.get("numInputRows") or 0),
        rows_per_s=event.get("inputRowsPerSecond"),
        left_rows=any(_left_rows(source) for source in event.get("sources") or ()),
        state_rows=sum(int(one["numRowsTotal"]) for one in states) if states else None,
        state_bytes=sum(int(one.get("memoryUsedBytes", 0)) for one in states),
        late_rows=sum(int(one.get("numRowsDroppedByWatermark", 0)) for one in states),
        watermark_ms=None if watermark_ms == _NO_WATERMARK_MS else watermark_ms,
    )


def neighbours(triggers: Iterable[Trigger]) -> list[tuple[Trigger, Trigger]]:
    """Pairs of triggers with no batch between them that wasn't told of; times ascend."""
    return [(one, other) for one, other in pairwise(triggers) if other.batch == one.batch + one.ran]


def missed(triggers: Iterable[Trigger]) -> int:
    """How many batches between the first and the last weren't told of."""
    numbers = {trigger.batch for trigger in triggers if trigger.ran}
    return max(numbers) - min(numbers) + 1 - len(numbers) if numbers else 0


def _left_rows(source: Mapping[str, Any]) -> bool:
    latest = source.get("latestOffset")
    return latest is not None and latest != source.get("endOffset")


def _epoch_ms(timestamp: str) -> int:
    # Rounded: a float of today's seconds is exact to a quarter of a us.
    return round(datetime.fromisoformat(timestamp).timestamp() * 1000)
