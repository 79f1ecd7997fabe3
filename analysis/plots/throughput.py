"""Picture: lines due, sent and visible per second over time, a small picture a cell."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.plots import grid, scales, style
from analysis.plots.cells import Cell
from analysis.plots.grid import Panel
from analysis.plots.notes import throughput_notes
from analysis.plots.style import Layout

NAME = "throughput"
_PANEL_PT, _ALONE_PT = 50.0, 90.0
_SENT_DASH = (0, (1.2, 1.2))


def draw(cells: Sequence[Cell], layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    height_pt = _PANEL_PT if len(cells) > 1 else _ALONE_PT
    figure, panels = grid.panels(cells, layout, height_pt, _key(cells), "lines per second")
    highest: dict[tuple[str, ...], float] = {}
    for cell in cells:
        highest[_load(cell)] = max(highest.get(_load(cell), 0.0), _highest(cell))
    # A run that doesn't count may have drained for long: it doesn't set the scale.
    scaling = [cell for cell in cells if cell.valid] or cells
    longest_s = max(float(cell.shown.rates.edge_s[-1]) for cell in scaling)
    for panel in panels:
        scales.rate_axis(panel.axes, highest[_load(panel.cell)])
        panel.time_axis(longest_s)
        panel.shade_warm_up(panel.cell.shown.warm_s)
        panel.head(throughput_notes(panel.cell))
        _rates(panel)
    return figure


def _load(cell: Cell) -> tuple[str, ...]:
    """What cells have in common that share a scale: the source, and what it was to send."""
    spec = cell.shown.summary["cell"]
    return (cell.source, *(str(spec.get(key)) for key in ("rate", "schedule", "speed")))


def _highest(cell: Cell) -> float:
    rates = cell.shown.rates
    return max(float(column.max()) for column in (rates.due, rates.sent, rates.visible))


def _rates(panel: Panel) -> None:
    rates, axes = panel.cell.shown.rates, panel.axes
    axes.stairs(rates.due, rates.edge_s, fill=True, color=style.AXIS, alpha=0.45, linewidth=0)
    axes.stairs(rates.visible, rates.edge_s, baseline=None, linewidth=1.3, **panel.line)
    axes.stairs(
        rates.sent,
        rates.edge_s,
        baseline=None,
        linewidth=0.8,
        color=style.INK,
        linestyle=_SENT_DASH,
    )


def _key(cells: Sequence[Cell]) -> list[tuple[Line2D, str]]:
    entries = [
        (Line2D([], [], color=style.AXIS, linewidth=7, alpha=0.45), "due (offered)"),
        (Line2D([], [], color=style.INK, linewidth=0.9, linestyle=_SENT_DASH), "sent"),
        (Line2D([], [], color=style.MUTED, linewidth=1.6), "visible (achieved)"),
    ]
    if any(cell.shown.warm_s > 0 for cell in cells):
        entries.append((Line2D([], [], color=style.WARM_UP, linewidth=8), "warm-up"))
    return entries
