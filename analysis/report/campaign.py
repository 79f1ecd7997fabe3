"""What a campaign left on disk, read for a report: cells with their runs, and what is missing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from analysis import calibration, folders, record
from analysis.calibration import Calibration
from analysis.plots import cells, portrait
from analysis.plots.cells import Cell
from analysis.plots.portrait import Portrait
from analysis.report import aa, exports
from analysis.report.aa import Measured
from analysis.report.exports import RunData
from analysis.summary import analyse
from loadgen.errors import BadInput

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
        noise: what the same cell differs from itself by, if that is known.
        calibration: what the instrument measured of itself on the machine that made the runs.
        data: of every run that could be analysed, what is exported for other programs.
        unsupported: cells that it left out, as Spark can't run them.
    """

    path: Path
    name: str
    about: Mapping[str, Any]
    summaries: Sequence[Mapping[str, Any]]
    cells: Sequence[Cell]
    left_out: Sequence[LeftOut]
    noise: Measured | None = None
    calibration: Calibration | None = None
    data: Sequence[RunData] = ()
    unsupported: Sequence[LeftOut] = ()

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
    found = folders.runs(path)
    bins = _BINS_IN_ALL // max(1, len({_name(folder) for folder in found}))
    bins = max(_LEAST_BINS, min(portrait.BINS, bins))
    portraits, data, left_out = [], [], []
    for folder in found:
        try:
            portrayed, kept = _portray(folder, bins)
            portraits.append(portrayed)
            data.append(kept)
        # Whatever a damaged folder trips over, the other runs still make a report.
        except Exception as error:  # noqa: BLE001
            left_out.append(LeftOut(folder.name, folders.why_unread(error)))
    if not portraits:
        raise BadInput(_nothing(path, left_out))
    about = folders.about(path)
    gathered = cells.gather(portraits, folders.order(about))
    left_out += [
        LeftOut(title(run.summary), _first_evidence(run.summary))
        for cell in gathered
        for run in cell.runs
        if not run.drawable
    ]
    made = {(run.summary["name"], run.summary["repeat"]) for run in portraits}
    drawable = [cell for cell in map(_drawable, gathered) if cell]
    return Campaign(
        path=path,
        name=str(about.get("title") or about.get("name") or path.resolve().name),
        about=about,
        summaries=[run.summary for cell in gathered for run in cell.runs],
        cells=drawable,
        left_out=left_out + _never_made(about, made, {folder.name for folder in found}),
        noise=aa.measured(drawable, about, path),
        calibration=_calibration(path, portraits),
        data=data,
        unsupported=[
            LeftOut(str(one["cell"]), str(one["reason"])) for one in about.get("unsupported") or ()
        ],
    )


def title(summary: Mapping[str, Any]) -> str:
    """A run's cell and repeat, as in "structured-socket-default, run 2"."""
    return f"{summary['name']}, run {summary['repeat']}"


def _name(folder: Path) -> str:
    """The cell's name, if the record tells it: only the number of different ones matters."""
    try:
        return str(json.loads((folder / record.RUN).read_text())["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return folder.name


def _portray(folder: Path, bins: int) -> tuple[Portrait, RunData]:
    run = analyse(folder)
    record.write_json(folder / record.SUMMARY, run.summary)
    return portrait.of(run, bins), exports.of_run(run)


def _first_evidence(summary: Mapping[str, Any]) -> str:
    found = summary["findings"]
    return str(found[0]["evidence"]) if found else "no line was due while it went on"


def _nothing(path: Path, left_out: Sequence[LeftOut]) -> str:
    if left_out:
        first = left_out[0]
        return f"{path} holds no run that can be read; {first.name}: {first.reason}"
    takes = f"a directory with {folders.RUNS}/*/{record.RUN}, or a run"
    return f"{path} holds no run: a report takes {takes}"


def _calibration(path: Path, portraits: Sequence[Portrait]) -> Calibration | None:
    found = calibration.read(path / calibration.FILE)
    made_on = [run.summary["environment"] for run in portraits]
    return found if found is not None and all(map(found.matches, made_on)) else None


def _never_made(
    about: Mapping[str, Any], made: set[tuple[str, int]], left: set[str]
) -> list[LeftOut]:
    """Runs that the campaign planned and that left nothing at all."""
    repeats = about.get("repeat")
    planned = product(
        range(1, (repeats if isinstance(repeats, int) else 0) + 1), folders.order(about)
    )
    return [
        LeftOut(f"{name}, run {repeat}", "not run: the campaign ended before its turn")
        for repeat, name in planned
        if (name, repeat) not in made and f"{name}-r{repeat}" not in left
    ]


def _drawable(cell: Cell) -> Cell | None:
    runs = [run for run in cell.runs if run.drawable]
    return cell.with_runs(runs) if runs else None
