"""Cells over settings and rates: which of them kept up, and up to which rate all did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.decide.sustained import judge
from analysis.plots.cells import Cell, by_source, ongoing
from analysis.plots.labels import API_LABELS
from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS, format_rate, parse_duration_ns, parse_rate

BEHIND: Mapping[str, Sequence[str]] = {
    "FELL_BEHIND": ("fell behind", "behind"),
    "BACKLOG_GROWING": ("backlog grew", "grew"),
    "LINES_LOST": ("lines lost", "lost"),
    "LINES_DUPLICATED": ("counted twice", "twice"),
    "COUNTS_DIFFER": ("counts differ", "differ"),
}
"""Findings that say of a run that it didn't keep up, with a short word and a shorter one; the
plainest comes first."""
FEWER = ("fewer visible", "fewer")
"""The same of a run without such a finding."""
_FREE = {"setting", "rate", "duration", "warmup", "drain", "give-up"}
"""What may differ within a plane: the two axes, and for how long cells were looked at."""
_DEFAULT = "default"
_LEAST = 2


@dataclass(frozen=True, eq=False)
class Frontier:
    """Between which rates a setting stops to keep up.

    Args:
        kept_per_s: the highest rate up to which no other fell behind; None if there is none.
        behind_per_s: the lowest rate that fell behind; None if none did.
    """

    kept_per_s: float | None
    behind_per_s: float | None


@dataclass(frozen=True, eq=False)
class Plane:
    """Cells that differ in their setting and rate, and in nothing else.

    Args:
        title: what they have in common, as in "DStreams, socket".
        api: of all of them.
        settings: the default one first, then intervals from the shortest on.
        rates_per_s: ascending.
        cells: by setting and rate; a place may be empty.
    """

    title: str
    api: str
    settings: Sequence[str]
    rates_per_s: Sequence[float]
    cells: Mapping[tuple[str, float], Cell]

    def row(self, setting: str) -> list[Cell | None]:
        """The cells of a setting, one for each of `rates_per_s`."""
        return [self.cells.get((setting, rate)) for rate in self.rates_per_s]

    def column(self, per_s: float) -> list[Cell | None]:
        """The cells of a rate, one for each of `settings`."""
        return [self.cells.get((setting, per_s)) for setting in self.settings]

    def frontier(self, setting: str) -> Frontier:
        """Up to which rate a setting keeps up, and which is the first that it doesn't."""
        behind = kept = None
        for rate, cell in zip(self.rates_per_s, self.row(setting), strict=True):
            if cell is not None and fell_behind(cell):
                behind = rate
                break
            if cell is not None and cell.valid:
                kept = rate
        return Frontier(kept, behind)


def planes(cells: Sequence[Cell]) -> list[Plane]:
    """The planes that these cells make: at least two settings by two rates each.

    Returns:
        Source by source, and within one in the order in which the cells come.
    """
    found = []
    for members in by_source(ongoing(cells)).values():
        groups: dict[str, list[Cell]] = {}
        for cell in members:
            groups.setdefault(_rest(cell), []).append(cell)
        wide = [group for group in groups.values() if _spans(group)]
        found += [_plane(group, _apart(group, wide)) for group in wide]
    return found


def chosen(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that lie in a plane, in their order."""
    inside = {cell.name for plane in planes(cells) for cell in plane.cells.values()}
    return [cell for cell in cells if cell.name in inside]


def fell_behind(cell: Cell) -> Sequence[str]:
    """In what way a cell didn't keep up, in two ways to say it; nothing if no run says that.

    A rate that only some runs keep up with isn't a stable one.
    """
    behind = [run.summary for run in cell.runs if judge(run.summary).kept_up is False]
    if not behind:
        return ()
    codes = {finding["code"] for summary in behind for finding in summary["findings"]}
    return next((words for code, words in BEHIND.items() if code in codes), FEWER)


def rate_per_s(cell: Cell) -> float:
    """The rate that the cell was to send, lines/s."""
    asked = _spec(cell).get("rate")
    return parse_rate(asked) if isinstance(asked, str) else float(asked or 0.0)


def setting_of(cell: Cell) -> str:
    """The cell's setting, as it was asked for."""
    return str(_spec(cell).get("setting"))


def interval_ms(setting: str) -> float | None:
    """The interval that a setting is, ms; None if it is no plain interval."""
    try:
        return parse_duration_ns(setting) / NS_PER_MS
    except BadInput:
        return None


def _spec(cell: Cell) -> Mapping[str, Any]:
    spec: Mapping[str, Any] = cell.shown.summary["cell"]
    return spec


def _rest(cell: Cell) -> str:
    """All that was asked for but what may differ within a plane."""
    return str(sorted((key, str(value)) for key, value in _spec(cell).items() if key not in _FREE))


def _spans(group: Sequence[Cell]) -> bool:
    return all(len(set(map(of, group))) >= _LEAST for of in (setting_of, rate_per_s))


def _plane(group: Sequence[Cell], apart: str) -> Plane:
    first = group[0]
    by_place: dict[tuple[str, float], Cell] = {}
    for cell in group:
        by_place.setdefault((setting_of(cell), rate_per_s(cell)), cell)
    title = [API_LABELS.get(first.api, first.api), first.source, apart]
    return Plane(
        title=", ".join(filter(None, title)),
        api=first.api,
        settings=sorted({setting for setting, _ in by_place}, key=_order),
        rates_per_s=sorted({rate for _, rate in by_place}),
        cells=by_place,
    )


def _order(setting: str) -> tuple[bool, float, str]:
    interval = interval_ms(setting)
    return (setting != _DEFAULT, float("inf") if interval is None else interval, setting)


def _apart(group: Sequence[Cell], every: Sequence[Sequence[Cell]]) -> str:
    """What sets a group apart from the others of its API and source, as in "lanes 2"."""
    mine = _spec(group[0])
    rivals = [_spec(other[0]) for other in every if other[0].api == group[0].api]
    keys = [
        key for key in mine if key not in _FREE and len({str(spec.get(key)) for spec in rivals}) > 1
    ]
    return ", ".join(f"{key} {_told(mine[key])}" for key in keys)


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={text}" for key, text in value.items()) or "none"
    return format_rate(value) if isinstance(value, float) else str(value)
