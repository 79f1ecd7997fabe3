"""Where the time goes: the stages that each batch's lines pass through, adding up to their latency.

        due --lateness--> sent --boundary_wait--> boundary --window_wait--> boundary
        --scheduling, commit--> job's start --processing--> visible

lateness       the generator's own; files gather lines, so a file's lines wait in it as well
boundary_wait  until the engine began the batch that took the line. Below 0 for lines that came
               after a trigger had started but before it asked its source: they are in that batch
window_wait    from there until the engine began the batch that showed the line: until the watermark
               closed its window, or the window's slide. 0 where results come out with the batch
               that took their lines; what follows is of the batch that showed them
scheduling     from the batch's boundary to the job's start, less what is booked as commit:
               finding out what there is and planning, or waiting for the batch before
commit         bookkeeping that a result has to wait for: Structured Streaming's write-ahead of
               its offsets. What an engine commits after the result delays the next batch only
processing     from the job's start until the result was in the reader's hands
"""

from dataclasses import dataclass

import numpy as np

from analysis.batches import Batches
from analysis.due import Float64
from analysis.lines import Lines
from analysis.progress import JOB_STEPS, STRUCTURED_STEPS
from analysis.record import Columns, Int64
from analysis.steps import Steps, joined
from loadgen.units import NS_PER_MS

STAGES = ("lateness", "boundary_wait", "window_wait", "scheduling", "processing", "commit")

BETWEEN = "between steps"
TO_VISIBLE = "addBatch to visible"
AFTER_VISIBLE = "addBatch after visible"


@dataclass(frozen=True, eq=False)
class Stages:
    """The stages of every result that was the first to have some of the lines.

    Args:
        result: which, rows of `visible.parquet`, int64[results].
        batch: the row of the batch that each came out with, in the engine's account; -1 without
            one, int64[results].
        lines: how many lines, int64[results].
        latency_ms: the mean of its lines, float64[results].
        stages_ms: for each of `STAGES`, the mean of its lines, float64[results].
    """

    result: Int64
    batch: Int64
    lines: Int64
    latency_ms: Float64
    stages_ms: dict[str, Float64]

    def means(self) -> dict[str, float]:
        """The means over all lines, ms; they sum to the mean latency."""
        return {stage: self.mean_ms(values) for stage, values in self.stages_ms.items()}

    def mean_ms(self, values: Float64) -> float:
        """A figure of each result, as its lines have it on average."""
        return float(self.lines @ values / self.lines.sum())


def by_result(
    lines: Lines, visible: Columns, batches: Batches, *, engine: bool, withheld: bool = False
) -> Stages | None:
    """The stages of each result.

    Args:
        lines: which lines count.
        visible: columns `analysis.record.VISIBLE`.
        batches: the engine's batches.
        engine: whether it has an account of them; without, all that comes after sent is processing.
        withheld: whether results come out later than with the batch that took their lines. Then
            there is one lane, and the engine's account says which batch that was.

    Returns:
        None if the stages of all lines aren't known: a line was never sent or never became
        visible, or the engine tells nothing of a batch that took or showed some.
    """
    if not len(lines) or lines.lost or lines.never_sent:
        return None
    fresh = lines.fresh
    result = np.flatnonzero(fresh)
    count = fresh[result]
    batch = batches.rows_of(visible["batch"][result])
    start_ns = lines.lanes[0].start_ns  # floats hold times near it exactly, but not the epoch's
    due, sent = (sums[result] / count for sums in _sums(lines, len(fresh)))
    seen = (visible["visible_ns"][result] - start_ns).astype(np.float64)
    if not engine:
        nothing = np.zeros(len(result))
        parts = [sent - due, nothing, nothing, nothing, seen - sent, nothing]
    elif (batch < 0).any():
        return None
    else:
        begun, job = (
            (times_ns[batch] - start_ns).astype(np.float64)
            for times_ns in (batches.start_ns, batches.process_ns)
        )
        taken = _taken(lines, batches)[result] / count if withheld else begun
        if np.isnan(taken).any():
            return None
        commit = _took(batches, "walCommit")[batch]
        parts = [sent - due, taken - sent, begun - taken]
        parts += [job - begun - commit, seen - job, commit]
    stages_ms = {stage: part / NS_PER_MS for stage, part in zip(STAGES, parts, strict=True)}
    return Stages(result, batch, count, (seen - due) / NS_PER_MS, stages_ms)


def engine_steps(stages: Stages, visible: Columns, batches: Batches) -> dict[str, float] | None:
    """Structured Streaming's own steps of the batches, as the lines have them on average, ms.

    Spark runs them one after the other. What a trigger takes before its job and tells in no step is
    told as a step of its own; `addBatch` is in two parts, until the result was in the reader's
    hands and after. So all up to `TO_VISIBLE` add up to the stages from scheduling on.

    Returns:
        By the engine's own names; None for an engine that tells none.
    """
    if "addBatch" not in batches.durations_ns or (stages.batch < 0).any():
        return None
    means: dict[str, float] = {}
    before = batches.process_ns - batches.start_ns
    for step in STRUCTURED_STEPS:
        took = _took(batches, step)[stages.batch]
        if step == "addBatch":
            steps = sum(_took(batches, known) for known in JOB_STEPS)
            means[BETWEEN] = stages.mean_ms((before - steps)[stages.batch] / NS_PER_MS)
            seen_ns = visible["visible_ns"][stages.result]
            until = (seen_ns - batches.process_ns[stages.batch]).astype(np.float64)
            means[TO_VISIBLE] = stages.mean_ms(until / NS_PER_MS)
            means[AFTER_VISIBLE] = stages.mean_ms((took - until) / NS_PER_MS)
        else:
            means[step] = stages.mean_ms(took / NS_PER_MS)
    return means


def model(
    batches: Batches, interval_ns: int | None, stages: Stages | None
) -> dict[str, float | None] | None:
    """What independent arrivals at a fixed interval predict, beside what was measured.

    A line that comes at any moment waits half an interval for the boundary, and then as long as a
    batch takes. It holds as long as batches take less than the interval.

    Args:
        batches: the measured batches.
        interval_ns: the batch interval or trigger; None for as fast as possible.
        stages: what was measured, if it is known.

    Returns:
        boundary_wait: half the interval; processing: the mean time from a batch's boundary to its
        end as the engine tells it; total: both; residual: what lines took from sent to visible
        beyond that and the wait for their window, None if it isn't known; all ms. None without an
        interval or batches.
    """
    if interval_ns is None or not len(batches):
        return None
    took_ms = float((batches.end_ns - batches.start_ns).mean()) / NS_PER_MS
    wait_ms = interval_ns / 2 / NS_PER_MS
    residual = None
    if stages is not None:
        known = stages.stages_ms
        from_send = stages.latency_ms - known["lateness"] - known["window_wait"]
        residual = stages.mean_ms(from_send) - wait_ms - took_ms
    return {
        "boundary_wait": wait_ms,
        "processing": took_ms,
        "total": wait_ms + took_ms,
        "residual": residual,
    }


def _sums(lines: Lines, results: int) -> tuple[Float64, Float64]:
    """Due and sent of each result's lines, summed, ns since the schedule's start."""
    due, sent = np.zeros(results), np.zeros(results)
    for lane in lines.lanes:
        np.add.at(due, lane.seen.row, lane.seen.count * lane.mean_due_ns)
        left = lane.spans(lane.sent)
        count, of_sent, of_seen = joined(left, lane.seen)
        since_ns = (left.time_ns[of_sent] - lane.start_ns).astype(np.float64)
        sent += np.bincount(lane.seen.row[of_seen], count * since_ns, results)
    return due, sent


def _taken(lines: Lines, batches: Batches) -> Float64:
    """When the batches began that took each result's lines, summed, ns since the schedule's start.

    Not a number where the engine's account lacks some of them.
    """
    (lane,) = lines.lanes
    taken = lane.spans(Steps.of(batches.lines, batches.start_ns, lane.stop))
    count, of_taken, of_seen = joined(taken, lane.seen)
    since_ns = (taken.time_ns[of_taken] - lane.start_ns).astype(np.float64)
    results, row = len(lane.visible.lines), lane.seen.row[of_seen]
    known = np.bincount(row, count, results) == lines.fresh
    return np.where(known, np.bincount(row, count * since_ns, results), np.nan)


def _took(batches: Batches, step: str) -> Float64:
    known = batches.durations_ns.get(step)
    return np.zeros(len(batches)) if known is None else known.astype(np.float64)
