"""Run directories as a real run leaves them, made from a seed in a moment: no Spark, no sockets.

    write_run(path, Made(api="dstreams", setting="500ms", lose=40))
    write_campaign(path)

Whatever `Made` breaks is broken in the way in which it would be on disk.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from analysis import record
from analysis.record import Int64
from loadgen import journal
from loadgen.emission import EMISSION
from tests.analysis import fake_engine, fake_words
from tests.analysis.fake_engine import MS, FakeBatch, FakeEngine
from tests.analysis.made import Made

__all__ = ["EPOCH_NS", "FILE_EVERY_NS", "MS", "Made", "write_campaign", "write_run"]

EPOCH_NS = int(datetime(2026, 11, 22, 8, 15, tzinfo=UTC).timestamp()) * 1_000_000_000
FILE_EVERY_NS = 100 * MS

CELLS = [
    (api, source, setting)
    for source in ("socket", "files")
    for api, setting in (
        ("structured", "default"),
        ("structured", "1s"),
        ("dstreams", "500ms"),
        ("dstreams", "1s"),
        ("floor", "none"),
    )
]
"""Those of a campaign, by API, source and setting."""

Rows = Sequence[tuple[int, ...]]


def write_run(path: Path, made: Made | None = None) -> Path:
    """Make a run directory at `path`, which mustn't exist."""
    made = made or Made()
    path.mkdir(parents=True)
    rng = np.random.default_rng([made.seed, made.repeat])
    plan = made.plan()
    start_ns = EPOCH_NS + int(rng.integers(0, 1_000 * MS))  # the random phase
    warm_ns, end_ns = start_ns + made.warmup_ns, start_ns + made.duration_ns
    middle_ns = (warm_ns + end_ns) // 2
    counts, sent_ns = _emission(made, start_ns, rng)
    last_ns = start_ns + plan.duration_ns
    batches = _batches(made, rng, counts, sent_ns, (start_ns, middle_ns, last_ns))
    stop_ns = max([last_ns, *(batch.end_ns for batch in batches)]) + 50 * MS
    cut_ns = None
    if made.killed_at is not None:
        cut_ns = start_ns + int(plan.duration_ns * made.killed_at)
    window: dict[str, int | None] = {"start_ns": start_ns, "warm_ns": warm_ns, "end_ns": end_ns}
    info = fake_words.info(made, window | {"stop_ns": None if cut_ns else stop_ns})
    (path / record.RUN).write_text(json.dumps(info, indent=2))
    load = {
        "schedule": plan.spec(),
        "start_ns": start_ns,
        "lanes": 1,
        "source": made.source,
        "file_every_ns": FILE_EVERY_NS if made.source == "files" else None,
        "lines": "uniform:10:120",
        "seed": made.seed,
    }
    emitted = [(0, int(n), int(t)) for n, t in zip(counts, sent_ns, strict=True)]
    samples = _resources(made, start_ns - 500 * MS, middle_ns, stop_ns)
    _write(path / record.EMISSION_FILE, EMISSION, load, _until(emitted, -1, cut_ns), cut_ns)
    visible = _until(_visible(made, batches, middle_ns), -1, cut_ns)
    _write(path / record.VISIBLE_FILE, record.VISIBLE, {}, visible, cut_ns)
    samples = _until(samples, 0, cut_ns)
    _write(path / record.RESOURCES_FILE, record.RESOURCES, {}, samples, cut_ns)
    if cut_ns is None:
        told = fake_words.counts(made, int(counts.max(initial=0)))
        record.write_counts(path / record.COUNTS_FILE, told["expected"], told["seen"])
    done = [batch for batch in batches if cut_ns is None or batch.end_ns <= cut_ns]
    events = fake_words.events(made, done, [int(n) for n in counts], middle_ns)
    text = "".join(json.dumps(event) + "\n" for event in events)
    (path / record.PROGRESS_FILE).write_text(text if cut_ns is None else text[:-17])
    (path / record.ENGINE_LOG).write_text("")
    if made.api != "floor":
        said = fake_words.gc_log(start_ns, cut_ns or stop_ns)
        (path / record.GC_LOG).write_text(said if cut_ns is None else said[:-3])
    return path


def write_campaign(
    path: Path,
    repeats: int = 3,
    base: Made | None = None,
    among: Sequence[tuple[str, str, str]] = CELLS,
) -> Path:
    """Make `runs/NAME-rREPEAT/` for these cells, and `campaign.json`.

    `base` gives what all of them share: rate, duration, warm-up.
    """
    cells = [
        replace(base or Made(), api=api, source=source, setting=setting)
        for api, source, setting in among
    ]
    runs = [replace(cell, repeat=repeat) for repeat in range(1, repeats + 1) for cell in cells]
    for made in runs:
        write_run(path / "runs" / f"{made.name}-r{made.repeat}", made)
    campaign = {
        "name": "synthetic",
        "seed": 1,
        "cells": [made.name for made in cells],
        "specs": {made.name: fake_words.cell(made) for made in cells},
        "started_ns": EPOCH_NS,
        "repeat": repeats,
    }
    (path / "campaign.json").write_text(json.dumps(campaign, indent=2))
    return path


def _emission(made: Made, start_ns: int, rng: np.random.Generator) -> tuple[Int64, Int64]:
    """Cumulative lines and times of the hand-overs: a wake-up a ms, or a file per file_every."""
    plan = made.plan()
    step_ns = FILE_EVERY_NS if made.source == "files" else MS
    ticks = np.arange(step_ns, plan.duration_ns + step_ns, step_ns)
    counts = plan.counts_due(np.minimum(ticks, plan.duration_ns) - 1)
    counts = np.minimum(counts, plan.count - made.unsent)
    fresh = np.diff(counts, prepend=0) > 0
    jitter = rng.lognormal(np.log(0.08 * MS), 0.5, len(ticks)).astype(np.int64)
    sent_ns = start_ns + ticks + jitter + round(made.late_ms * MS)
    return counts[fresh], np.maximum.accumulate(sent_ns[fresh])


def _batches(
    made: Made,
    rng: np.random.Generator,
    counts: Int64,
    sent_ns: Int64,
    moments: tuple[int, int, int],
) -> list[FakeBatch]:
    if made.api == "floor":
        return fake_engine.floor(rng, counts, sent_ns)

    def arrived(time_ns: int) -> int:
        entries = int(np.searchsorted(sent_ns, time_ns, side="right"))
        return int(counts[entries - 1]) if entries else 0

    start_ns, middle_ns, last_ns = moments
    base_ms = made.base_ms or {"structured": 90.0, "dstreams": 180.0}[made.api]
    until_ns = last_ns + 5_000 * MS
    engine = FakeEngine(
        rng,
        arrived,
        since_ns=start_ns,
        until_ns=until_ns,
        base_ms=base_ms,
        capacity_per_s=made.rate / made.overload,
        stall_at_ns=middle_ns,
        stall_ms=made.stall_ms,
    )
    if made.api == "structured":
        return engine.structured(made.interval_ns)
    return engine.dstreams(made.interval_ns or 1_000 * MS)


def _visible(made: Made, batches: list[FakeBatch], middle_ns: int) -> Rows:
    rows, seen = [], 0
    for batch in batches:
        late = batch.visible_ns >= middle_ns
        seen = max(seen, batch.lines + (made.duplicate - made.lose if late else 0))
        rows.append((batch.number, seen, batch.visible_ns))
    return rows


def _resources(made: Made, first_ns: int, middle_ns: int, stop_ns: int) -> Rows:
    """A sample each half second, of processes that take an even share of a two-core machine."""
    rows = []
    engine = made.api != "floor"
    for time_ns in range(first_ns, stop_ns + 500 * MS, 500 * MS):
        us = (time_ns - first_ns) // 1000
        ours = (us // 20, us * 3 // 5 * engine, us // 25, us // 50)
        rss_kb = (90_000, 700_000 * engine, 60_000)
        busy = sum(ours) + round(us * 2 * made.others)
        ahead_ns = made.clock_step_ms * MS if time_ns >= middle_ns else 0
        steal = round(us * 2 * made.steal)
        khz = round(2_600_000 * (1 - made.slower * (time_ns >= middle_ns)))
        machine = (busy, steal, 40_000, round(made.tasks * 1000), khz, 0, 0)
        rows.append((time_ns, ahead_ns, *ours, *rss_kb, us // 200_000, *machine))
    return rows


def _until(rows: Rows, time_column: int, cut_ns: int | None) -> Rows:
    return [row for row in rows if cut_ns is None or row[time_column] <= cut_ns]


def _write(
    path: Path, columns: tuple[str, ...], meta: dict[str, Any], rows: Rows, cut_ns: int | None
) -> None:
    table = journal.Journal(path, columns, meta)
    table.extend(np.array(rows, np.int64).reshape(-1, len(columns)))
    if cut_ns is None:
        table.close()
        return
    table.flush()
    table._file.write(b"\x01\x02\x03")  # the kill came in mid-write
    table._file.close()
