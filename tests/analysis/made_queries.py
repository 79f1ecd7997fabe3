"""Queries that don't exist: triggers with Spark's timing, what Spark would tell of them, the truth.

As MicroBatchExecution does it: a trigger asks its source, and runs a batch if there is something;
one that finds nothing is told of every ten seconds only, and the next waits 10 ms. Times are told
in whole ms, cut off; the rate in rows/s since the trigger before began, to one decimal.
"""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

START_MS = 1_795_335_331_295
_IDLE_TOLD_MS = 10_000
_POLLING_MS = 10
_JOB = ("walCommit", "getBatch", "queryPlanning", "addBatch", "commitOffsets")


@dataclass
class MadeQuery:
    """A query with a source whose rows come at known times.

    Args:
        came_ms: when rows come, ms since the query's start, ascending, float64[rows].
        interval_ms: the trigger's interval; 0 for as soon as possible.
        limit: rows that a trigger takes at most.
        seed: of how long things take.
        long_ms: how long a job takes in the mean.
    """

    came_ms: NDArray[np.floating[Any]]
    interval_ms: int = 0
    limit: int = 1_000_000_000
    seed: int = 1
    long_ms: float = 80.0
    events: list[dict[str, Any]] = field(default_factory=list)
    done_ms: dict[int, list[float]] = field(default_factory=dict)
    """What the rows of each batch really took."""

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        now_ms, before_ms, told_ms = float(rng.random() * 1000), None, 0.0
        taken, until_ms = 0, float(self.came_ms[-1]) + 2_000
        while now_ms < until_ms or taken < len(self.came_ms):
            begun_ms = now_ms
            asking_ms = begun_ms + rng.random()
            asked_ms = asking_ms + rng.choice([0.1, 5.0]) * rng.random()
            at_ms = rng.uniform(asking_ms, asked_ms)
            there = int(np.searchsorted(self.came_ms, at_ms, side="right"))
            rows = min(there - taken, self.limit)
            edges = {"latestOffset": (asking_ms, asked_ms)}
            now_ms = asked_ms + rng.random() * 3
            if rows:
                for step in _JOB:
                    long_ms = self.long_ms if step == "addBatch" else 6.0
                    edges[step] = (now_ms, now_ms + rng.lognormal(math.log(long_ms), 0.4))
                    now_ms = edges[step][1]
                now_ms += rng.random() * 0.5
            if rows or now_ms - told_ms >= _IDLE_TOLD_MS:
                told_ms = now_ms
                edges["triggerExecution"] = (begun_ms, now_ms)
                self._tell(edges, rows, before_ms, left=there - taken - rows)
            if rows:
                mine = self.came_ms[taken : taken + rows]
                self.done_ms[len(self.done_ms)] = (now_ms - mine).tolist()
                taken += rows
            else:
                now_ms += _POLLING_MS
            before_ms = begun_ms
            if self.interval_ms:
                grid_ms = (begun_ms // self.interval_ms + 1) * self.interval_ms
                now_ms = max(now_ms, grid_ms)

    def _tell(
        self,
        edges: dict[str, tuple[float, float]],
        rows: int,
        before_ms: float | None,
        left: int,
    ) -> None:
        start_ms = math.floor(edges["triggerExecution"][0])
        apart_s = None if before_ms is None else (start_ms - math.floor(before_ms)) / 1000
        took: dict[str, Any] = {
            name: math.floor(until) - math.floor(since) for name, (since, until) in edges.items()
        }
        self.events.append(
            event(
                batch=len(self.done_ms),
                start_ms=START_MS + start_ms,
                rows=rows,
                rows_per_s=round(rows / apart_s, 1) if apart_s else 0.0,
                latest=left,
                **took,
            )
        )


def event(
    batch: int,
    start_ms: int,
    rows: int = 0,
    rows_per_s: float | None = 0.0,
    latest: int | None = None,
    *,
    more: dict[str, Any] | None = None,
    **took_ms: Any,
) -> dict[str, Any]:
    """A progress event.

    Args:
        batch: its number.
        start_ms: when the trigger began, ms since the epoch.
        rows: rows that it took.
        rows_per_s: as Spark tells it.
        latest: how far beyond its end the source says that it goes; None if it doesn't say.
        more: further keys.
        took_ms: the steps, ms.
    """
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=start_ms)
    source = {"endOffset": 0, "latestOffset": latest, "numInputRows": rows}
    return {
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "batchId": batch,
        "numInputRows": rows,
        "inputRowsPerSecond": rows_per_s,
        "durationMs": took_ms,
        "sources": [source],
        **(more or {}),
    }
