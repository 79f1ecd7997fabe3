"""A rung: one setting that a cell can be given, and what is to be known of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.decide.ladder import KEEPS
from benchmarks.cell import Cell
from benchmarks.spark.presets import JAVA_OPTIONS, source_options
from benchmarks.spark.session import settings

_NOWHERE = Path("scratch")  # settings name a run's folder, and here no run has one
_TABLES = ("conf", "options")


def _any_cell(_cell: Cell) -> bool:
    return True


def _nothing(_cell: Cell) -> str:
    return ""


@dataclass(frozen=True)
class Rung:
    """One setting.

    Args:
        name: a short one, fit for a folder.
        why: what it is for, a sentence.
        guarantee: whether it keeps Spark's guarantees, with `KEEPS` first, or what it gives up.
        conf: settings of Spark's.
        options: options of Spark's source.
        keys: other keys of a cell, as `Cell.parse` reads them.
        suits: which cells it is for.
        cannot: why it can't be tried with a cell; "" if it can.
        slow_without: whether batches without it take many times as long.
    """

    name: str
    why: str
    guarantee: str = KEEPS
    conf: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    suits: Callable[[Cell], bool] = _any_cell
    cannot: Callable[[Cell], str] = _nothing
    slow_without: bool = False

    @property
    def sets(self) -> list[str]:
        """What it sets, as `key=value`."""
        tables = (self.conf, self.options, self.keys)
        return [f"{key}={value}" for table in tables for key, value in table.items()]


def climbed(cell: Cell, rungs: Iterable[Rung]) -> Cell:
    """The cell with all of these rungs set.

    Raises:
        BadInput: if a cell can't have one.
    """
    spec = cell.spec()
    for rung in rungs:
        spec |= rung.keys
        spec["conf"] = _added(spec["conf"], rung.conf)
        spec["options"] = {**spec["options"], **rung.options}
    return Cell.parse(spec)


def in_force(cell: Cell) -> dict[str, Any]:
    """All that a cell sets, by key, whether its preset does so or the cell itself."""
    spec = {key: value for key, value in cell.spec().items() if key not in {"preset", *_TABLES}}
    chosen = {key: tuned.value for key, tuned in settings(cell, _NOWHERE).items()}
    options = {option.key: option.value for option in source_options(cell)}
    java = {JAVA_OPTIONS: frozenset(chosen[JAVA_OPTIONS].split())}
    return spec | chosen | options | java


def changes(cell: Cell, rung: Rung) -> bool:
    """Whether a cell is another once the rung is set."""
    return in_force(climbed(cell, [rung])) != in_force(cell)


def _added(conf: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Settings with more of them: options of the JVM add up, all else is overruled."""
    both = {**conf, **more}
    if JAVA_OPTIONS in conf and JAVA_OPTIONS in more:
        both[JAVA_OPTIONS] = f"{conf[JAVA_OPTIONS]} {more[JAVA_OPTIONS]}"
    return both
