"""A campaign as a TOML file describes it: cells, and how often each is run."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any, Self

from analysis.folders import TWINS
from benchmarks.cell import KEYS, Cell
from loadgen.errors import BadInput

DEFAULT = Path(__file__).parent / "campaigns" / "default.toml"

_TAKES = {"name": str, "title": str, "repeat": int, "seed": int, "common": dict, "cells": list}
_FILES = {"lines": "file:", "schedule": "trace:"}
_AGAIN = "-again"
_HOW_LONG = ("duration", "warmup", "drain")  # no part of what a cell is


@dataclass(frozen=True)
class CampaignSpec:
    """What a campaign runs.

    Args:
        name: what its folder is called.
        title: what its report is called.
        cells: by name, in the order in which reports show them.
        repeat: how often each cell is run.
        seed: of the order, the lines and the phases.
        twins: for an A/A comparison, by the name of a cell that of the one that is the same again.

    Raises:
        BadInput: if nothing would be run.
    """

    name: str
    title: str
    cells: Mapping[str, Cell]
    repeat: int
    seed: int
    twins: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.repeat < 1:
            raise BadInput(f"--repeat: {self.repeat} is too few: it takes 1 or more")

    @classmethod
    def read(cls, path: Path, *, changes: Mapping[str, Any] | None = None) -> Self:
        """Read a TOML file.

        A value that is a list stands for a cell with each of its items; several lists are crossed.
        `common` holds for all of `cells`. `lines = "file:…"` is looked up beside the TOML file.

        Args:
            path: the file.
            changes: keys of cells that overrule the file's, as the command line gives them.

        Raises:
            BadInput: if it can't be read, has an unknown key, or a cell that can't be.
        """
        try:
            spec = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise BadInput(f"{path} can't be read: {error.strerror}") from None
        except ValueError as error:
            raise BadInput(f"{path} is no TOML: {error}") from None
        try:
            return cls._from(spec, path, changes or {})
        except BadInput as error:
            raise BadInput(f"{path}: {error}") from None

    @classmethod
    def _from(cls, spec: Mapping[str, Any], path: Path, changes: Mapping[str, Any]) -> Self:
        for key, value in spec.items():
            if key not in _TAKES:
                raise BadInput(f"unknown key {key!r}: a campaign takes {', '.join(_TAKES)}")
            if not isinstance(value, _TAKES[key]) or isinstance(value, bool):
                raise BadInput(f"{key}: {value!r} is no {_TAKES[key].__name__}")
        cells = [
            Cell.parse({**one, **changes})
            for table in spec.get("cells", [])
            for one in _crossed(_beside(path, {**spec.get("common", {}), **_table(table)}))
        ]
        if not cells:
            raise BadInput("it has no [[cells]]")
        name = spec.get("name", path.stem)
        title = spec.get("title", name)
        return cls(name, title, named(cells), spec.get("repeat", 1), spec.get("seed", 1))

    def against_itself(self) -> Self:
        """The campaign with each cell a second time: what differs then is noise."""
        twins = {name: f"{name}{_AGAIN}" for name in self.cells}
        cells = {one: cell for name, cell in self.cells.items() for one in (name, twins[name])}
        return replace(
            self, name=f"{self.name}-aa", title=f"{self.title}: A/A", cells=cells, twins=twins
        )

    def described(self) -> dict[str, Any]:
        """The campaign as JSON holds it: enough to tell whether another is the same."""
        specs = {name: cell.spec() for name, cell in self.cells.items()}
        return {
            "name": self.name,
            "title": self.title,
            "seed": self.seed,
            "cells": list(specs),
            "specs": specs,
            TWINS: dict(self.twins),
        }


def named(cells: list[Cell]) -> dict[str, Cell]:
    """Cells by a name that tells them apart: what differs beyond api, source and setting is added.

    Raises:
        BadInput: if two are the same in all.
    """
    specs = [cell.spec() for cell in cells]
    told = {"api", "source", "setting", "sink", "conf", *_HOW_LONG}
    differ = [k for k in KEYS if k not in told and len({str(spec[k]) for spec in specs}) > 1]
    common = set.intersection(*(set(cell.conf) for cell in cells)) if cells else set()
    names: dict[str, Cell] = {}
    for cell, spec in zip(cells, specs, strict=True):
        own = [
            f"{_last(key)}={_last(value)}" for key, value in cell.conf if (key, value) not in common
        ]
        name = "-".join([cell.name, *(_word(spec[key]) for key in differ), *map(_word, own)])
        if cell in names.values():
            raise BadInput(f"the cell {name} is there twice")
        if name in names:
            name = f"{name}-{len(names) + 1}"
        names[name] = cell
    return names


def _last(dotted: str) -> str:
    """The last part of a setting's name or a class's."""
    return dotted.rpartition(".")[2]


def _word(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value).rpartition("/")[2]
    return "".join(c if c.isalnum() or c in ".=[]*" else "_" for c in text)


def _table(table: object) -> Mapping[str, Any]:
    if not isinstance(table, Mapping):
        raise BadInput("cells: each is a table of its own: [[cells]]")
    return table


def _crossed(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    choices = [value if isinstance(value, list) else [value] for value in spec.values()]
    return [dict(zip(spec, combination, strict=True)) for combination in product(*choices)]


def _beside(path: Path, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The spec with the files that it names looked up beside the TOML file."""

    def found(value: object, names: str) -> object:
        if isinstance(value, list):
            return [found(one, names) for one in value]
        text = str(value)
        return f"{names}{path.parent / text[len(names) :]}" if text.startswith(names) else value

    return {
        key: found(value, _FILES[key]) if key in _FILES else value for key, value in spec.items()
    }
