"""A query's figures by its progress alone: nothing was sent for it, and nothing seen but that."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.arrivals import Ages, ages
from analysis.progress import STRUCTURED_STEPS
from analysis.samples import Durations, distribution
from analysis.stages import BETWEEN
from analysis.triggers import STEPS, WHOLE, Trigger, missed, neighbours
from loadgen.units import NS_PER_MS

_MIB = 1 << 20

UNAGED = ("available-now", "once", "real-time")
"""Kinds of triggers whose rows didn't come between two looks at the source."""


def figures(triggers: Sequence[Trigger], since_ms: float, setting: str | None) -> dict[str, Any]:
    """The figures of the triggers that began at a moment or later.

    Args:
        triggers: all that is known, in order: those before tell when a source was last asked.
        since_ms: the moment, ms of the driver's clock.
        setting: the query's trigger, as a cell's setting names it; None if it isn't known.

    Returns:
        What `docs/own-query.md` lists; None for whatever there is nothing to say of.
    """
    counted = [one for one in triggers if one.start_ms >= since_ms]
    ran = [one for one in counted if one.ran]
    took_rows = [one for one in ran if one.rows]
    aged = setting is None or setting.partition(":")[0] not in UNAGED
    found = ages(triggers, since_ms) if aged else None
    return {
        "setting": setting,
        "batches": {
            "first": ran[0].batch if ran else None,
            "last": ran[-1].batch if ran else None,
            "told": len(ran),
            "with_rows": len(took_rows),
            "missed": missed(ran),
        },
        "rows": {
            "taken": sum(one.rows for one in ran),
            "late": sum(one.late_rows for one in ran),
            "held_back": found and found.held_back,
            "unknown": found and found.unknown,
        },
        "rows_per_s": _rows_per_s(triggers, since_ms),
        "idle_share": _idle_share(counted),
        "trigger_ms": _trigger_ms(took_rows),
        "engine_steps_ms": _steps_ms(took_rows),
        "state": _state(ran),
        "watermark_lag_ms": _watermark_lag_ms(ran),
        **_latency(found),
    }


def _latency(found: Ages | None) -> dict[str, dict[str, float | None] | None]:
    told = found is not None and (found.least.known or found.held_back)
    return {
        "latency_ms_least": distribution(found.least) if found and told else None,
        "latency_ms_even": distribution(found.even) if found and told else None,
        "latency_ms_most": distribution(found.most) if found and told else None,
    }


def _rows_per_s(triggers: Sequence[Trigger], since_ms: float) -> float | None:
    """Rows over the time in which they came: from when the trigger before had asked its sources."""
    pairs = [(one, other) for one, other in neighbours(triggers) if other.start_ms >= since_ms]
    came_ms = sum(other.asked_ms - one.asked_ms for one, other in pairs)
    return sum(other.rows for _, other in pairs) * 1000 / came_ms if came_ms > 0 else None


def _idle_share(counted: Sequence[Trigger]) -> float | None:
    """How much of the time no trigger worked, from the first one's start to the last one's."""
    pairs = neighbours(counted)
    whole_ms = sum(other.start_ms - one.start_ms for one, other in pairs)
    idle_ms = sum(other.start_ms - one.end_ms for one, other in pairs)
    return idle_ms / whole_ms if whole_ms > 0 else None


def _trigger_ms(took_rows: Sequence[Trigger]) -> dict[str, float | None]:
    took_ns = np.array([one.steps_ms[WHOLE] for one in took_rows], np.int64) * NS_PER_MS
    return distribution(Durations(took_ns, np.ones(len(took_ns), np.int64)))


def _steps_ms(took_rows: Sequence[Trigger]) -> dict[str, float] | None:
    """The mean of each of the engine's steps, and of what is in none of them; they sum to all."""
    if not took_rows:
        return None
    means = {
        step: sum(one.steps_ms[step] for one in took_rows) / len(took_rows)
        for step in STRUCTURED_STEPS
    }
    between = means[WHOLE] - sum(means[step] for step in STEPS)
    return {step: means[step] for step in STEPS} | {BETWEEN: between, WHOLE: means[WHOLE]}


def _state(ran: Sequence[Trigger]) -> dict[str, float] | None:
    held = [(one.state_rows, one.state_bytes) for one in ran if one.state_rows is not None]
    if not held:
        return None
    rows, size = held[-1]
    most_rows, most_size = (max(column) for column in zip(*held, strict=True))
    return {
        "rows": rows,
        "most_rows": most_rows,
        "memory_mb": size / _MIB,
        "most_memory_mb": most_size / _MIB,
    }


def _watermark_lag_ms(ran: Sequence[Trigger]) -> dict[str, float] | None:
    """How far the watermark was behind the start of the triggers."""
    lags = [one.start_ms - one.watermark_ms for one in ran if one.watermark_ms is not None]
    return {"last": float(lags[-1]), "most": float(max(lags))} if lags else None
