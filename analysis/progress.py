"""The engine's own account: its batches, when each ran, and how many lines were in after it.

Engines date their events by the system's clock and in whole milliseconds, cut off; everything else
in a record is on the run clock. `Batches` is on the run clock too, as exact as the events allow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from analysis import files
from analysis.batches import Batches
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

JOB_STEPS = ("latestOffset", "walCommit", "getBatch", "queryPlanning")
"""Those of them that come before the job."""

_US_PER_MS = 1000


@dataclass(frozen=True)
class _Batch:
    """A batch as an event tells of it; times in ms of the system's clock."""

    number: int
    start_ms: int
    ready_ms: int
    process_ms: int
    end_ms: int
    lanes: Sequence[int]
    steps_ms: Sequence[int]


def batches(record: RunRecord) -> Batches:
    """The batches of a run that took lines; none where the engine has no account of them.

    Where results come out later than with the batch that took their lines, it may be a batch that
    took none that they come out with: there all batches that worked are among them.
    """
    if not record.tells_progress:
        return _table([], (), record)
    api = record.info["cell"]["api"]
    if api in {"structured", "synthetic"}:
        return _table(_structured(record), STRUCTURED_STEPS, record)
    return _table(_dstreams(record), DSTREAMS_STEPS, record)


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


def on_run_clock(wall_ns: Int64, resources: Columns) -> Int64:
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


def _structured(record: RunRecord) -> list[_Batch]:
    taken = files.of_batches(record)
    of_file = files.lines_of(record, taken)
    found: list[_Batch] = []
    # Triggers that found nothing are reported too, without addBatch.
    worked = [e for e in record.progress if "addBatch" in e.get("durationMs", ()) and e["sources"]]
    logged = -1
    for event in _once_each(worked, "batchId"):
        took = event["durationMs"]
        last = _log_offset(event["sources"][0], logged)
        names = _of_log(taken, logged + 1, last)
        logged = last
        if names is None:
            lanes = _offsets(event["sources"], found, int(event["numInputRows"]))
        else:
            lanes = _with_files(found, names, of_file, record)
        if sum(lanes) <= _taken(found) and not record.withheld:
            continue
        start_ms = _epoch_ms(event["timestamp"])
        found.append(
            _Batch(
                number=int(event["batchId"]),
                start_ms=start_ms,
                ready_ms=start_ms + int(took.get("latestOffset", 0)),
                process_ms=_job_start_ms(start_ms, took),
                end_ms=start_ms + int(took.get("triggerExecution", 0)),
                lanes=lanes,
                steps_ms=[int(took.get(step, 0)) for step in STRUCTURED_STEPS],
            )
        )
    return found


def _dstreams(record: RunRecord) -> list[_Batch]:
    taken = files.of_batches(record)
    of_file = files.lines_of(record, taken)
    found: list[_Batch] = []
    done = [event for event in record.progress if "processingEndTime" in event]
    for event in _once_each(done, "batchTime"):
        if record.load.get("source") == "files":  # numRecords counts no lines there
            lanes = _with_files(found, taken[int(event["batchTime"])], of_file, record)
        else:
            fresh = event.get("streams") or [event["numRecords"]]
            lanes = _with(found, [int(took) for took in fresh])
        if sum(lanes) <= _taken(found) and not record.withheld:
            continue
        start_ms, process_ms = int(event["batchTime"]), int(event["processingStartTime"])
        end_ms = int(event["processingEndTime"])
        steps = [process_ms - start_ms, end_ms - process_ms]
        found.append(_Batch(start_ms, start_ms, start_ms, process_ms, end_ms, lanes, steps))
    return found


def _job_start_ms(start_ms: int, took: Mapping[str, Any]) -> int:
    """When a batch's addBatch began, which no event says.

    What a trigger takes beyond its steps, some ms that are in none of them, it takes before its
    job: counted back from its end, results come within their addBatch, and just before its end.
    """
    forward_ms = start_ms + sum(int(took.get(step, 0)) for step in JOB_STEPS)
    behind_ms = int(took["addBatch"]) + int(took.get("commitOffsets", 0))
    return max(forward_ms, start_ms + int(took.get("triggerExecution", 0)) - behind_ms)


def _once_each(events: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Events by their batch's number; a poll may bring one twice."""
    return [event for _, event in sorted({int(e[key]): e for e in events}.items())]


def _taken(found: Sequence[_Batch]) -> int:
    return sum(found[-1].lanes) if found else 0


def _with(found: Sequence[_Batch], fresh: Sequence[int]) -> list[int]:
    """Lines in after a batch that took some of each lane; in one sum if lanes were before."""
    before = found[-1].lanes if found else [0] * len(fresh)
    if len(before) != len(fresh):
        return [sum(before) + sum(fresh)]
    return [had + took for had, took in zip(before, fresh, strict=True)]


def _offsets(sources: Sequence[Mapping[str, Any]], found: Sequence[_Batch], rows: int) -> list[int]:
    """Lines in after a batch, by lane: a socket's offset is its last line's index.

    A topic has an offset for each partition, the next message's. Other sources' offsets are
    something else; there the rows of all batches so far are added up.
    """
    lanes = []
    for source in sources:
        offset = source.get("endOffset")
        if partitions := _partitions(offset):
            lanes += partitions
            continue
        if isinstance(offset, str):
            offset = int(offset) if offset.lstrip("-").isdecimal() else None
        if not isinstance(offset, int):
            return _with(found, [rows])
        lanes.append(offset + 1)
    return lanes


def _partitions(offset: object) -> list[int]:
    """The offsets of a topic's partitions, in order; none where they are no topic's."""
    topics = list(offset.values()) if isinstance(offset, dict) else []
    if len(topics) != 1 or not isinstance(topics[0], dict):
        return []
    return [int(topics[0][number]) for number in sorted(topics[0], key=int)]


def _log_offset(source: Mapping[str, Any], before: int) -> int:
    """How far a batch is in the file source's own log; as far as before for other sources."""
    offset = source.get("endOffset")
    return int(offset.get("logOffset", before)) if isinstance(offset, dict) else before


def _of_log(taken: Mapping[int, Sequence[str]], first: int, last: int) -> list[str] | None:
    """The files that the source's log has from one entry to another; None if it lacks any.

    Its entries are numbered by themselves: a batch that took no files has a number, but no entry.
    """
    if not taken or not all(entry in taken for entry in range(first, last + 1)):
        return None
    return [name for entry in range(first, last + 1) for name in taken[entry]]


def _with_files(
    found: Sequence[_Batch], names: Sequence[str], of_file: Mapping[str, int], record: RunRecord
) -> list[int]:
    """Lines in after a batch that took these files, by lane."""
    fresh = [0] * int(record.load.get("lanes", 1))
    for name in set(names):
        if name in of_file:
            fresh[sequence_of(name)[0]] += of_file[name]
    return _with(found, fresh)


def _epoch_ms(timestamp: str) -> int:
    """An event's ISO time, ms since the epoch; exact, unlike `datetime.timestamp`."""
    at = datetime.fromisoformat(timestamp)
    since = at - datetime.fromtimestamp(0, at.tzinfo)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // _US_PER_MS


def _table(found: Sequence[_Batch], steps: tuple[str, ...], record: RunRecord) -> Batches:
    def column(values: list[int]) -> Int64:
        return np.array(values, np.int64)

    def at(values: list[int]) -> Int64:
        return on_run_clock(column(values) * NS_PER_MS, record.resources)

    told = {len(one.lanes) for one in found}
    lanes = told.pop() if len(told) == 1 else 0  # else some of the batches don't tell them apart
    return Batches(
        batch=column([one.number for one in found]),
        start_ns=at([one.start_ms for one in found]),
        ready_ns=at([one.ready_ms for one in found]),
        process_ns=at([one.process_ms for one in found]),
        end_ns=at([one.end_ms for one in found]),
        lines=column([sum(one.lanes) for one in found]),
        lanes=np.array([one.lanes[:lanes] for one in found], np.int64).reshape(len(found), lanes),
        durations_ns={
            step: column([one.steps_ms[k] for one in found]) * NS_PER_MS
            for k, step in enumerate(steps)
        },
    )
