"""Picture: the latency distribution of every cell on one axis of percentiles, as HdrHistogram's."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.plots import scales, style, text
from analysis.plots.canvas import POINTS_PER_IN, SIZE_PT, SMALL_PT, Canvas
from analysis.plots.cells import Cell, by_source
from analysis.plots.grid import line_of
from analysis.plots.portrait import Floats, Portrait
from analysis.plots.style import Layout

NAME = "latency-percentiles"
_PLOT_PT, _ALONE_PT = 340.0, 250.0
_ROW_PT = 12.0  # from label to label
_LEFT_PT, _BOTTOM_PT, _TOP_PT = 54.0, 33.0, 10.0
_WIDEST_LABELS = 0.36  # of the picture
_LEADER_PT = 26.0
_SAMPLE_PT = 30.0
_MEDIAN = np.log10(2) - 0.01


def draw(cells: Sequence[Cell], layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    labels = len(cells) * _ROW_PT
    below, beside = (0.0, _labels_pt(cells, layout)) if layout.wide else (labels + 8, 20.0)
    plot = max(_PLOT_PT if len(cells) > 1 else _ALONE_PT, labels) if layout.wide else _ALONE_PT
    height = _TOP_PT + plot + _BOTTOM_PT + below
    figure = style.figure(layout.width_in, height / POINTS_PER_IN)
    canvas = Canvas(figure)
    width = canvas.width_pt - _LEFT_PT - beside
    axes = canvas.axes(_LEFT_PT, _BOTTOM_PT + below, width, plot)
    _scale(axes, cells)
    for cell in sorted(cells, key=lambda cell: cell.valid):
        _curves(axes, cell)
    ends = [_end(canvas, axes, cell) for cell in cells]
    if layout.wide:
        _label_beside(canvas, axes, cells, ends)
    else:
        _label_below(canvas, cells, ends, below)
    return figure


def _scale(axes: Axes, cells: Sequence[Cell]) -> None:
    runs = [run for cell in cells for run in (cell.shown, *cell.others)]
    last = max([1.0, *(float(run.nines[-1]) for run in runs if len(run.nines))])
    # The fastest lines would take most of a logarithmic axis and negative ones have no place on it:
    # it begins at half of the lowest median.
    above = [ms[(nines >= _MEDIAN) & (ms > 0)] for nines, ms in map(_finite, runs)]
    drawn = np.concatenate([[1.0] if not sum(map(len, above)) else [], *above])
    low, high = float(drawn.min()) / 2, float(drawn.max())
    scales.percentile_axis(axes, last)
    scales.latency_axis(axes, low, high, log=True, ticks=12)
    axes.grid(visible=True, which="minor", axis="y", color=style.GRID, linewidth=0.3)
    axes.set_xlabel("percentile of the measured lines, %", fontsize=SIZE_PT, color=style.MUTED)
    axes.set_ylabel("latency, from due to visible", fontsize=SIZE_PT, color=style.MUTED)


def _curves(axes: Axes, cell: Cell) -> None:
    for other in cell.others:
        axes.plot(*_finite(other), linewidth=0.6, alpha=0.5, **line_of(cell, 1.8))
    nines, ms = _finite(cell.shown)
    axes.plot(nines, ms, linewidth=1.7, **line_of(cell))
    if 0 < len(nines) < len(cell.shown.nines):  # the rest is infinite: lost lines
        axes.plot(nines[-1], ms[-1], marker="x", markersize=5, color=style.LOST, clip_on=False)


def _finite(run: Portrait) -> tuple[Floats, Floats]:
    finite = np.isfinite(run.quantile_ms)
    return run.nines[finite], run.quantile_ms[finite]


def _end(canvas: Canvas, axes: Axes, cell: Cell) -> tuple[float, float]:
    """Where the cell's curve ends, points."""
    nines, ms = _finite(cell.shown)
    bottom = axes.get_ylim()[0]
    if len(nines) == 0:
        return canvas.at(axes, 0.0, bottom)
    return canvas.at(axes, float(nines[-1]), max(float(ms[-1]), bottom))


def _label_beside(
    canvas: Canvas, axes: Axes, cells: Sequence[Cell], ends: Sequence[tuple[float, float]]
) -> None:
    """A label at the end of each curve, moved up or down where two would meet."""
    _, low, edge, high = canvas.box(axes)
    heights = text.spread([y for _, y in ends], _ROW_PT, low + 3, high)
    begin = edge + _LEADER_PT
    for cell, (x, y), height in zip(cells, ends, heights, strict=True):
        xs, ys = [x, max(x, edge) + 4, begin - 6, begin - 3], [y, y, height, height]
        canvas.stroke(xs, ys, color=cell.ink, linewidth=0.7, alpha=0.8)
        _label(canvas, cell, begin, height, canvas.width_pt - 2, sources=len(by_source(cells)))


def _label_below(
    canvas: Canvas, cells: Sequence[Cell], ends: Sequence[tuple[float, float]], top: float
) -> None:
    """A key below the axes, in the order in which the curves end, the highest first."""
    highest_first = sorted(range(len(cells)), key=lambda i: -ends[i][1])
    for row, index in enumerate(highest_first):
        cell, y = cells[index], top - 6 - row * _ROW_PT
        canvas.stroke([12, 12 + _SAMPLE_PT], [y, y], linewidth=1.7, **line_of(cell))
        until = canvas.width_pt - 4
        _label(canvas, cell, 18 + _SAMPLE_PT, y, until, sources=len(by_source(cells)))


def _labels_pt(cells: Sequence[Cell], layout: Layout) -> float:
    sources = len(by_source(cells))
    longest = max(
        text.width_pt(cell.label, SIZE_PT) + text.width_pt(_note(cell, sources), SMALL_PT)
        for cell in cells
    )
    return min(_LEADER_PT + longest + 12, layout.width_in * POINTS_PER_IN * _WIDEST_LABELS)


def _note(cell: Cell, sources: int) -> str:
    notes = [cell.source] if sources > 1 else []
    notes += [] if cell.valid else ["invalid"]
    lost = cell.shown.summary["records"]["lost"]
    return ", ".join(notes + ([f"{lost:,} lost"] if lost else []))


def _label(canvas: Canvas, cell: Cell, x: float, y: float, until: float, *, sources: int) -> None:
    note = _note(cell, sources)
    room = until - x - text.width_pt(note, SMALL_PT) - 5
    colour = style.INK if cell.valid else style.MUTED
    ends = canvas.write(x, y, text.shorten(cell.label, room, SIZE_PT), colour=colour)
    canvas.write(ends + 5, y, note, colour=style.MUTED, size_pt=SMALL_PT)
