"""The run directory: its files and columns. The one contract between running and analysing.

    run.json            the spec, the windows, the settings in force, versions, host (`RunInfo`)
    emission.parquet    what left the generator when           (columns EMISSION)
    acknowledged.parquet    what a Kafka broker acknowledged when  (columns ACKNOWLEDGED)
    appended.parquet    when a Kafka broker had which results  (columns APPENDED)
    visible.parquet     what was in the reader's hands when    (columns VISIBLE)
    counts.parquet      what was sent and seen of each key     (columns COUNTS)
    progress.jsonl      the engine's own events, as it gave them, one JSON object a line
    resources.parquet   CPU, memory and clocks, sampled        (columns RESOURCES)
    gc.log              what the driver's JVM says of its garbage collectors
    engine.log          what the engine printed
    summary.json        everything above, analysed: can be made again

All times are ns on the run clock (see `loadgen.clock`). A run that was killed leaves journals in
place of Parquet files (see `loadgen.journal`) and a status that isn't `complete`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analysis import told
from loadgen import emission as emission_log
from loadgen import journal
from loadgen.acknowledged import ACKNOWLEDGED
from loadgen.emission import EMISSION, by_lane

FORMAT = 1

RUN = "run.json"
EMISSION_FILE = "emission.parquet"
ACKNOWLEDGED_FILE = "acknowledged.parquet"
APPENDED_FILE = "appended.parquet"
VISIBLE_FILE = "visible.parquet"
COUNTS_FILE = "counts.parquet"
PROGRESS_FILE = "progress.jsonl"
RESOURCES_FILE = "resources.parquet"
GC_LOG = "gc.log"
ENGINE_LOG = "engine.log"
SUMMARY = "summary.json"

VISIBLE = ("batch", "lines", "visible_ns")
"""Per result seen: the engine's number of the batch, lines included so far, when it was in hand.

Lines are -1 where the results don't say, the batch is where they don't say: see
`analysis.results`."""

APPENDED = ("lines", "visible_ns", "appended_ms")
"""Per look of a results topic's reader: lines included so far, when the reader had them, and when
the broker, by its own clock in ms since the epoch, had appended the last of them."""

COUNTS = ("key", "expected", "seen")
"""Per key, ascending: the length or the number that lines are counted by, how many of them were
sent, and how many the results had in the end."""

RESOURCES = (
    "time_ns",
    "wall_ahead_ns",  # the system's clock less the run clock: what it has moved since the start
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
    "generator_rss_kb",
    "machine_load_milli",  # the load average of 1 minute, x 1000
    "machine_khz",  # the cores' frequency, their mean; 0 if it isn't known
    "broker_cpu_us",  # of a Kafka broker that was started for the run; 0 without one
    "broker_rss_kb",
)
"""Per sample: running totals of CPU time, resident memory now."""
RESOURCES_SINCE = frozenset(
    {"generator_rss_kb", "machine_load_milli", "machine_khz", "broker_cpu_us", "broker_rss_kb"}
)
"""Columns that records made before there were such lack: they are read as 0."""

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
        emission: columns `loadgen.emission.EMISSION`, each int64[hand-overs].
        load: the emission's own meta: schedule, start, lanes, source; empty if nothing was sent.
        visible: columns `VISIBLE`, each int64[results seen].
        progress: the engine's events in the order they came.
        resources: columns `RESOURCES`, each int64[samples].
        gc_log: what the driver's JVM logged of its garbage collectors, a str a line; None if there
            is no log, as of the floor, which has no JVM.
        counts: columns `COUNTS`, each int64[keys]; None if there are none: the results don't say,
            or the run didn't come to its end.
        acknowledged: columns `loadgen.acknowledged.ACKNOWLEDGED`, each int64[reports]; None without
            a Kafka broker.
        appended: columns `APPENDED`; None without a topic of results.
    """

    path: Path
    info: Mapping[str, Any]
    emission: Columns
    load: Mapping[str, Any]
    visible: Columns
    progress: list[dict[str, Any]]
    resources: Columns
    gc_log: list[str] | None = None
    counts: Columns | None = None
    acknowledged: Columns | None = None
    appended: Columns | None = None

    @cached_property
    def hand_overs(self) -> list[Int64]:
        """The rows of the emission by lane, int64[its hand-overs, 3]; none if nothing was sent."""
        return self._by_lane(self.emission, EMISSION) if self.load else []

    @property
    def acknowledgements(self) -> list[Int64]:
        """The same of what a broker has acknowledged; none without a broker."""
        if not self.load or self.acknowledged is None:
            return []
        return self._by_lane(self.acknowledged, ACKNOWLEDGED)

    def _by_lane(self, log: Columns, columns: Sequence[str]) -> list[Int64]:
        rows = np.stack([log[name] for name in columns], axis=1)
        return by_lane(rows, int(self.load.get("lanes", 1)))

    @property
    def complete(self) -> bool:
        """Whether the run went to its own end."""
        return bool(self.info.get("status") == "complete")

    @property
    def tells_results(self) -> bool:
        """Whether the sink's results say how many lines are in."""
        return bool(self._observers.get("results", True))

    @property
    def tells_progress(self) -> bool:
        """Whether the engine has an account of its batches."""
        known = self._observers.get("progress")
        return self.info["cell"]["api"] != "floor" if known is None else bool(known)

    @property
    def withheld(self) -> bool:
        """Whether a result may come out with a later batch than the one that took its lines."""
        return bool(self.info.get("withheld"))

    @property
    def by_batch(self) -> bool:
        """Whether a batch's results come together, when it is done.

        A real-time batch shows its lines one by one while it goes on, and continuous processing
        has none: of when a line is shown, the engine's account of batches says nothing.
        """
        return bool(self.info.get("by_batch", True))

    @property
    def shows_each(self) -> bool:
        """Whether each line's result is seen by itself."""
        return not self.by_batch and self.info["cell"].get("sink") == "kafka"

    @property
    def backlog(self) -> Mapping[str, Any] | None:
        """What the engine was given to work off: `lines`, from `start_ns` to `end_ns`.

        None for a load that came while the engine ran.
        """
        return self.info.get("backlog")

    @property
    def _observers(self) -> Mapping[str, Any]:
        return self.info.get("observers") or {}


def read(path: Path) -> RunRecord:
    """Read a run directory, also one that a killed run left.

    Tables that the run never came to write are read as empty ones.

    Raises:
        UnreadableRunError: if there is no run in it, or not one that this version reads.
    """
    try:
        info = json.loads((path / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableRunError(f"{path} holds no run: {error}") from None
    if not isinstance(info, dict) or not isinstance(info.get("format"), int):
        raise UnreadableRunError(f"{path} holds no run: its {RUN} doesn't say what format it has")
    if info["format"] > FORMAT:
        raise UnreadableRunError(
            f"{path} has format {info['format']}, and this version reads up to {FORMAT}: "
            f"a later version of Streamgauge made it"
        )
    emission, load = _columns(path / EMISSION_FILE, EMISSION, read_table=emission_log.read)
    visible, _ = _columns(path / VISIBLE_FILE, VISIBLE)
    resources, _ = _columns(path / RESOURCES_FILE, RESOURCES, RESOURCES_SINCE)
    progress, gc_log = told.events(path / PROGRESS_FILE), told.lines(path / GC_LOG)
    counts, _ = _columns(path / COUNTS_FILE, COUNTS)
    acknowledged, _ = _columns(path / ACKNOWLEDGED_FILE, ACKNOWLEDGED, read_table=emission_log.read)
    appended, _ = _columns(path / APPENDED_FILE, APPENDED)
    return RunRecord(
        path,
        info,
        emission,
        load,
        visible,
        progress,
        resources,
        gc_log,
        counts if len(counts["key"]) else None,
        acknowledged if len(acknowledged["lane"]) else None,
        appended if len(appended["lines"]) else None,
    )


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file whole or not at all."""
    fresh = path.with_suffix(".part")
    try:
        fresh.write_text(json.dumps(value, indent=2, allow_nan=False) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def write_counts(path: Path, expected: Mapping[int, int], seen: Mapping[int, int]) -> None:
    """Write the table of counts: a row for each key that either has.

    Args:
        path: the file to make, `COUNTS_FILE` of the run directory.
        expected: how many lines of each key were sent.
        seen: how many of each the results had in the end.

    Raises:
        OSError: if it can't be written.
    """
    sides = [_listed(expected), _listed(seen)]
    key = np.union1d(*(keys for keys, _ in sides))
    rows = np.zeros((len(key), len(COUNTS)), np.int64)
    rows[:, 0] = key
    for column, (keys, counts) in enumerate(sides, start=1):
        rows[np.searchsorted(key, keys), column] = counts
    with journal.Journal(path, COUNTS, {}) as table:
        table.extend(rows)


def _columns(
    path: Path,
    names: tuple[str, ...],
    since: frozenset[str] = frozenset(),
    read_table: Callable[[Path], tuple[pa.Table, dict[str, Any]]] = journal.read,
) -> tuple[Columns, Mapping[str, Any]]:
    """The columns and the meta of a table; those of `since` are 0 where the table lacks them."""
    try:
        table, meta = read_table(path)
    except (OSError, ValueError):  # the run died before it wrote any
        return {name: np.empty(0, np.int64) for name in names}, {}
    missing = set(names) - set(table.column_names)
    if missing - since:
        raise UnreadableRunError(f"{path} has no column {min(missing - since)!r}")
    columns = {name: table[name].to_numpy() for name in table.column_names}
    return columns | {name: np.zeros(len(table), np.int64) for name in sorted(missing)}, meta


def _listed(counts: Mapping[int, int]) -> tuple[Int64, Int64]:
    """The keys and their counts, in the mapping's order, each int64[keys]."""
    keys = np.fromiter(counts.keys(), np.int64, len(counts))
    return keys, np.fromiter(counts.values(), np.int64, len(counts))
