"""What a synthetic run says of itself: `run.json`, and the engine's events as Spark words them."""

from datetime import UTC, datetime
from typing import Any

import numpy as np

from analysis import record
from loadgen.sinks.files import file_name
from loadgen.units import format_rate
from tests.analysis.fake_engine import MS, FakeBatch
from tests.analysis.made import Made

OFFSET_NS = 1_700_000_000_000_000_000
SETTINGS = [
    {
        "key": "spark.sql.shuffle.partitions",
        "value": "1",
        "default": "200",
        "why": "each partition of a small batch costs a task",
    }
]


def info(made: Made, window: dict[str, int | None]) -> dict[str, Any]:
    killed = made.killed_at is not None
    return {
        "format": record.FORMAT,
        "status": "running" if killed else "complete",
        "error": None,
        "cell": cell(made),
        "name": made.name,
        "repeat": made.repeat,
        "seed": made.seed,
        "clock": {"offset_ns": OFFSET_NS},
        "window": window,
        "interval_ns": made.interval_ns,
        "settings": SETTINGS if made.api == "structured" else [],
        "environment": environment(made),
        "asked": {"spark": None if made.api == "floor" else "4.3.0"},
    }


def gc_log(first_ns: int, stop_ns: int) -> str:
    """A pause of 4 to 13 ms each half second, as G1 tells of it."""
    lines = [f"[{first_ns - OFFSET_NS}ns] Using G1"]
    for n, end_ns in enumerate(range(first_ns, stop_ns, 500 * MS)):
        at = f"[{end_ns - OFFSET_NS}ns] GC({n})"
        ms = f"{4 + n % 10}.000ms"
        lines.append(f"{at}   Evacuate Collection Set: 3.1ms")
        lines.append(f"{at} Pause Young (Normal) (G1 Evacuation Pause) 31M->25M(380M) {ms}")
    return "\n".join(lines) + "\n"


def cell(made: Made) -> dict[str, Any]:
    sinks = {"structured": "foreachBatch", "dstreams": "foreachRDD", "floor": "reader"}
    ways = {"structured": "jvm", "dstreams": "lambdas", "floor": "reader"}
    structured = made.api == "structured"
    return {
        "workload": "length-count",
        "implementation": ways[made.api],
        "api": made.api,
        "source": made.source,
        "setting": made.setting,
        "sink": sinks[made.api],
        "mode": "update" if structured else "none",
        "window": "none",
        "watermark": "none",
        "state-store": "hdfs" if structured else "none",
        "job": "",
        "keys": 0,
        "rate": format_rate(made.rate),
        "lines": "uniform:10:120",
        "schedule": "constant",
        "duration": made.duration,
        "warmup": made.warmup,
        "drain": "30s",
        "preset": "tuned",
        "conf": {},
        "options": {},
        "master": "local[*]",
        "file-every": "100ms",
        "files-present": 0,
    }


def environment(made: Made) -> dict[str, Any]:
    engine = made.api != "floor"
    return {
        "spark": made.spark if engine else None,
        "java": "17.0.13" if engine else None,
        "python": "3.11.9",
        "os": "Linux 6.8.0",
        "cpu": "AMD EPYC 7R13",
        "cores": 2,
        "memory_mb": 7936,
    }


def counts(made: Made, emitted: int) -> dict[str, dict[int, int]]:
    """Expected and seen lines per length; each break of the run shows in it."""
    lengths = np.arange(10, 121)
    rng = np.random.default_rng(made.seed)
    expected = rng.multinomial(emitted, np.full(len(lengths), 1 / len(lengths)))
    seen = expected.copy()
    seen[50] += made.duplicate
    for _ in range(made.lose):
        seen[seen.argmax()] -= 1
    seen[3] += made.swap
    seen[4] -= made.swap
    return {
        "expected": dict(zip(lengths.tolist(), expected.tolist(), strict=True)),
        "seen": dict(zip(lengths.tolist(), seen.tolist(), strict=True)),
    }


def events(
    made: Made, batches: list[FakeBatch], file_ends: list[int], middle_ns: int
) -> list[dict[str, Any]]:
    """The engine's events.

    Args:
        file_ends: lines so far at the end of each file.
        middle_ns: from when on the run is broken, if it is.
    """
    said = []
    short = 0
    for batch in batches if made.api != "floor" else ():
        late = batch.start_ns >= middle_ns
        wall_ns = made.clock_step_ms * MS if late else 0
        before, short = short, made.progress_short if late else 0
        if made.api == "structured":
            said.append(structured_event(made, batch, wall_ns, (before, short)))
        else:
            said.append(dstreams_event(made, batch, wall_ns, short - before, file_ends))
    return said


def structured_event(
    made: Made, batch: FakeBatch, wall_ns: int, short: tuple[int, int]
) -> dict[str, Any]:
    at = datetime.fromtimestamp((batch.start_ns + wall_ns) / 1e9, UTC)
    before, after = batch.before - short[0], batch.lines - short[1]
    source: dict[str, Any]
    if made.source == "socket":
        source = {
            "description": "TextSocketV2[host: localhost, port: 9999]",
            "startOffset": before - 1 if before else None,
            "endOffset": after - 1,
        }
    else:
        source = {
            "description": "FileStreamSource[file:/tmp/in]",
            "startOffset": {"logOffset": batch.number - 1} if batch.number else None,
            "endOffset": {"logOffset": batch.number},
        }
    return {
        "id": "0b5a6f9e-3a55-4a53-9d32-6b6f1c3a4a11",
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "batchId": batch.number,
        "numInputRows": after - before,
        "durationMs": dict(sorted(batch.durations_ms.items())),
        "sources": [source | {"numInputRows": after - before}],
    }


def dstreams_event(
    made: Made, batch: FakeBatch, wall_ns: int, missing: int, file_ends: list[int]
) -> dict[str, Any]:
    wall_ms = wall_ns // MS
    taken = [k for k, end in enumerate(file_ends) if batch.before < end <= batch.lines]
    files = [f"file:/tmp/in/{file_name(0, k)}" for k in taken[1 if missing else 0 :]]
    of_files = made.source == "files"
    return {
        "batchTime": batch.start_ns // MS + wall_ms,
        "submissionTime": batch.start_ns // MS + 1 + wall_ms,
        "processingStartTime": batch.durations_ms["start"] + wall_ms,
        "processingEndTime": batch.durations_ms["end"] + wall_ms,
        "numRecords": 0 if of_files else batch.lines - batch.before - missing,
        "files": files if of_files else [],
    }
