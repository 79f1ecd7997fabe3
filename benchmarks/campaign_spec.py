"""A campaign as a TOML file describes it: cells, and how often each is run."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from analysis.folders import TWINS
from benchmarks.cell import KEYS, Cell
from benchmarks.choices import NONE
from benchmarks.crossing import crossed, not_of_its_api, told
from benchmarks.support import support
from loadgen.errors import BadInput
from loadgen.units import format_rate

_TAKES = {
    "name": str,
    "title": str,
    "answers": str,
    "repeat": int,
    "seed": int,
    "skip-unsupported": bool,
    "common": dict,
    "cells": list,
}
_FILES = {"lines": "file:", "schedule": "trace:", "job": ""}
_AGAIN = "-again"

# What names are made of. A cell's own name has its API, source and setting.
_HOW_LONG = ("duration", "warmup", "drain", "give-up")  # no part of what a cell is
_TABLES = ("conf", "options")
_JOB = (
    "workload",
    "implementation",
    "sink",
    "mode",
    "window",
    "watermark",
    "state-store",
    "coalesce",
    "job",
)
_COUNTED = ("keys", "files-present", "coalesce")  # plain numbers: the key says of what


class _UnsupportedError(BadInput):
    """Spark can't run the cell."""


@dataclass(frozen=True)
class CampaignSpec:
    """What a campaign runs.

    Args:
        name: what its folder is called.
        title: what its report is called.
        answers: the question that it is there for; "" if it doesn't say.
        cells: by name, in the order in which reports show them.
        repeat: how often each cell is run.
        seed: of the order, the lines and the phases.
        twins: for an A/A comparison, by the name of a cell that of the one that is the same again.
        unsupported: the cells left out, as Spark can't run them: `cell` in words, and `reason`.

    Raises:
        BadInput: if nothing would be run.
    """

    name: str
    title: str
    cells: Mapping[str, Cell]
    repeat: int
    seed: int
    twins: Mapping[str, str] = field(default_factory=dict)
    unsupported: Sequence[Mapping[str, str]] = ()
    answers: str = ""

    def __post_init__(self) -> None:
        if self.repeat < 1:
            raise BadInput(f"--repeat: {self.repeat} is too few: it takes 1 or more")

    @classmethod
    def read(cls, path: Path, *, changes: Mapping[str, Any] | None = None) -> Self:
        """Read a TOML file.

        A value that is a list or a sweep stands for a cell with each of its items; several are
        crossed. `common` holds for all of `cells`. Files that it names are looked up beside it.

        Args:
            path: the file.
            changes: keys of cells that overrule the file's, as the command line gives them; lists
                and sweeps among them are crossed too. The floor has no setting to be overruled.

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
            if type(value) is not _TAKES[key]:
                raise BadInput(f"{key}: {value!r} is no {_TAKES[key].__name__}")
        cells, unsupported = _cells(spec, path, changes)
        name = spec.get("name", path.stem)
        return cls(
            name,
            spec.get("title", name),
            named(cells),
            spec.get("repeat", 1),
            spec.get("seed", 1),
            unsupported=unsupported,
            answers=spec.get("answers", ""),
        )

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
            "unsupported": list(self.unsupported),
        }


def named(cells: list[Cell]) -> dict[str, Cell]:
    """Cells by a name that tells them apart: what differs beyond api, source and setting is added.

    Of the load and the machine, that is all that differs among the cells. What the job is made of
    is partly the API's and follows from each other (text files are appended to), so of that it is
    what an API's cells need to be told apart.

    Raises:
        BadInput: if two are the same in all.
    """
    specs = [cell.spec() for cell in cells]
    known = {"api", "source", "setting", *_HOW_LONG, *_TABLES, *_JOB}
    differ = {k for k in KEYS if k not in known and len({str(spec[k]) for spec in specs}) > 1}
    apis = {cell.api for cell in cells}
    keys = {
        api: differ | _needed([spec for spec in specs if spec["api"] == api], differ)
        for api in apis
    }
    own = [_own(cell) for cell in cells]
    common = set.intersection(*map(set, own)) if own else set()
    names: dict[str, Cell] = {}
    for cell, spec, pairs in zip(cells, specs, own, strict=True):
        words = [_word(key, spec[key]) for key in KEYS if key in keys[cell.api]]
        words += [_plain(f"{_last(k)}={_last(v)}") for k, v in pairs if (k, v) not in common]
        name = "-".join(filter(None, [cell.name, *words]))
        if cell in names.values():
            raise BadInput(f"the cell {name} is there twice")
        names[_free(name, names)] = cell
    return names


def _needed(specs: Sequence[Mapping[str, Any]], differ: set[str]) -> set[str]:
    """Which of the job's keys tell an API's cells apart that nothing before them does."""
    telling = ["source", "setting", *differ]
    needed: set[str] = set()
    for key in _JOB:
        alike: dict[tuple[str, ...], set[str]] = {}
        for spec in specs:
            alike.setdefault(tuple(str(spec[k]) for k in telling), set()).add(spec[key])
        if any(len(values) > 1 for values in alike.values()):
            needed.add(key)
            telling.append(key)
    return needed


def _own(cell: Cell) -> list[tuple[str, str]]:
    return [*cell.conf, *cell.options]


def _free(name: str, names: Mapping[str, Cell]) -> str:
    """The name, numbered if another cell has it."""
    number = len(names) + 1
    free = name
    while free in names:
        free = f"{name}-{number}"
        number += 1
    return free


def _last(dotted: str) -> str:
    """The last part of a setting's name or a class's; a number stays whole."""
    last = dotted.rpartition(".")[2]
    return dotted if last[:1].isdigit() else last


def _word(key: str, value: object) -> str:
    """What a name says of a key; "" where the cell has no such thing."""
    if value in {"", NONE}:
        return ""
    if key in _COUNTED and isinstance(value, int):
        return f"{key}={format_rate(value)}"
    if key in _JOB and key != "job":
        return str(value).replace("/", "_")
    return _plain(f"{value:g}" if isinstance(value, float) else str(value))


def _plain(text: str) -> str:
    """What a folder's name may have of it; of a path its last part."""
    return "".join(c if c.isalnum() or c in ".=[]*" else "_" for c in text.rpartition("/")[2])


def _cells(
    spec: Mapping[str, Any], path: Path, changes: Mapping[str, Any]
) -> tuple[list[Cell], list[Mapping[str, str]]]:
    """The cells of a campaign, and those of them left out with the reason."""
    skip = spec.get("skip-unsupported", False)
    cells: list[Cell] = []
    unsupported: list[Mapping[str, str]] = []
    for listed in spec.get("cells", []):
        table = _beside(path, {**spec.get("common", {}), **_table(listed)})
        table = _overruled(table, changes)
        for one in crossed(table):
            words = told(one, table)
            try:
                cells.append(_cell(one, skip=skip))
            except BadInput as error:
                if not (skip and isinstance(error, _UnsupportedError)):
                    raise BadInput(f"{words}: {error}" if words else str(error)) from None
                unsupported.append({"cell": words, "reason": str(error)})
    if not cells:
        raise BadInput("Spark can run none of its cells" if unsupported else "it has no [[cells]]")
    return cells, unsupported


def _cell(one: Mapping[str, Any], *, skip: bool) -> Cell:
    """The cell; whether Spark can run it is looked at only where it could be left out for that."""
    reason = not_of_its_api(one)
    if reason:
        raise _UnsupportedError(reason)
    cell = Cell.parse(one)
    reason = support(cell).spark if skip else ""
    if reason:
        raise _UnsupportedError(reason)
    return cell


def _table(table: object) -> Mapping[str, Any]:
    if not isinstance(table, Mapping):
        raise BadInput("cells: each is a table of its own: [[cells]]")
    return table


def _overruled(table: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The table with what the command line says in place of its own."""
    floor = table.get("api") == "floor"
    return {**table, **{k: v for k, v in changes.items() if not (floor and k == "setting")}}


def _beside(path: Path, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The spec with the files that it names looked up beside the TOML file."""

    def found(value: object, names: str) -> object:
        if isinstance(value, list):
            return [found(one, names) for one in value]
        text = str(value)
        own = text.startswith(names) and text != names
        return f"{names}{path.parent / text[len(names) :]}" if own else value

    return {
        key: found(value, _FILES[key]) if key in _FILES else value for key, value in spec.items()
    }
