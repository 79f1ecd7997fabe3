"""Run directories as `write_run` made them, changed into what other sinks and workloads leave."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from analysis import record
from loadgen import journal
from tests.analysis.synthetic import MS

Event = dict[str, Any]
Row = tuple[int, ...]


def note(path: Path, **info: Any) -> Path:
    """The run with other words in `run.json`."""
    known = json.loads((path / record.RUN).read_text())
    (path / record.RUN).write_text(json.dumps(known | info))
    return path


def told(path: Path, change: Callable[[list[Event]], Sequence[Event]]) -> Path:
    """The run whose engine told of something else."""
    events = change(record.read(path).progress)
    (path / record.PROGRESS_FILE).write_text("".join(json.dumps(e) + "\n" for e in events))
    return path


def shown(path: Path, change: Callable[[list[Row]], Sequence[Row]]) -> Path:
    """The run whose sink told of other results."""
    visible = record.read(path).visible
    rows = zip(*(visible[name].tolist() for name in record.VISIBLE), strict=True)
    fresh = change(list(rows))
    with journal.Journal(path / record.VISIBLE_FILE, record.VISIBLE, {}) as table:
        for row in fresh:
            table.append(*row)
    return path


def untold(path: Path) -> Path:
    """The run whose results don't say how many lines are in, as of a job of the user's own."""
    (path / record.COUNTS_FILE).unlink()
    shown(path, lambda rows: [(batch, -1, at_ns) for batch, _, at_ns in rows])
    return note(path, observers={"results": False, "progress": True})


def row_by_row(path: Path, parts: int = 4) -> Path:
    """The run whose sink takes each batch in parts, a ms apart; the last comes when all did."""

    def apart(rows: list[Row]) -> list[Row]:
        found: list[Row] = []
        before = 0
        for batch, lines, at_ns in rows:
            ends = np.linspace(before, lines, parts + 1).astype(np.int64)[1:].tolist()
            found += [(batch, n, at_ns - (parts - 1 - k) * MS) for k, n in enumerate(ends)]
            before = lines
        return found

    return shown(path, apart)


def continuous(path: Path) -> Path:
    """The run with a trigger whose engine tells nothing of its batches."""
    told(path, lambda _: [])
    return note(path, observers={"results": True, "progress": False})


def of_a_topic(path: Path, *, by_batch: bool) -> Path:
    """The run whose results come from a topic, and don't say which batch they are of."""
    shown(row_by_row(path), lambda rows: [(-1, lines, at_ns) for _, lines, at_ns in rows])
    cell = record.read(path).info["cell"] | {"sink": "kafka"}
    return note(path, cell=cell, by_batch=by_batch)


def windowed(path: Path, window_ms: int, delay_ms: int) -> Path:
    """A run of Structured Streaming whose results wait for their windows.

    A window closes once a batch begins `delay_ms` after its end; then a batch without lines follows
    and shows it, as with Spark.

    Args:
        path: a run that has a tail.
        window_ms: how long the windows are.
        delay_ms: the watermark's delay.
    """
    read = record.read(path)
    lines, sent_ns = read.emission["lines"], read.emission["sent_ns"]
    start_ns = int(read.info["window"]["start_ns"])
    begun = [_begun_ns(event) for event in read.progress]
    events = [event | {"batchId": 2 * event["batchId"]} for event in read.progress]
    rows, end_ns = [], start_ns
    while True:
        end_ns += window_ms * MS
        closing = [k for k, ns in enumerate(begun) if ns >= end_ns + delay_ms * MS]
        if not closing:
            break
        event, show_ns = _without_lines(events[closing[0]])
        events.append(event)
        held = int(lines[np.searchsorted(sent_ns, end_ns) - 1])
        rows.append((event["batchId"], held, show_ns))
    shown(path, lambda _: rows)
    told(path, lambda _: sorted(events, key=lambda event: int(event["batchId"])))
    expected = {0: int(lines[-1])}
    record.write_counts(path / record.COUNTS_FILE, expected, {0: rows[-1][1]})
    return note(path, withheld=True)


def _begun_ns(event: Event) -> int:
    at = datetime.fromisoformat(event["timestamp"])
    since = at - datetime.fromtimestamp(0, at.tzinfo)
    return since // timedelta(milliseconds=1) * MS


def _without_lines(event: Event) -> tuple[Event, int]:
    """The batch without lines that follows one, and when its result is in hand."""
    at = datetime.fromisoformat(event["timestamp"])
    at += timedelta(milliseconds=event["durationMs"]["triggerExecution"])
    took = {"latestOffset": 1, "walCommit": 5, "queryPlanning": 4, "addBatch": 20}
    (source,) = event["sources"]
    fresh = event | {
        "batchId": event["batchId"] + 1,
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "numInputRows": 0,
        "durationMs": took | {"commitOffsets": 8, "triggerExecution": 38},
        "sources": [source | {"startOffset": source["endOffset"], "numInputRows": 0}],
    }
    return fresh, _begun_ns(fresh) + 29 * MS
