"""The engine's own account: its batches, when each ran, and how many lines were in after it.

Engines date their events by the system's clock and in whole milliseconds, cut off; everything else
in a record is on the run clock. `Batches` is on the run clock too, as exact as the events allow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from analysis.record import Columns, Int64, RunRecord
from loadgen.sinks.files import sequence_of
from loadgen.units import NS_PER_MS

STRUCTURED_STEPS = (
    "latestOffset",  # what the source has: from here on, the batch's lines are fixed
    "walCommit",
    "getBatch",
    "queryPlanning",
    "addBatch",  # the job itself, the sink's handler included
    "commitOffsets",
    "triggerExecution",  # all of it
)
DSTREAMS_STEPS = ("scheduling", "processing")

_US_PER_MS = 1000


@dataclass(frozen=True)
class Batches:
    """The engine's batches that took lines, in order, as the engine tells of them.

    All int64[batches].

    Args:
        batch: the engine's own number: Structured Streaming's batchId, DStreams' time in ms.
        start_ns: the boundary: a trigger's start, a DStreams batch time.
        ready_ns: when it was fixed which lines are in.
        process_ns: when the job began.
        end_ns: when the engine says that it was done.
        lines: lines in so far, this batch included.
        durations_ns: per step, by the engine's own names, how long it took.
    """

    batch: Int64
    start_ns: Int64
    ready_ns: Int64
    process_ns: Int64
    end_ns: Int64
    lines: Int64
    durations_ns: Mapping[str, Int64]

    def __len__(self) -> int:
        return len(self.batch)


def batches(record: RunRecord) -> Batches:
    """The batches of a run that took lines; none for the floor, which has no engine."""
    api = record.info["cell"]["api"]
    if api == "structured":
        return _structured(record)
    if api == "dstreams":
        return _dstreams(record)
    return _table([], (), record)


def wall_ahead_ns(resources: Columns) -> Int64:
    """How far the system's clock is ahead of the run clock at each sample, int64[samples].

    Reading two clocks takes two readings, and the process may be put aside in between; such a
    sample stands alone, so each is replaced by the median of itself and its neighbours. A clock
    that was set stays set, and stays visible here.
    """
    ahead = resources["wall_ahead_ns"]
    if len(ahead) < 3:  # noqa: PLR2004 - no neighbours on both sides
        return ahead
    inner = np.median(np.stack([ahead[:-2], ahead[1:-1], ahead[2:]]), axis=0).astype(np.int64)
    smooth: Int64 = np.concatenate([inner[:1], inner, inner[-1:]])
    return smooth


def _structured(record: RunRecord) -> Batches:
    rows, taken = [], 0
    # Triggers that found nothing are reported too, without addBatch.
    worked = [e for e in record.progress if "addBatch" in e.get("durationMs", ()) and e["sources"]]
    for event in _once_each(worked, "batchId"):
        took = event["durationMs"]
        lines = _lines_after(event["sources"][0], taken, int(event["numInputRows"]))
        if lines <= taken:
            continue
        taken = lines
        steps = [int(took.get(step, 0)) for step in STRUCTURED_STEPS]
        start_ms = _epoch_ms(event["timestamp"])
        ready_ms = start_ms + int(took.get("latestOffset", 0))
        before = ("latestOffset", "walCommit", "getBatch", "queryPlanning")
        process_ms = start_ms + sum(int(took.get(step, 0)) for step in before)
        end_ms = start_ms + int(took.get("triggerExecution", 0))
        rows.append([event["batchId"], start_ms, ready_ms, process_ms, end_ms, lines, *steps])
    return _table(rows, STRUCTURED_STEPS, record)


def _dstreams(record: RunRecord) -> Batches:
    of_file = _lines_of_files(record)
    rows, taken = [], 0
    done = [event for event in record.progress if "processingEndTime" in event]
    for event in _once_each(done, "batchTime"):
        fresh = int(event["numRecords"])
        if record.load.get("source") == "files":  # numRecords counts no lines there
            fresh = sum(of_file.get(PurePosixPath(name).name, 0) for name in event["files"])
        if fresh <= 0:
            continue
        taken += fresh
        start_ms, process_ms = int(event["batchTime"]), int(event["processingStartTime"])
        end_ms = int(event["processingEndTime"])
        steps = [process_ms - start_ms, end_ms - process_ms]
        rows.append([start_ms, start_ms, start_ms, process_ms, end_ms, taken, *steps])
    return _table(rows, DSTREAMS_STEPS, record)


def _once_each(events: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Events by their batch's number; a poll may bring one twice."""
    return [event for _, event in sorted({int(e[key]): e for e in events}.items())]


def _lines_after(source: Mapping[str, Any], taken: int, rows: int) -> int:
    """Lines in after a batch: a socket's offset is its last line's index, other sources' aren't."""
    offset = source.get("endOffset")
    if isinstance(offset, str):
        offset = int(offset) if offset.lstrip("-").isdecimal() else None
    return offset + 1 if isinstance(offset, int) else taken + rows


def _lines_of_files(record: RunRecord) -> dict[str, int]:
    """How many lines each file of the load holds: row k of a lane in the emission is its file k."""
    from_lane: dict[int, Int64] = {}
    for lane in np.unique(record.emission["lane"]):
        counts = record.emission["lines"][record.emission["lane"] == lane]
        from_lane[int(lane)] = np.diff(counts, prepend=0)
    names = {PurePosixPath(n).name for event in record.progress for n in event.get("files", ())}
    lines = {}
    for name in names:
        try:
            lane, k = sequence_of(name)
            lines[name] = int(from_lane[lane][k])
        except (ValueError, LookupError):
            continue  # not a file of this load: what is missing shows in the totals
    return lines


def _epoch_ms(timestamp: str) -> int:
    """An event's ISO time, ms since the epoch; exact, unlike `datetime.timestamp`."""
    at = datetime.fromisoformat(timestamp)
    since = at - datetime.fromtimestamp(0, at.tzinfo)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // _US_PER_MS


def _table(rows: list[list[int]], steps: tuple[str, ...], record: RunRecord) -> Batches:
    """Rows of number, start, ready, process, end, lines and steps; times in ms of wall clock."""
    table = np.array(rows, np.int64).reshape(len(rows), 6 + len(steps))
    start_ns, ready_ns, process_ns, end_ns = (
        _run_clock(table[:, k] * NS_PER_MS, record.resources) for k in (1, 2, 3, 4)
    )
    durations = {step: table[:, 6 + k] * NS_PER_MS for k, step in enumerate(steps)}
    return Batches(table[:, 0], start_ns, ready_ns, process_ns, end_ns, table[:, 5], durations)


def _run_clock(wall_ns: Int64, resources: Columns) -> Int64:
    """Times of the system's clock as times of the run clock, int64[n]."""
    ahead = wall_ahead_ns(resources)
    if not len(ahead):
        return wall_ns
    # The samples are dated by the run clock, which is what we look for: the first step lands
    # within the clocks' difference of it, and the second is exact unless the clock was just set.
    time_ns = wall_ns
    for _ in range(2):
        time_ns = wall_ns - np.interp(time_ns, resources["time_ns"], ahead).astype(np.int64)
    return time_ns
