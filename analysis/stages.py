"""Where the time goes: the mean latency taken apart into stages that sum to it.

    due --lateness--> sent --boundary_wait--> batch starts --scheduling--> (commit) --> job starts
        --processing--> visible

lateness       the generator's own; files gather lines, so a file's lines wait in it as well
boundary_wait  until the engine began the batch that took the line. Below 0 for lines that came
               after a trigger had started but before it asked its source: they are in that batch
scheduling     from the batch's boundary to the job's start, less what is booked as commit:
               finding out what there is and planning, or waiting for the batch before
commit         bookkeeping that a result has to wait for: Structured Streaming's write-ahead of
               its offsets. What an engine commits after the result delays the next batch only
processing     from the job's start until the result was in the reader's hands
"""

import numpy as np

from analysis.latency import LOST, Lines, progress_of
from analysis.progress import Batches
from analysis.record import Columns, Int64
from loadgen.units import NS_PER_MS

STAGES = ("lateness", "boundary_wait", "scheduling", "processing", "commit")


def fresh_lines(visible: Columns, measured: slice, total: int) -> Int64:
    """How many of the measured lines each result was the first to include, int64[results].

    Args:
        visible: columns `analysis.record.VISIBLE`.
        measured: which lines count.
        total: how many lines there are.
    """
    reached = progress_of(visible["lines"], total)
    inside = np.clip(reached, measured.start, measured.stop)
    return inside - np.concatenate(([measured.start], inside[:-1]))


def rows_of(batches: Batches, numbers: Int64) -> Int64:
    """The row of each batch number, int64[n]; -1 for batches that the engine never told of."""
    if not len(batches):
        return np.full(len(numbers), -1, np.int64)
    rows = np.minimum(np.searchsorted(batches.batch, numbers), len(batches) - 1)
    return np.where(batches.batch[rows] == numbers, rows, -1)


def stage_means(
    lines: Lines, measured: slice, visible: Columns, batches: Batches, *, engine: bool
) -> dict[str, float] | None:
    """The means of the stages over the measured lines, ms; they sum to their mean latency.

    Args:
        lines: every line.
        measured: which of them count.
        visible: columns `analysis.record.VISIBLE`.
        batches: the engine's batches.
        engine: whether there is one; without, all that comes after sent is processing.

    Returns:
        A mean for each of `STAGES`. None if there is no such sum: a line was never sent or never
        became visible, or the engine tells nothing of a batch that took some.
    """
    part = lines[measured]
    if not len(part) or (part.sent_ns == LOST).any() or (part.visible_ns == LOST).any():
        return None
    means = dict.fromkeys(STAGES, 0.0)
    means["lateness"] = float((part.sent_ns - part.due_ns).mean())
    if engine:
        fresh = fresh_lines(visible, measured, len(lines))
        results = np.flatnonzero(fresh)
        rows = rows_of(batches, visible["batch"][results])
        if (rows < 0).any():
            return None
        weights = fresh[results] / len(part)
        visible_ns = visible["visible_ns"][results]
        start_ns, process_ns = batches.start_ns[rows], batches.process_ns[rows]
        commit_ns = batches.durations_ns.get("walCommit", np.zeros(len(batches), np.int64))[rows]
        since_ns = part.due_ns[0]  # floats hold times near it exactly, but not since the epoch
        mean_start_ns = float(weights @ (start_ns - since_ns))
        means["boundary_wait"] = mean_start_ns - float((part.sent_ns - since_ns).mean())
        means["scheduling"] = float(weights @ (process_ns - start_ns - commit_ns))
        means["processing"] = float(weights @ (visible_ns - process_ns))
        means["commit"] = float(weights @ commit_ns)
    else:
        means["processing"] = float((part.visible_ns - part.sent_ns).mean())
    return {stage: mean / NS_PER_MS for stage, mean in means.items()}


def model(batches: Batches, interval_ns: int | None) -> dict[str, float] | None:
    """What independent arrivals at a fixed interval predict, to be read beside what was measured.

    A line that comes at any moment waits half an interval for the boundary, and then as long as a
    batch takes. It holds as long as batches take less than the interval.

    Args:
        batches: the measured batches.
        interval_ns: the batch interval or trigger; None for as fast as possible.

    Returns:
        boundary_wait: half the interval, ms; processing: the mean time from a batch's boundary to
        its end as the engine tells it, ms. None without an interval or batches.
    """
    if interval_ns is None or not len(batches):
        return None
    took_ns = float((batches.end_ns - batches.start_ns).mean())
    return {
        "boundary_wait": interval_ns / 2 / NS_PER_MS,
        "processing": took_ns / NS_PER_MS,
    }
