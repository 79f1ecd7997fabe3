"""The run directory: its files and columns. The one contract between running and analysing.

    run.json            the spec, the windows, the settings in force, versions, host (`RunInfo`)
    emission.parquet    what left the generator when           (columns EMISSION)
    visible.parquet     what was in the reader's hands when    (columns VISIBLE)
    progress.jsonl      the engine's own events, as it gave them, one JSON object a line
    resources.parquet   CPU, memory and clocks, sampled        (columns RESOURCES)
    engine.log          what the engine printed
    summary.json        everything above, analysed: can be made again

All times are ns on the run clock (see `loadgen.clock`). A run that was killed leaves journals in
place of Parquet files (see `loadgen.journal`) and a status that isn't `complete`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from loadgen import journal
from numpy.typing import NDArray

FORMAT = 1

RUN = "run.json"
EMISSION_FILE = "emission.parquet"
VISIBLE_FILE = "visible.parquet"
PROGRESS_FILE = "progress.jsonl"
RESOURCES_FILE = "resources.parquet"
ENGINE_LOG = "engine.log"
SUMMARY = "summary.json"

VISIBLE = ("batch", "lines", "visible_ns")
"""Per result seen: the engine's number of the batch, lines included so far, when it was in hand."""

RESOURCES = (
    "time_ns",
    "wall_ahead_ns",  # the system's clock less the run clock, as far as it has moved since the start
    "driver_cpu_us",
    "jvm_cpu_us",
    "python_worker_cpu_us",
    "generator_cpu_us",
    "driver_rss_kb",
    "jvm_rss_kb",
    "python_worker_rss_kb",
    "gc_ms",
    "machine_busy_us",  # CPU time of all processes of the machine, ours included
    "machine_steal_us",  # CPU time that the hypervisor gave to other machines
)
"""Per sample: running totals of CPU time, resident memory now."""

Int64 = NDArray[np.int64]
Columns = Mapping[str, Int64]


class UnreadableRunError(ValueError):
    """A folder that should hold a run doesn't; the message says what is missing."""


@dataclass(frozen=True)
class RunRecord:
    """What one run left on disk, read and not yet interpreted.

    Args:
        path: the run directory.
        info: `run.json`.
        emission: columns `loadgen.emission.EMISSION`, each int64[wake-ups].
        load: the emission's own meta: schedule, start, lanes, source.
        visible: columns `VISIBLE`, each int64[results seen].
        progress: the engine's events in the order they came.
        resources: columns `RESOURCES`, each int64[samples].
    """

    path: Path
    info: Mapping[str, Any]
    emission: Columns
    load: Mapping[str, Any]
    visible: Columns
    progress: list[dict[str, Any]]
    resources: Columns

    @property
    def complete(self) -> bool:
        """Whether the run went to its own end."""
        return bool(self.info.get("status") == "complete")


def read(path: Path) -> RunRecord:
    """Read a run directory, also one that a killed run left.

    Raises:
        UnreadableRunError: if there is no run in it.
    """
    try:
        info = json.loads((path / RUN).read_text())
    except (OSError, ValueError) as error:
        raise UnreadableRunError(f"{path} holds no run: {error}") from None
    emission, load = _columns(path / EMISSION_FILE)
    visible, _ = _columns(path / VISIBLE_FILE)
    resources, _ = _columns(path / RESOURCES_FILE)
    return RunRecord(path, info, emission, load, visible, _events(path / PROGRESS_FILE), resources)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file whole or not at all."""
    fresh = path.with_suffix(".part")
    fresh.write_text(json.dumps(value, indent=2, allow_nan=False) + "\n")
    fresh.replace(path)


def _columns(path: Path) -> tuple[Columns, Mapping[str, Any]]:
    try:
        table, meta = journal.read(path)
    except (OSError, ValueError):
        return {}, {}  # the run died before it wrote any
    return {name: table[name].to_numpy() for name in table.column_names}, meta


def _events(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return []
    events = []
    for line in lines:
        try:
            events.append(json.loads(line))
        except ValueError:
            break  # a kill in mid-write leaves part of a line
    return events
