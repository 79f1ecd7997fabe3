"""From an estimate of how many lines are due to the exact number."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from loadgen.schedule.schedule import Int64, Schedule

CHUNK = 2**13
"""How many lines or times are worked on at once: few enough to stay in the processor's cache."""


def count_due(schedule: Schedule, elapsed_ns: int, estimate: Callable[[int], float]) -> int:
    """How many lines of a schedule are due at or before a time.

    Args:
        schedule: whose lines.
        elapsed_ns: ns since the start; any whole number.
        estimate: about how many lines are due before a time; it is only given times inside the
            schedule. The closer, the faster.
    """
    if elapsed_ns < 0:
        return 0
    if elapsed_ns >= schedule.duration_ns - 1:
        return schedule.count
    count = min(math.ceil(estimate(elapsed_ns + 1)), schedule.count)
    while count < schedule.count and schedule.due_at(count) <= elapsed_ns:
        count += 1
    while count > 0 and schedule.due_at(count - 1) > elapsed_ns:
        count -= 1
    return count


def counts_due(
    schedule: Schedule,
    elapsed_ns: Int64,
    estimate: Callable[[Int64], NDArray[np.floating]],
    due_ns: Callable[[Int64], Int64],
) -> Int64:
    """How many lines of a schedule are due at or before each time.

    Args:
        schedule: whose lines.
        elapsed_ns: ns since the start, int64[n], in any order.
        estimate: the same for arrays.
        due_ns: the schedule's due times, for lines in any order.

    Returns:
        int64[n], each what `schedule.count_due` says of that time.
    """
    counts = np.empty(len(elapsed_ns), np.int64)
    for start in range(0, len(elapsed_ns), CHUNK):
        part = slice(start, start + CHUNK)
        ns = np.clip(elapsed_ns[part], -1, schedule.duration_ns - 1)
        count = np.ceil(estimate(ns + 1)).astype(np.int64)
        np.clip(count, 0, schedule.count, out=count)
        _settle(count, ns, due_ns, schedule.count)
        counts[part] = count
    return counts


def _settle(count: Int64, elapsed_ns: Int64, due_ns: Callable[[Int64], Int64], most: int) -> None:
    """Put counts right, in place."""
    step = _step(count, elapsed_ns, due_ns, most)
    count += step
    off = np.flatnonzero(step)
    while len(off):
        moved = count[off]
        step = _step(moved, elapsed_ns[off], due_ns, most)
        count[off] = moved + step
        off = off[step != 0]


def _step(count: Int64, elapsed_ns: Int64, due_ns: Callable[[Int64], Int64], most: int) -> Int64:
    """1 where the next line is due too, -1 where the last one that was counted isn't, else 0."""
    low = (due_ns(np.minimum(count, most - 1)) <= elapsed_ns) & (count < most)
    high = (due_ns(np.maximum(count - 1, 0)) > elapsed_ns) & (count > 0)
    return np.subtract(low, high, dtype=np.int64)
