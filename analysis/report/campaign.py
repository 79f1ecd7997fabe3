"""What a campaign left on disk, read for a report: cells with their runs, and what is missing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from analysis import record
from analysis.plots import cells, portrait
from analysis.plots.cells import Cell
from analysis.plots.portrait import Portrait
from analysis.summary import analyse
from loadgen.errors import BadInput

CAMPAIGN = "campaign.json"
RUNS = "runs"

_BINS_IN_ALL = 1500
_LEAST_BINS = 60


@dataclass(frozen=True)
class LeftOut:
    """A run that no picture shows.

    Args:
        name: the run's cell and repeat, or its folder.
        reason: why, one line.
    """

    name: str
    reason: str


@dataclass(frozen=True)
class Campaign:
    """A campaign as a report shows it.

    Args:
        path: its directory.
        name: what to call it.
        about: `campaign.json`; empty if there is none.
        summaries: `summary.json` of every run that could be analysed, in the order of `cells`.
        cells: the cells that have something to draw, in the order wanted.
        left_out: runs that can't be drawn, or never were made.
    """

    path: Path
    name: str
    about: Mapping[str, Any]
    summaries: Sequence[Mapping[str, Any]]
    cells: Sequence[Cell]
    left_out: Sequence[LeftOut]

    @property
    def unread(self) -> int:
        """How many runs left no record that can be analysed."""
        analysed = {title(summary) for summary in self.summaries}
        return sum(run.name not in analysed for run in self.left_out)

    @property
    def repeats(self) -> int:
        """How often the cell that was run most often was run."""
        return max((len(cell.runs) for cell in self.cells), default=0)


def read(path: Path) -> Campaign:
    """Analyse every run of a campaign, or a single run, and write each one's `summary.json`.

    Args:
        path: a directory that holds `runs/`, or is itself a run.

    Raises:
        BadInput: if no run in it can be read.
    """
    folders = _folders(path)
    names = {folder: _name(folder) for folder in folders}
    bins = _BINS_IN_ALL // max(1, len(set(names.values())))
    bins = max(_LEAST_BINS, min(portrait.BINS, bins))
    portraits, left_out = [], []
    for folder in folders:
        try:
            portraits.append(_portray(folder, bins))
        # Whatever a damaged folder trips over, the other runs still make a report.
        except Exception as error:  # noqa: BLE001
            left_out.append(LeftOut(folder.name, _reason(error)))
    if not portraits:
        raise BadInput(_nothing(path, left_out))
    about = _about(path)
    gathered = cells.gather(portraits, _order(about))
    left_out += [
        LeftOut(title(run.summary), _first_evidence(run.summary))
        for cell in gathered
        for run in cell.runs
        if not run.drawable
    ]
    made = {(run.summary["name"], run.summary["repeat"]) for run in portraits}
    return Campaign(
        path=path,
        name=str(about.get("title") or about.get("name") or path.resolve().name),
        about=about,
        summaries=[run.summary for cell in gathered for run in cell.runs],
        cells=[cell for cell in map(_drawable, gathered) if cell],
        left_out=left_out + _never_made(about, made, {folder.name for folder in folders}),
    )


def title(summary: Mapping[str, Any]) -> str:
    """A run's cell and repeat, as in "structured-socket-default, run 2"."""
    return f"{summary['name']}, run {summary['repeat']}"


def _folders(path: Path) -> list[Path]:
    if (path / record.RUN).is_file():
        return [path]
    runs = path / RUNS
    return sorted(folder for folder in runs.iterdir() if folder.is_dir()) if runs.is_dir() else []


def _name(folder: Path) -> str:
    """The cell's name, if the record tells it: only the number of different ones matters."""
    try:
        return str(json.loads((folder / record.RUN).read_text())["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return folder.name


def _portray(folder: Path, bins: int) -> Portrait:
    run = analyse(folder)
    record.write_json(folder / record.SUMMARY, run.summary)
    return portrait.of(run, bins)


def _reason(error: Exception) -> str:
    words = " ".join(str(error).split())
    known = isinstance(error, record.UnreadableRunError)
    return words if known else f"its record is damaged: {type(error).__name__}: {words}"


def _first_evidence(summary: Mapping[str, Any]) -> str:
    found = summary["findings"]
    return str(found[0]["evidence"]) if found else "no line was due while it went on"


def _nothing(path: Path, left_out: Sequence[LeftOut]) -> str:
    if left_out:
        first = left_out[0]
        return f"{path} holds no run that can be read; {first.name}: {first.reason}"
    return f"{path} holds no run: a report takes a directory with {RUNS}/*/{record.RUN}, or a run"


def _about(path: Path) -> Mapping[str, Any]:
    try:
        about = json.loads((path / CAMPAIGN).read_text())
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _order(about: Mapping[str, Any]) -> list[str]:
    """The cells' names in the order wanted."""
    listed = about.get("cells")
    return [str(name) for name in listed] if isinstance(listed, list) else []


def _never_made(
    about: Mapping[str, Any], made: set[tuple[str, int]], folders: set[str]
) -> list[LeftOut]:
    """Runs that the campaign planned and that left nothing at all."""
    repeats = about.get("repeat")
    planned = product(range(1, (repeats if isinstance(repeats, int) else 0) + 1), _order(about))
    return [
        LeftOut(f"{name}, run {repeat}", "not run: the campaign ended before its turn")
        for repeat, name in planned
        if (name, repeat) not in made and f"{name}-r{repeat}" not in folders
    ]


def _drawable(cell: Cell) -> Cell | None:
    runs = [run for run in cell.runs if run.drawable]
    return cell.with_runs(runs) if runs else None
