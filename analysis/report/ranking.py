"""Which cell of a source has the lowest p99, by how much, and whether that can be said at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.plots.cells import Cell
from loadgen.units import format_rate

STATISTIC = "p99"
FLOOR = "floor"

# A rule of ours, not a measurement: single runs whose p99 are nearer than this aren't ranked.
# Spark's own committed benchmark moved by 15-19% between changes of other things.
NOISE_FACTOR = 1.2


_WORK = ("workload", "rate", "lines", "schedule", "file-every")
"""What has to be the same for two cells to have had the same work to do."""


@dataclass(frozen=True)
class Lead:
    """The lowest p99 among cells of one source that had the same work.

    Args:
        source: among whose cells; the floor isn't one of them.
        work: what sets their work apart from others' in the campaign; empty if it's all the same.
        first: the cell with the lowest p99.
        p99_ms: its p99, of the run that stands for it.
        near: cells that can't be told from it, nearest first.
        next: the first that can, if any.
        slowest: the one with the highest p99, if more than `next` can be told from it.
    """

    source: str
    work: str
    first: Cell
    p99_ms: float
    near: Sequence[Cell]
    next: Cell | None
    slowest: Cell | None


def leads(cells: Sequence[Cell]) -> list[Lead]:
    """The lead of each source, for each kind of work apart, that has cells to rank."""
    groups: dict[tuple[str, str], list[Cell]] = {}
    for cell in _ranked(cells):
        groups.setdefault((cell.source, _work(cell, cells)), []).append(cell)
    found = []
    for (source, work), members in groups.items():
        first, *rest = sorted(members, key=p99_ms)
        near = [cell for cell in rest if not apart(first, cell)]
        far = [cell for cell in rest if apart(first, cell)]
        slowest = far[-1] if len(far) > 1 else None
        found.append(
            Lead(source, work, first, p99_ms(first), near, far[0] if far else None, slowest)
        )
    return found


def pairs(cells: Sequence[Cell]) -> dict[tuple[str, str, str], dict[str, Cell]]:
    """The two APIs' cells wherever they differ in nothing else that was asked for.

    Returns:
        By source, setting and work: a cell for `structured` and one for `dstreams`.
    """
    groups: dict[tuple[str, str, str], dict[str, list[Cell]]] = {}
    for cell in _ranked(cells):
        setting = str(cell.shown.summary["cell"]["setting"])
        group = groups.setdefault((cell.source, setting, _work(cell, cells)), {})
        group.setdefault(cell.api, []).append(cell)
    return {
        key: {api: found[0] for api, found in apis.items()}
        for key, apis in groups.items()
        if set(apis) == {"structured", "dstreams"} and all(len(c) == 1 for c in apis.values())
    }


def _ranked(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.api != FLOOR and rankable(cell)]


def _work(cell: Cell, cells: Sequence[Cell]) -> str:
    """What sets a cell's work apart from that of others of its source, as in "rate 10k"."""
    rivals = [other for other in _ranked(cells) if other.source == cell.source]
    specs = [other.shown.summary["cell"] for other in rivals]
    mine = cell.shown.summary["cell"]
    fields = [name for name in _WORK if len({str(spec.get(name)) for spec in specs}) > 1]
    return ", ".join(f"{name} {_told(mine.get(name))}" for name in fields)


def _told(value: object) -> str:
    return format_rate(value) if isinstance(value, float) else str(value)


def why_near(lead: Lead) -> str:
    """Why the cells near a lead aren't ranked."""
    once = any(len(cell.ranked) == 1 for cell in (lead.first, *lead.near))
    return (
        "too near each other to rank" if once else "but their runs overlap, so they aren't ranked"
    )


def rankable(cell: Cell) -> bool:
    """Whether a run of the cell counts, and has a p99 that lost lines don't reach."""
    return cell.valid and cell.shown.summary["latency_ms"][STATISTIC] is not None


def p99_ms(cell: Cell) -> float:
    """The p99 of the run that stands for the cell, ms."""
    return float(cell.shown.summary["latency_ms"][STATISTIC])


def extent_ms(cell: Cell, statistic: str = STATISTIC) -> tuple[float, float] | None:
    """The lowest and the highest figure of the cell's runs that count, ms; None if one lacks it."""
    figures = [run.summary["latency_ms"][statistic] for run in cell.ranked]
    if not figures or None in figures:
        return None
    return min(figures), max(figures)


def apart(one: Cell, other: Cell) -> bool:
    """Whether two cells' p99 differ by more than their own spread.

    With several runs of both, no run of the one reaches the other's. With one run of either, they
    differ by `NOISE_FACTOR` or more.
    """
    low, high = sorted((one, other), key=p99_ms)
    below, above = extent_ms(low), extent_ms(high)
    if below is None or above is None:
        return False
    if min(len(low.ranked), len(high.ranked)) > 1:
        return below[1] < above[0]
    return p99_ms(low) * NOISE_FACTOR <= p99_ms(high)
