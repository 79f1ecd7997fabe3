"""Runs that are on disk already, and can stand for ones that would be made anew."""

import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis import folders, record
from analysis.calibration import MACHINE
from benchmarks import host
from benchmarks.cell import Cell
from benchmarks.spark.java import find_java
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S

_OLDEST_NS = 7 * 24 * 3600 * NS_PER_S
_COUNTS = frozenset({"valid", "suspect"})
# Looked at for longer, a load that doesn't change is the same load; others are spread anew.
_SAME_WHEN_LONGER = frozenset({"constant", "poisson"})
_FILE, _TRACE = "file:", "trace:"


def here() -> dict[str, Any]:
    """This machine, with the versions of the Spark and the Java that runs would have."""
    return host.describe() | {"spark": _spark(), "java": _java()}


@dataclass(frozen=True)
class _Found:
    """A run that may be used.

    Args:
        path: its record.
        cell: what was run.
        started_ns: when, ns since the epoch.
    """

    path: Path
    cell: Cell
    started_ns: int


@dataclass(frozen=True)
class Held:
    """The runs of some folders that were made on this machine, with the Spark that is here.

    Args:
        folders: where to look: folders of runs, of campaigns, or of several of these. Those that
            don't exist hold nothing.
        here: the machine, as `here` describes it.
        now_ns: the time, ns since the epoch; runs that are a week older aren't used.
    """

    folders: Sequence[Path]
    here: Mapping[str, Any]
    now_ns: int

    def find(self, cell: Cell, used: frozenset[Path] = frozenset()) -> Path | None:
        """The newest run of a cell, but for those that are used already; None if there is none.

        It may be one that was looked at for longer.
        """
        return next(
            (one.path for one in self._runs if one.path not in used and _serves(one, cell)), None
        )

    @cached_property
    def _runs(self) -> list[_Found]:
        """All that may be used, newest first; each once, however often it is there."""
        found: dict[tuple[int, Cell], _Found] = {}
        for folder in self.folders:
            for path in _all_in(folder):
                one = self._read(path)
                if one is not None:
                    found.setdefault((one.started_ns, one.cell), one)
        return sorted(found.values(), key=lambda one: -one.started_ns)

    def _read(self, path: Path) -> _Found | None:
        """A run that counts, made here and lately; None for any other."""
        try:
            info = json.loads((path / record.RUN).read_text(encoding="utf-8"))
            if info["status"] != "complete" or not _made_on(self.here, info["environment"]):
                return None
            started_ns = int(info["window"]["start_ns"])
            cell = Cell.parse(info["cell"])
            summary = json.loads((path / record.SUMMARY).read_text(encoding="utf-8"))
            counts = summary["verdict"] in _COUNTS
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None  # damaged, or of a version that knew other cells
        young = self.now_ns - started_ns <= _OLDEST_NS
        unchanged = all(_before(file, started_ns) for file in _files_of(cell))
        return _Found(path, cell, started_ns) if counts and young and unchanged else None


def _all_in(folder: Path) -> list[Path]:
    """The run directories that a folder is or has, or that folders in it have."""
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    return [run for one in (folder, *inside) if one.is_dir() for run in folders.runs(one)]


def _serves(one: _Found, cell: Cell) -> bool:
    """Whether a run tells what a run of this cell would."""
    ran = one.cell
    if ran == cell:
        return True
    if cell.schedule not in _SAME_WHEN_LONGER:
        return False
    measured_ns = ran.duration_ns - ran.warmup_ns, cell.duration_ns - cell.warmup_ns
    longer = ran.warmup_ns >= cell.warmup_ns and measured_ns[0] >= measured_ns[1]
    return longer and _same_but_for_times(ran, cell)


def _same_but_for_times(ran: Cell, cell: Cell) -> bool:
    return cell == replace(
        ran,
        duration_ns=cell.duration_ns,
        warmup_ns=cell.warmup_ns,
        drain_ns=cell.drain_ns,
        give_up_ns=cell.give_up_ns,
    )


def _made_on(here: Mapping[str, Any], environment: Mapping[str, Any]) -> bool:
    """Whether an environment is this machine's, with the Spark and the Java that it has now."""
    if any(environment[key] != here[key] for key in MACHINE):
        return False
    if environment["spark"] is None:
        return True
    java = str(environment["java"]).partition(".")[0]
    return bool((environment["spark"], java) == (here["spark"], here["java"]))


def _spark() -> str | None:
    try:
        return importlib.metadata.version("pyspark")
    except importlib.metadata.PackageNotFoundError:
        return None


def _java() -> str | None:
    try:
        return str(find_java().version)
    except BadInput:
        return None


def _files_of(cell: Cell) -> list[str]:
    """The files that a cell is made of."""
    named = [(cell.lines, _FILE), (cell.schedule, _TRACE)]
    return [text[len(kind) :] for text, kind in named if text.startswith(kind)] + (
        [cell.job] if cell.job else []
    )


def _before(file: str, at_ns: int) -> bool:
    """Whether a file is what it was then."""
    try:
        return Path(file).stat().st_mtime_ns < at_ns
    except OSError:
        return False
