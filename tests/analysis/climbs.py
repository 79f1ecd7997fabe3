"""A ladder's campaign made by hand: some rungs, some runs of each cell, and what they came to."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.decide.ladder import KEY, Ladder, Rung
from analysis.report.campaign import Campaign
from tests.analysis.drawn import cells_of, summary_of

FIRST, TUNED, FLOOR = "0-spark", "tuned", "floor"
P99_MS = {
    FIRST: 74_000.0,
    "1-shuffle-partitions": 900.0,
    "2-checkpoint-manager": 640.0,
    "3-raw-files": 600.0,
    "4-no-web-page": 605.0,
    TUNED: 602.0,
    "without-shuffle-partitions": 16_000.0,
    "without-checkpoint-manager": 830.0,
    "without-raw-files": 700.0,
    "without-no-web-page": 604.0,
    "with-serial-gc": 560.0,
    "with-memory-sink": 500.0,
    "with-rocksdb": 780.0,
    FLOOR: 1.2,
}
_GUARANTEES = {
    "raw-files": "gives up Hadoop's checksums of checkpoint files",
    "memory-sink": "gives up the callback with a batch's number",
}
_TUNED = ("shuffle-partitions", "checkpoint-manager", "raw-files", "no-web-page")
_TRIED = ("serial-gc", "memory-sink", "rocksdb")


def ladder(*, climb: bool = True, alone: bool = True) -> Ladder:
    names = [FIRST, *(f"{number}-{name}" for number, name in enumerate(_TUNED, 1))]
    steps = dict(zip(_TUNED, pairwise(names), strict=True))
    rungs = [
        _rung(
            name,
            tuned=True,
            climbed=steps[name] if climb else None,
            alone=(f"without-{name}", TUNED) if alone else None,
        )
        for name in _TUNED
    ]
    if alone:
        rungs += [_rung(name, tuned=False, alone=(TUNED, f"with-{name}")) for name in _TRIED]
    rungs.append(_rung("async-progress", tuned=False, cannot="Spark refuses it"))
    return Ladder(rungs, FIRST if climb else "", TUNED, FLOOR)


def campaign(
    known: Ladder | None = None,
    p99_ms: Mapping[str, float] = P99_MS,
    *,
    runs: int = 3,
    changed: Mapping[str, dict[str, Any]] | None = None,
) -> Campaign:
    """The campaign of a ladder, each cell run some times.

    Args:
        known: the ladder; one of all that there is if None.
        p99_ms: what p99 is near, by the name of a cell; p50 is half of it.
        runs: of each cell.
        changed: what is otherwise in the summaries of a cell.
    """
    known = known or ladder()
    summaries = [
        _summary(name, repeat, ms, (changed or {}).get(name, {}))
        for name, ms in p99_ms.items()
        for repeat in range(1, runs + 1)
    ]
    about = {KEY: known.as_json(), "cells": list(p99_ms), "repeat": runs}
    return Campaign(Path("c"), "The tuning ladder", about, summaries, cells_of(*summaries), [])


def _summary(name: str, repeat: int, p99_ms: float, changed: dict[str, Any]) -> dict[str, Any]:
    api = "floor-socket" if name == FLOOR else "structured-socket-default"
    noise = 1 + 0.01 * ((repeat * 7 + len(name)) % 5 - 2)
    made: dict[str, Any] = {"repeat": repeat, "p99_ms": p99_ms * noise} | changed
    return summary_of(api, **made) | {"name": name}


def _rung(name: str, **more: Any) -> Rung:
    guarantee = _GUARANTEES.get(name, "keeps")
    return Rung(name, [f"spark.{name}=1"], f"why {name} is there", guarantee, **more)
