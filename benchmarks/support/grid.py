"""The matrix in short: grids of what runs, and every no once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.cell import Cell
from benchmarks.choices import NONE
from benchmarks.spark.installed import installed
from benchmarks.support.answer import Support
from benchmarks.support.matrix import REFUSALS, SETTINGS
from benchmarks.support.unmeasured import RULES

Cells = Iterable[tuple[Cell, Support]]

LEGEND = "u, c, a: the output modes update, complete and append that run; yes: there are none"


@dataclass(frozen=True)
class Grid:
    """What runs at places that all have the same answers.

    Args:
        api: whose.
        places: the sources and settings: `socket, files: default, 1s`.
        sinks: the columns.
        rows: what runs by workload and then by sink, in short; empty where nothing does.
    """

    api: str
    places: str
    sinks: tuple[str, ...]
    rows: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class No:
    """A reason, and how many cells have it.

    Args:
        api: whose.
        refused_by: `spark` or `streamgauge`.
        reason: in words.
        error_class: what Spark raises; "" if nothing.
        cells: how many; 0 for a reason that keys outside the matrix have.
    """

    api: str
    refused_by: str
    reason: str
    error_class: str
    cells: int


def grids(cells: Cells) -> list[Grid]:
    """A grid for all places of an API that have the same answers."""
    rows: dict[tuple[str, str, str], dict[str, dict[str, str]]] = {}
    sinks: dict[str, dict[str, None]] = {}
    for cell, answer in cells:
        sinks.setdefault(cell.api, {})[cell.sink] = None
        of_place = rows.setdefault((cell.api, cell.source, cell.setting.text), {})
        if answer.runs:
            of_sink = of_place.setdefault(cell.workload, {})
            modes = f"{of_sink.get(cell.sink, '')} {cell.mode[0]}".strip()
            of_sink[cell.sink] = "yes" if cell.mode == NONE else modes
    same: list[tuple[str, dict[str, dict[str, str]], list[tuple[str, str]]]] = []
    for (api, source, setting), of_place in rows.items():
        alike = [places for one, what, places in same if (one, what) == (api, of_place)]
        if alike:
            alike[0].append((source, setting))
        else:
            same.append((api, of_place, [(source, setting)]))
    return [Grid(api, _places(places), tuple(sinks[api]), what) for api, what, places in same]


def noes(cells: Cells) -> list[No]:
    """Every reason of the cells, the most frequent of an API first."""
    found = Counter(
        (cell.api, answer.refused_by, answer.reason, answer.error_class)
        for cell, answer in cells
        if answer.refused_by
    )
    order = {api: k for k, api in enumerate(REFUSALS)}
    return [
        No(api, by or "", reason, error_class, count)
        for (api, by, reason, error_class), count in sorted(
            found.items(), key=lambda item: (order[item[0][0]], -item[1])
        )
    ]


def beyond(cells: Cells) -> list[No]:
    """The reasons that no cell of the whole matrix has: they hold for keys that aren't in it."""
    met = {no.reason for no in noes(cells)}
    spark = [
        No(api, "spark", rule.reason, rule.raised(installed()), 0)
        for api in SETTINGS
        for rule in REFUSALS[api]
        if api != "floor" and rule.holds(installed())
    ]
    ours = [No("all", "streamgauge", rule.reason, rule.error_class, 0) for rule in RULES]
    return [no for no in (*spark, *ours) if no.reason not in met]


def _places(places: list[tuple[str, str]]) -> str:
    """Sources and settings, those sources together that have the same settings."""
    settings: dict[str, list[str]] = {}
    for source, setting in places:
        settings.setdefault(source, []).append(setting)
    sources: dict[tuple[str, ...], list[str]] = {}
    for source, of_source in settings.items():
        sources.setdefault(tuple(of_source), []).append(source)
    return "; ".join(
        ", ".join(together) + ("" if of == (NONE,) else f": {', '.join(of)}")
        for of, together in sources.items()
    )
