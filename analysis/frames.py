"""A campaign as pandas frames, for questions that no report answers. Reads; writes nothing."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis import batch_table, folders, lines, progress, record, results, window
from analysis.due import Float64
from analysis.histogram import Histogram, lowest_ns
from analysis.lines import LOST, Lane, Lines
from analysis.record import RESOURCES, Int64
from analysis.report import table
from analysis.run import Run
from analysis.summary import analyse
from analysis.window import Window
from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS

MOST_LINES = 5_000_000
"""As many lines are made into a frame without being asked to: it takes up to 200 bytes for each."""


@dataclass(frozen=True, eq=False)
class Frames:
    """What a campaign, or a single run, measured. Lost lines count as infinitely late.

    Args:
        path: its directory.
        runs: a row a run; the columns of `results.csv`.
        batches: a row for each result with measured lines, run by run; `analysis.batch_table`.
        resources: a row a sample, by its time: `name`, `repeat`, and `resources.parquet`.
        latency: the measured lines of each run by size. `lines` is how many took from `low_ms` to
            `high_ms`, both included; `share`, of the run's lines, took `high_ms` or less. Lost
            lines are a last row, from inf to inf.
        folders: each run's directory, by name and repeat.
        unread: directories of runs that can't be read, and why not.
    """

    path: Path
    runs: pd.DataFrame
    batches: pd.DataFrame
    resources: pd.DataFrame
    latency: pd.DataFrame
    folders: Mapping[tuple[str, int], Path]
    unread: Mapping[str, str]

    def lines(self, name: str, repeat: int = 1, *, limit: int = MOST_LINES) -> pd.DataFrame:
        """Every line that was due in a run, the warm-up's too, by when it was due.

        Args:
            name: the cell.
            repeat: which of its runs.
            limit: the most lines that there may be; it takes up to 200 bytes for each.

        Returns:
            By `due`: `lane`; `due_ns`, `sent_ns` and `visible_ns` since the epoch, <NA> for what
            never happened; `latency_ms`, inf for lost lines; `result`, as in `batches`, that was
            the first to have the line; `measured`, whether the line counts.

        Raises:
            BadInput: if there is no such run, or it has more lines.
        """
        if (name, repeat) not in self.folders:
            known = ", ".join(f"{one}, run {k}" for one, k in self.folders)
            raise BadInput(f"{self.path} has no {name}, run {repeat}: lines takes one of {known}")
        read = record.read(self.folders[name, repeat])
        batches = progress.batches(read)
        every = lines.join(read, results.of(read, batches), batches)
        if len(every) > limit:
            raise BadInput(
                f"{name}, run {repeat}, has {len(every):,} lines, and limit takes {limit:,}: take "
                f"latency, which has them by size, or limit={len(every)}"
            )
        return _line_by_line(every, window.measured(read))


def load(path: Path) -> Frames:
    """Analyse every run of a campaign, or a single run.

    Runs that can't be read are left out with a warning, and named in `Frames.unread`.

    Args:
        path: a directory that holds `runs/`, or is itself a run.

    Raises:
        BadInput: if no run in it can be read.
    """
    found: list[_Part] = []
    unread: dict[str, str] = {}
    for folder in folders.runs(path):
        try:
            found.append(_part(analyse(folder)))
        # Whatever a damaged folder trips over, the other runs can still be had.
        except Exception as error:  # noqa: BLE001
            unread[folder.name] = folders.why_unread(error)
    if not found:
        takes = f"load takes a directory with {folders.RUNS}/*/{record.RUN}, or a run"
        raise BadInput(f"{path} holds no run that can be read; {_first(unread, takes)}")
    if unread:
        told = f"{path}: runs that can't be read are in `unread`: {len(unread)}; {_first(unread)}"
        warnings.warn(told, stacklevel=3)
    wanted = {name: place for place, name in enumerate(folders.order(folders.about(path)))}
    found.sort(key=lambda part: (wanted.get(part.key[0], len(wanted)), *part.key))
    rows = table.arrow(table.rows(part.summary for part in found))
    runs = rows.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    return Frames(
        path=path,
        runs=runs.astype({"repeat": np.int64}),  # as in the other frames, to be joined with them
        batches=batch_table.joined([part.batches for part in found]).to_pandas(),
        resources=pd.concat([part.resources for part in found]),
        latency=pd.concat([part.latency for part in found], ignore_index=True),
        folders={part.key: part.folder for part in found},
        unread=unread,
    )


@dataclass(frozen=True, eq=False)
class _Part:
    """What is kept of one run: its lines, which may be millions, aren't."""

    folder: Path
    summary: Mapping[str, Any]
    batches: pa.Table
    resources: pd.DataFrame
    latency: pd.DataFrame

    @property
    def key(self) -> tuple[str, int]:
        return str(self.summary["name"]), int(self.summary["repeat"])


def _part(run: Run) -> _Part:
    samples = run.record.resources
    return _Part(
        folder=run.record.path,
        summary=run.summary,
        batches=batch_table.of(run),
        resources=_of_run(
            run,
            {name: samples[name] for name in RESOURCES if name != "time_ns"},
            _times(samples["time_ns"], "time"),
        ),
        latency=_of_run(run, _by_size(run.measured.latency.histogram())),
    )


def _of_run(
    run: Run, columns: Mapping[str, Int64 | Float64], index: pd.DatetimeIndex | None = None
) -> pd.DataFrame:
    """Columns of a run behind its name and repeat."""
    rows = len(next(iter(columns.values())))
    name = np.full(rows, str(run.summary["name"]), object)
    repeat = np.full(rows, int(run.summary["repeat"]), np.int64)
    return pd.DataFrame({"name": name, "repeat": repeat, **columns}, index)


def _by_size(histogram: Histogram) -> dict[str, Int64 | Float64]:
    low_ms = lowest_ns(histogram.bucket) / NS_PER_MS
    high_ms = (lowest_ns(histogram.bucket + 1) - 1) / NS_PER_MS
    lost = [histogram.lost] if histogram.lost else []
    count = np.append(histogram.count, lost).astype(np.int64)
    return {
        "low_ms": np.append(low_ms, np.full(len(lost), np.inf)),
        "high_ms": np.append(high_ms, np.full(len(lost), np.inf)),
        "lines": count,
        "share": np.cumsum(count) / max(1, histogram.samples),
    }


def _line_by_line(every: Lines, within: Window | None) -> pd.DataFrame:
    due_ns, sent_ns, visible_ns = every.each()
    measured = np.zeros(len(every), np.bool_)
    if within is not None:
        measured = (due_ns >= within.since_ns) & (due_ns < within.until_ns)
    columns = {
        "lane": np.repeat(np.arange(len(every.lanes)), [len(lane) for lane in every.lanes]),
        "due_ns": due_ns,
        "sent_ns": _or_na(sent_ns),
        "visible_ns": _or_na(visible_ns),
        "latency_ms": np.where(visible_ns == LOST, np.inf, (visible_ns - due_ns) / NS_PER_MS),
        "result": _or_na(np.concatenate([np.empty(0, np.int64), *map(_results, every.lanes)])),
        "measured": measured,
    }
    return pd.DataFrame(columns, _times(due_ns, "due")).sort_index(kind="stable")


def _results(lane: Lane) -> Int64:
    """The result that was the first to have each line; `LOST` for none."""
    result = np.full(len(lane), LOST, np.int64)
    result[: int(lane.seen.count.sum())] = np.repeat(lane.seen.row, lane.seen.count)
    return result


def _or_na(values: Int64) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(values, values == LOST)


def _times(ns: Int64, name: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(pd.to_datetime(ns, unit="ns", utc=True), name=name)


def _first(unread: Mapping[str, str], otherwise: str = "") -> str:
    return next((f"{name}: {reason}" for name, reason in unread.items()), otherwise)
