"""Trials: runs made one after the other, each chosen by what those before it showed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis import record
from analysis.folders import RUNS
from analysis.summary import analyse
from benchmarks import runner
from benchmarks.cell import Cell
from benchmarks.folder import make_fresh
from benchmarks.place import Place
from benchmarks.runner import RunFailedError


@dataclass(frozen=True)
class Trial:
    """A run that was made, or that was there already.

    Args:
        cell: what was run.
        path: its record.
        summary: what it came to; None if its record has nothing to analyse.
        failed: why it didn't come to its end; "" if it did.
        reused: whether it was there already.
    """

    cell: Cell
    path: Path
    summary: Mapping[str, Any] | None
    failed: str = ""
    reused: bool = False


def _nothing(_name: str, _phase: str) -> None:
    pass


def _none(_cell: Cell, _used: frozenset[Path]) -> Path | None:
    return None


@dataclass
class Trials:
    """Runs cells into one folder, in which `streamgauge report` finds them.

    Args:
        out: the folder, made here; must not exist or be empty.
        place: where a run's parts find each other.
        seed: of the first run of a cell; its repeats count on.
        on_phase: told of each run's name and phases.
        held: finds the record of a complete run of a cell that was made before, other than those
            that are used already; by default none is looked for.

    Raises:
        BadInput: if the folder can't be written, or holds something.
    """

    out: Path
    place: Place = field(default_factory=Place)
    seed: int = 1
    on_phase: Callable[[str, str], None] = _nothing
    held: Callable[[Cell, frozenset[Path]], Path | None] = _none
    made: list[Trial] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        make_fresh(self.out, "--out")

    def run(self, cell: Cell, name: str = "") -> Trial:
        """Run a cell once more, or take a run of it that is there. One that fails is a trial too.

        Args:
            cell: what to run.
            name: what reports call it; the cell's own name if empty.

        Raises:
            BadInput: if it can't be run here.
        """
        name = name or cell.name
        before = sum(trial.cell == cell for trial in self.made)
        path = self.held(cell, frozenset(trial.path for trial in self.made))
        reused, failed = path is not None, ""
        if path is None:
            repeat = before + 1
            path = self.out / RUNS / f"{name}-r{repeat}"
            try:
                runner.run(
                    cell,
                    path,
                    name=name,
                    repeat=repeat,
                    seed=self.seed + before,
                    place=self.place,
                    on_phase=lambda phase: self.on_phase(name, phase),
                )
            except RunFailedError as error:
                failed = str(error)
        trial = Trial(cell, path, _summary(path, write=not reused), failed, reused)
        self.made.append(trial)
        return trial


def _summary(path: Path, *, write: bool) -> Mapping[str, Any] | None:
    """What a run came to; None if its record is too damaged to say."""
    try:
        summary = analyse(path).summary
    except Exception:  # noqa: BLE001 - whatever a killed run's record trips over
        return None
    if write:
        record.write_json(path / record.SUMMARY, summary)
    result: dict[str, Any] = json.loads(json.dumps(summary))
    return result
