"""The figures behind pictures, as tables: stages, what was committed when, the cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.plots import resource_use, stage_bars
from analysis.plots.cells import Cell, ongoing
from analysis.plots.notes import reached
from analysis.plots.scales import format_ms
from analysis.report import cost
from analysis.report.ranking import Ranking
from analysis.stages import AFTER_VISIBLE, BETWEEN, TO_VISIBLE
from analysis.stats.sentence import format_times

_STEPS = (
    "latestOffset", "walCommit", "getBatch", "queryPlanning", BETWEEN, TO_VISIBLE,
    AFTER_VISIBLE, "commitOffsets", "triggerExecution",
)  # fmt: skip
_MOMENTS = {"latency_ms": "visible", "progress_latency_ms": "committed"}
_QUANTILES = ("p50", "p99")


@dataclass(frozen=True)
class FigureTable:
    """A table of figures, a row a cell.

    Args:
        title: what is in it.
        headings: of the columns after the first, which has the cell.
        rows: each cell's label, and its figures with units; what comes after a line's end is less
            important.
        note: how to read it.
        first: heading of the first column.
        shown: whether a page shows it at once.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    note: str = ""
    first: str = "cell"
    shown: bool = False


def tables(cells: Sequence[Cell]) -> dict[str, list[FigureTable]]:
    """The tables that belong to each picture, by the picture's name; those with rows only."""
    rest = ongoing(cells)
    every = {
        stage_bars.NAME: [_stages(rest), _engine_steps(rest), _committed(rest)],
        resource_use.NAME: [_cost(cells)],
    }
    return {name: [one for one in some if one.rows] for name, some in every.items()}


def differences(ranking: Ranking) -> FigureTable:
    """The cell with the lowest p99 of each source against each of the others there."""
    rows = []
    for lead in ranking.leads:
        for pair in lead.pairs:
            if pair.found is not None:
                first, second = pair.first.label, pair.second.label
                label = ", ".join(filter(None, [f"{first} and {second}", lead.source, lead.work]))
                chance = f"{100 * pair.found.faster_chance:.0f}%"
                told = "yes" if pair.apart else "no"
                rows.append((label, [format_times(pair.found.ratio), chance, told]))
    return FigureTable(
        "How far the cells are apart",
        ["faster at p99", "chance that a line is faster", "claimed"],
        rows,
        "The ratio of p99 with its 95% interval; the chance that a line of the first, taken at"
        " random, is faster than one of the second, 50% where there is nothing between them; and"
        " whether the difference is more than noise.",
    )


def _stages(cells: Sequence[Cell]) -> FigureTable:
    labels = stage_bars.labels_of(cells)
    headings = [*labels.values(), "total"]
    headings += ["model: half an interval", "model: a batch", "beyond the model"]
    return FigureTable(
        "The stages",
        headings,
        [(_label(cell), _stage_figures(cell.shown.summary, labels)) for cell in cells],
        "The model is what an interval alone predicts: half of it, and a batch. What lines took"
        " beyond it, lateness left out, is the last column.",
    )


def _stage_figures(summary: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    stages, model = (summary.get(part) or {} for part in ("stages_ms", "model_ms"))
    figures = [stages.get(name) for name in names]
    known = [ms for ms in figures if ms is not None]
    figures += [sum(known) if known else None]
    figures += [model.get(name) for name in ("boundary_wait", "processing", "residual")]
    return [format_ms(ms) for ms in figures]


def _engine_steps(cells: Sequence[Cell]) -> FigureTable:
    known = [(cell, cell.shown.summary.get("engine_steps_ms")) for cell in cells]
    return FigureTable(
        "Structured Streaming's own steps of a batch",
        _STEPS,
        [(_label(cell), [format_ms(ms.get(step)) for step in _STEPS]) for cell, ms in known if ms],
        "As Spark tells them, in whole ms, weighted by the lines of each batch; addBatch in two"
        " parts, until the result was in the reader's hands and after.",
    )


def _committed(cells: Sequence[Cell]) -> FigureTable:
    rows = []
    for cell in cells:
        summary = cell.shown.summary
        if (summary.get("progress_latency_ms") or {}).get("p50") is None:
            continue
        figures = [reached(summary, name, group) for name in _QUANTILES for group in _MOMENTS]
        rows.append((_label(cell), figures))
    return FigureTable(
        "Until visible, and until the engine had committed the batch",
        [f"{name} {moment}" for name in _QUANTILES for moment in _MOMENTS.values()],
        rows,
    )


def _cost(cells: Sequence[Cell]) -> FigureTable:
    return FigureTable(
        "What it costs, in figures",
        cost.HEADINGS,
        [(_label(cell), cost.figures(cell.shown.summary)) for cell in cells],
        "CPU seconds, user and system, over the measured window. The pauses are those of the"
        " driver's JVM.",
    )


def _label(cell: Cell) -> str:
    return f"{cell.label}, {cell.source}"
