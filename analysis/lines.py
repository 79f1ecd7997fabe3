"""The prefix join: when each line was due, when it left, and when a result that has it was seen.

Lines of a lane are numbered in order. The emission log says how many had left at a time, the
results say how many were in at a time, so the line of number i left, or became visible, with the
first entry that counts more than i. Nothing is added to the job for it, and every line has a
latency of its own.

Millions of lines leave and become visible together, so no line is written down: a lane is its
schedule, which knows when each line is due, and two staircases.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis import due, window
from analysis.batches import Batches
from analysis.due import Float64
from analysis.record import Columns, Int64, RunRecord
from analysis.samples import Durations, Samples
from analysis.since_due import SinceDue
from analysis.steps import Spans, Steps, joined
from loadgen import schedule
from loadgen.lanes import LaneView

LOST = -1
"""In place of a time: it never happened. No time on the run clock is below 0."""


class UnjoinableError(ValueError):
    """The record doesn't say enough to give each line its time; the message says what lacks."""


@dataclass(frozen=True, eq=False)
class Lane:
    """Some neighbouring lines of a lane.

    Args:
        plan: when each line of the lane is due.
        start_ns: when the schedule started, ns on the run clock.
        first: the first of these lines.
        stop: the line after the last of them.
        sent: how many lines of the lane had left at what time.
        visible: how many were in each result, in hand at what time; a step for each result.
    """

    plan: LaneView
    start_ns: int
    first: int
    stop: int
    sent: Steps
    visible: Steps

    def __len__(self) -> int:
        return self.stop - self.first

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due, ns on the run clock; `index` ascends."""
        return self.plan.due_ns(index) + self.start_ns

    def due_upto(self, times_ns: Int64) -> Int64:
        """How many of the lane's lines are due at or before times of the run clock, int64[n]."""
        return self.plan.counts_due(times_ns - self.start_ns)

    def within(self, since_ns: int, until_ns: int) -> "Lane":
        """Those that are due from `since_ns` to before `until_ns`."""
        ends = self.due_upto(np.array([since_ns, until_ns]) - 1)
        first, stop = np.clip(ends, self.first, self.stop)
        return replace(self, first=int(first), stop=int(stop))

    def spans(self, steps: Steps) -> Spans:
        """These lines by the step that has them."""
        return steps.spans(self.first, self.stop)

    @cached_property
    def seen(self) -> Spans:
        """These lines by the result that was the first to have them."""
        return self.spans(self.visible)

    @cached_property
    def mean_due_ns(self) -> Float64:
        """The mean due time of each span of `seen`, ns since the schedule's start."""
        if not len(self.seen):
            return np.empty(0)
        return due.means_ns(self.plan, np.append(self.seen.first, self.seen.stop[-1]))

    @cached_property
    def due_sum_ns(self) -> float:
        """The due times of all these lines, seen or not, summed, ns since the schedule's start."""
        seen_ns = float(self.seen.count @ self.mean_due_ns)
        behind = int(self.seen.stop[-1]) if len(self.seen) else self.first
        if behind == self.stop:
            return seen_ns
        unseen = due.means_ns(self.plan, np.array([behind, self.stop]))
        return seen_ns + float(unseen[0]) * (self.stop - behind)


@dataclass(frozen=True, eq=False)
class Lines:
    """Every line that was due in a stretch of a run.

    Args:
        lanes: the same stretch of each lane.
    """

    lanes: tuple[Lane, ...]

    def __len__(self) -> int:
        return sum(map(len, self.lanes))

    def within(self, since_ns: int, until_ns: int) -> "Lines":
        """The lines that are due from `since_ns` to before `until_ns`."""
        return Lines(tuple(lane.within(since_ns, until_ns) for lane in self.lanes))

    def of_results(self, since: int, until: int) -> "Lines":
        """The lines that results `since` to before `until` were the first to have."""
        parts = []
        for lane in self.lanes:
            ends = np.concatenate(([0], lane.visible.lines))[[since, until]]
            first, stop = np.clip(ends, lane.first, lane.stop)
            parts.append(replace(lane, first=int(first), stop=int(stop)))
        return Lines(tuple(parts))

    @property
    def first_due_ns(self) -> int:
        """When the first line is due, ns on the run clock; 0 if there is none."""
        ns = [lane.start_ns + lane.plan.due_at(lane.first) for lane in self.lanes if len(lane)]
        return min(ns, default=0)

    @property
    def last_due_ns(self) -> int:
        """When the last line is due, ns on the run clock; 0 if there is none."""
        ns = [lane.start_ns + lane.plan.due_at(lane.stop - 1) for lane in self.lanes if len(lane)]
        return max(ns, default=0)

    @property
    def fresh(self) -> Int64:
        """How many of these lines each result was the first to have, int64[results]."""
        results = len(self.lanes[0].visible.lines) if self.lanes else 0
        fresh = np.zeros(results, np.int64)
        for lane in self.lanes:
            fresh[lane.seen.row] += lane.seen.count
        return fresh

    @property
    def never_sent(self) -> int:
        """How many of these lines never left."""
        return sum(_beyond(lane, lane.sent) for lane in self.lanes)

    @property
    def lost(self) -> int:
        """How many of these lines never became visible."""
        return sum(_beyond(lane, lane.visible) for lane in self.lanes)

    @cached_property
    def latency(self) -> Samples:
        """Visible less due."""
        return self.since_due([lane.visible for lane in self.lanes])

    @cached_property
    def lateness(self) -> Samples:
        """Sent less due."""
        return self.since_due([lane.sent for lane in self.lanes])

    @cached_property
    def from_send(self) -> Samples:
        """Visible less sent."""
        counts, values = [], []
        for lane in self.lanes:
            sent = lane.spans(lane.sent)
            count, left, seen = joined(sent, lane.seen)
            counts.append(count)
            values.append(lane.seen.time_ns[seen] - sent.time_ns[left])
        known = sum(int(count.sum()) for count in counts)
        nothing = [np.empty(0, np.int64)]
        return Durations(
            np.concatenate(nothing + values), np.concatenate(nothing + counts), len(self) - known
        )

    def since_due(self, steps: Sequence[Steps]) -> Samples:
        """From due to the moment when a staircase has the line.

        Args:
            steps: a staircase for each lane.
        """
        spans = [lane.spans(step) for lane, step in zip(self.lanes, steps, strict=True)]
        missing = len(self) - sum(int(span.count.sum()) for span in spans)
        return SinceDue(list(zip(self.lanes, spans, strict=True)), missing, self._mean_due_ns)

    def _mean_due_ns(self) -> float:
        """The mean time from the schedule's start until lines are due, ns."""
        return sum(lane.due_sum_ns for lane in self.lanes) / len(self)

    def each(self) -> tuple[Int64, Int64, Int64]:
        """Line by line, lane by lane: when it was due, sent and visible.

        Returns:
            ns on the run clock, or `LOST`; each int64[lines]. For runs that fit into memory.
        """
        columns: list[tuple[Int64, Int64, Int64]] = [
            (
                lane.due_ns(np.arange(lane.first, lane.stop)),
                _times(lane, lane.sent),
                _times(lane, lane.visible),
            )
            for lane in self.lanes
        ]
        nothing = np.empty(0, np.int64)
        due_ns, sent_ns, visible_ns = (
            np.concatenate([nothing, *(column[k] for column in columns)]) for k in range(3)
        )
        return due_ns, sent_ns, visible_ns


def join(record: RunRecord, visible: Columns, batches: Batches) -> Lines:
    """When each line was due, sent and visible.

    A line belongs here if the schedule proper had it due by the last moment that the record knows
    of. So lines that the generator never sent are in it, and lines that a killed run never came to
    aren't; nor are those of a tail (see `analysis.window.end_ns`).

    Args:
        record: what the run left.
        visible: its results, columns `analysis.record.VISIBLE` (see `analysis.results`).
        batches: the engine's account, which says how many lines of each lane a batch took. With
            one lane the results say so themselves, and without a result there is nothing to say:
            then it isn't needed.

    Raises:
        UnjoinableError: if the load had several lanes and the engine's account doesn't tell them
            apart.
    """
    if not record.load:
        return Lines(())
    lanes = int(record.load["lanes"])
    plan = schedule.from_spec(record.load["schedule"])
    start_ns = int(record.load["start_ns"])
    elapsed_ns = max(0, last_moment_ns(record) - start_ns)
    end_ns = window.end_ns(record)
    if end_ns is not None:
        elapsed_ns = min(elapsed_ns, end_ns - 1 - start_ns)
    counts = _by_lane(record, visible, batches, lanes)
    found = []
    for k, left in enumerate(record.hand_overs):
        view = LaneView(plan, k, lanes)
        total = view.count_due(elapsed_ns)
        sent = Steps.of(left[:, 1], left[:, 2], total)
        seen = Steps.of(counts[k], visible["visible_ns"], total)
        found.append(Lane(view, start_ns, 0, total, sent, seen))
    return Lines(tuple(found))


def last_moment_ns(record: RunRecord) -> int:
    """The last time on the run clock that the record knows of, ns; 0 if none."""
    stop_ns = (record.info.get("window") or {}).get("stop_ns")
    if stop_ns is not None:
        return int(stop_ns)
    times = (
        record.emission["sent_ns"],
        record.visible["visible_ns"],
        record.resources["time_ns"],
    )
    return max((int(column.max()) for column in times if len(column)), default=0)


def _by_lane(record: RunRecord, visible: Columns, batches: Batches, lanes: int) -> list[Int64]:
    """How many lines of each lane every result has, int64[results] a lane."""
    counts = visible["lines"]
    if lanes == 1 or not len(counts):
        return [counts] * lanes
    if batches.lanes.shape[1] != lanes:
        raise UnjoinableError(
            f"{record.path}: {lanes} lanes, but the engine doesn't say how many lines of each it "
            "took"
        )
    rows = batches.rows_of(visible["batch"])
    # A result whose batch the engine never told of: its lines count with the next that it did.
    known = np.concatenate((np.zeros((1, lanes), np.int64), batches.lanes))
    return [np.asarray(known[rows + 1, k]) for k in range(lanes)]


def _beyond(lane: Lane, steps: Steps) -> int:
    return lane.stop - min(max(steps.total, lane.first), lane.stop)


def _times(lane: Lane, steps: Steps) -> Int64:
    spans = lane.spans(steps)
    times = np.full(len(lane), LOST, np.int64)
    times[: int(spans.count.sum())] = np.repeat(spans.time_ns, spans.count)
    return times
