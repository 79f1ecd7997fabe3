"""Backlogs drained: how long a query took for lines that were all there before it began."""

from collections.abc import Sequence

from analysis.plots.cells import Cell, by_source
from analysis.plots.scales import NONE, format_ms, format_per_s
from analysis.report.figures import FigureTable

_NOTE = (
    "All of the load was there before these queries began, and they ended by themselves: that is"
    " timed, from the call that starts a query until it had ended. A line's latency is the age of"
    " the backlog there, which says when the query was started rather than how fast it is: it isn't"
    " shown, and these cells aren't ranked against others."
)


def table(cells: Sequence[Cell]) -> FigureTable:
    """The backlogs of these cells, a row a run."""
    rows = []
    for cell in cells:
        for run in cell.runs if cell.drains else ():
            known = run.summary.get("backlog") or {}
            which = f", run {run.summary['repeat']}" if len(cell.runs) > 1 else ""
            figures = [
                _count(known.get("lines")),
                _seconds(known.get("took_s")),
                format_per_s(known.get("lines_per_s")),
                _seconds(known.get("first_visible_s")),
                _count(known.get("batches")),
                str(run.summary["verdict"]),
            ]
            rows.append((f"{cell.label}, {cell.source}{which}", figures))
    return FigureTable(
        "Time to finish",
        ["lines", "took", "lines/s", "first result after", "batches", "verdict"],
        rows,
        _NOTE,
        shown=True,
    )


def quickest(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """The cells of each source that drained a backlog and count, the most lines/s first."""
    groups = by_source(cell for cell in cells if cell.drains and cell.valid)
    return {
        source: sorted(group, key=lambda cell: -per_s(cell)) for source, group in groups.items()
    }


def per_s(cell: Cell) -> float:
    """Lines per second of the run that is shown; 0 if it drained none."""
    return float((cell.shown.summary.get("backlog") or {}).get("lines_per_s") or 0.0)


def _count(number: int | None) -> str:
    return NONE if number is None else f"{number:,}"


def _seconds(took_s: float | None) -> str:
    return format_ms(None if took_s is None else took_s * 1e3)
