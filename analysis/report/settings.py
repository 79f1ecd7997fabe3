"""What the runs of a campaign had in common: Spark settings with their reasons, and the machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.plots.cells import Cell
from analysis.plots.labels import API_LABELS
from analysis.report.words import listed

_LABELS = {
    "spark": "Spark",
    "pyspark": "PySpark",
    "java": "Java",
    "python": "Python",
    "os": "System",
    "cpu": "Processor",
    "cores": "Cores",
    "memory_mb": "Memory, MiB",
}
_ALL = "Every cell that runs Spark"


@dataclass(frozen=True)
class Setting:
    """A setting that differs from Spark's own default.

    Args:
        key, value, default: as Spark writes them.
        why: the reason, one line.
    """

    key: str
    value: str
    default: str
    why: str


@dataclass(frozen=True)
class Group:
    """Settings that the same cells share.

    Args:
        title: which cells.
        settings: in the order of their keys.
    """

    title: str
    settings: Sequence[Setting]


def grouped(cells: Sequence[Cell]) -> list[Group]:
    """Every setting once, with the cells that had it; those of most cells first."""
    users: dict[Setting, list[Cell]] = {}
    for cell in cells:
        for entry in cell.shown.summary["settings"]:
            users.setdefault(_setting(entry), []).append(cell)
    groups: dict[tuple[str, ...], list[Setting]] = {}
    for setting, having in users.items():
        groups.setdefault(tuple(cell.name for cell in having), []).append(setting)
    # The floor has no settings; a Spark cell without any runs on Spark's defaults alone.
    spark = [cell for cell in cells if cell.api != "floor"]
    ordered = sorted(groups.items(), key=lambda group: (-len(group[0]), group[0]))
    return [
        Group(_title(set(names), spark), sorted(settings, key=lambda setting: setting.key))
        for names, settings in ordered
    ]


def environment(summaries: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What the runs ran on: names and values, all values where runs differ."""
    values: dict[str, list[str]] = {name: [] for name in _LABELS}
    for summary in summaries:
        for name, value in (summary.get("environment") or {}).items():
            known = values.setdefault(name, [])
            if value is not None and str(value) not in known:
                known.append(str(value))
    return [(_label(name), ", ".join(known)) for name, known in values.items() if known]


def _label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def _setting(entry: Mapping[str, Any]) -> Setting:
    default = entry.get("default")
    return Setting(
        key=str(entry["key"]),
        value=str(entry.get("value")),
        default="not set" if default in (None, "") else str(default),
        why=str(entry.get("why") or ""),
    )


def _title(names: set[str], spark: Sequence[Cell]) -> str:
    """Which cells these are, in the fewest words that are exact."""
    if names == {cell.name for cell in spark}:
        return _ALL
    for field in ("api", "source"):
        for value in dict.fromkeys(getattr(cell, field) for cell in spark):
            if names == {cell.name for cell in spark if getattr(cell, field) == value}:
                return f"All {API_LABELS.get(value, value)} cells"
    for api in dict.fromkeys(cell.api for cell in spark):
        for source in dict.fromkeys(cell.source for cell in spark):
            chosen = [cell.name for cell in spark if (cell.api, cell.source) == (api, source)]
            if names == set(chosen):
                return f"All {API_LABELS.get(api, api)} cells, {source}"
    return listed([cell.name for cell in spark if cell.name in names])
