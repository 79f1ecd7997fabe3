"""The runs that figures come from, numbered in the order in which they are first cited."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis import folders, record
from analysis.plots.cells import Cell
from analysis.plots.notes import reached
from analysis.plots.portrait import Portrait
from analysis.report.campaign import title

_QUANTILES = ("p50", "p99")


@dataclass(frozen=True)
class Cited:
    """A run as a sentence cites it.

    Args:
        number: by which it is cited.
        name: its cell and repeat.
        link: its summary, or its record if it has none: a URL relative to the campaign's folder.
        told: its verdict and quantiles.
    """

    number: int
    name: str
    link: str
    told: str


class Sources:
    """Cites runs.

    Args:
        path: the campaign's folder, each of whose runs that can be analysed has its summary.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folders = {
            (summary["name"], summary["repeat"]): folder
            for folder in folders.runs(path)
            if (summary := _summary(folder))
        }
        self._cited: dict[Path, Cited] = {}

    @property
    def cited(self) -> list[Cited]:
        """All that have been cited, by number."""
        return list(self._cited.values())

    def of(self, *cells: Cell) -> list[Cited]:
        """The runs that count of these cells; of one without any, all of its runs."""
        return self.runs(run for cell in cells for run in cell.ranked or cell.runs)

    def shown(self, *cells: Cell) -> list[Cited]:
        """The runs that stand for these cells where only one can."""
        return self.runs(cell.shown for cell in cells)

    def runs(self, portraits: Iterable[Portrait]) -> list[Cited]:
        """These runs of the campaign."""
        keys = [(run.summary["name"], run.summary["repeat"]) for run in portraits]
        return self.at(*(self._folders[key] for key in keys if key in self._folders))

    def at(self, *places: Path) -> list[Cited]:
        """The runs in these folders, but for those that hold nothing to link to."""
        found = [self._cite(folder.resolve()) for folder in places]
        return [one for one in found if one is not None]

    def _cite(self, folder: Path) -> Cited | None:
        file = next(filter(Path.is_file, (folder / record.SUMMARY, folder / record.RUN)), None)
        if folder not in self._cited and file is not None:
            link = Path(os.path.relpath(file, self._path.resolve())).as_posix()
            summary = _summary(folder)
            self._cited[folder] = Cited(
                number=len(self._cited) + 1,
                name=title(summary) if summary else folder.name,
                link=quote(link),
                told=_told(summary) if summary else "not analysed",
            )
        return self._cited.get(folder)


def _told(summary: dict[str, Any]) -> str:
    figures = [f"{name} {reached(summary, name)}" for name in _QUANTILES]
    return f"{summary['verdict']}: {', '.join(figures)}"


def _summary(folder: Path) -> dict[str, Any] | None:
    try:
        summary = json.loads((folder / record.SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return summary if isinstance(summary, dict) else None
