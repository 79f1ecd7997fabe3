"""The files of a load, which batch took which, and whether later ones overtook earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from analysis.record import RunRecord
from loadgen.sinks.files import sequence_of


@dataclass(frozen=True)
class Overtaken:
    """What was taken after later files of its lane had been.

    Args:
        files: how many files.
        lines: how many lines they hold.
    """

    files: int
    lines: int


def of_batches(record: RunRecord) -> dict[int, list[str]]:
    """The files that were taken together, in the order in which they were.

    DStreams tells of them with each batch, by its time. Structured Streaming's file source has a
    log, where a run has kept it, which numbers its own entries.
    """
    told: dict[int, list[str]] = {}
    for event in record.progress:
        number = event.get("batchId", event.get("batchTime"))
        if number is not None and "files" in event:
            told[int(number)] = [PurePosixPath(str(name)).name for name in event["files"]]
    return dict(sorted(told.items()))


def lines_of(record: RunRecord, taken: Mapping[int, Sequence[str]]) -> dict[str, int]:
    """How many lines each file of the load holds: row k of a lane in the emission is its file k.

    Args:
        record: what the run left.
        taken: the files of its batches (see `of_batches`); those that aren't the load's are left
            out.
    """
    from_lane = [np.diff(rows[:, 1], prepend=0) for rows in record.hand_overs]
    lines = {}
    for name in {name for names in taken.values() for name in names}:
        try:
            lane, k = sequence_of(name)
            lines[name] = int(from_lane[lane][k])
        except (ValueError, LookupError):
            continue  # not a file of this load: what is missing shows in the totals
    return lines


def overtaken(record: RunRecord) -> Overtaken:
    """The files that a later batch took than one that took a later file of the same lane.

    Within a batch all files have one result, so their order there is none.
    """
    taken = of_batches(record)
    held = lines_of(record, taken)
    latest: dict[int, int] = {}
    behind: set[str] = set()
    for names in taken.values():
        ours = [(name, *sequence_of(name)) for name in names if name in held]
        behind |= {name for name, lane, k in ours if k < latest.get(lane, 0)}
        for _, lane, k in ours:
            latest[lane] = max(latest.get(lane, 0), k)
    return Overtaken(len(behind), sum(held[name] for name in behind))
