"""Picture: the latency of lines by when they were due, a small picture a cell."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.plots import grid, scales, style
from analysis.plots.cells import Cell, by_source
from analysis.plots.grid import Panel
from analysis.plots.notes import latency_notes
from analysis.plots.portrait import Floats
from analysis.plots.style import Layout

NAME = "latency-over-time"
_FLOOR = "floor"
_TOWERS = 1.2
_PANEL_PT, _ALONE_PT = 66.0, 120.0
_MARK_EVERY = 1 / 120
"""Marks of batches nearer to each other than this share of the width would run into a bar."""


def draw(cells: Sequence[Cell], layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    height_pt = _PANEL_PT if len(cells) > 1 else _ALONE_PT
    figure, panels = grid.panels(
        cells, layout, height_pt, _key(cells), "latency, from due to visible"
    )
    extents = {source: _extent(_sharing(group)) for source, group in by_source(cells).items()}
    # One axis stands below a column of panels, so it has to be that of all of them.
    longest_s = max(cell.shown.end_s for cell in cells)
    for panel in panels:
        cell, shared = panel.cell, extents[panel.cell.source]
        own = shared is not None and _apart(cell, shared[1])
        low, high = (_extent([cell]) if own else shared) or (0.0, 1000.0)
        scales.latency_axis(panel.axes, low, high, log=scales.use_log(low, high))
        panel.time_axis(longest_s)
        panel.shade_warm_up(cell.shown.warm_s)
        panel.head(latency_notes(cell, own_scale=own))
        _latency(panel)
        _marks(panel)
    return figure


def _sharing(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells whose figures make a source's scale, if there are any such."""
    engines = [cell for cell in cells if cell.api != _FLOOR]
    return [cell for cell in engines if cell.valid] or engines


def _apart(cell: Cell, shared_high_ms: float) -> bool:
    """Whether a cell has a scale of its own.

    The floor, far below the others, would show nothing on theirs. A run that doesn't count may
    tower above them.
    """
    own = _extent([cell])
    towers = own is not None and own[1] > _TOWERS * shared_high_ms
    return cell.api == _FLOOR or (towers and not cell.valid)


def _extent(cells: Sequence[Cell]) -> tuple[float, float] | None:
    """The lowest and the highest latency that the pictures of these cells show, ms."""
    shown = [cell.shown.bands for cell in cells]
    drawn = np.concatenate([np.empty(0), *(np.append(b.p50, b.worst) for b in shown)])
    drawn = drawn[np.isfinite(drawn)]
    return (float(drawn.min()), float(drawn.max())) if len(drawn) else None


def _latency(panel: Panel) -> None:
    bands, axes = panel.cell.shown.bands, panel.axes
    x, p50, worst = (
        _with_gaps(bands.middle_s, column, bands.bin_s)
        for column in (bands.middle_s, bands.p50, bands.worst)
    )
    axes.fill_between(x, p50, worst, color=panel.cell.ink, alpha=0.3, linewidth=0)
    axes.plot(x, p50, linewidth=1.2, **panel.line)
    lost_s = bands.middle_s[bands.lost > 0]
    if not len(lost_s):
        return
    spans = [(middle - bands.bin_s / 2, bands.bin_s) for middle in lost_s]
    where = axes.get_xaxis_transform()
    axes.broken_barh(spans, (0.93, 0.07), transform=where, color=style.LOST, linewidth=0)


def _with_gaps(x: Floats, y: Floats, bin_s: float) -> Floats:
    """Values with a gap (NaN) where they aren't finite or where bins are missing."""
    behind = np.flatnonzero(np.diff(x) > 1.5 * bin_s) + 1
    return np.insert(np.where(np.isfinite(y), y, np.nan), behind, np.nan)


def _marks(panel: Panel) -> None:
    """A short line at the foot wherever results became visible."""
    shown = panel.cell.shown
    if panel.cell.api == _FLOOR:
        return  # it reads as lines come: its marks would be a bar
    at_s = shown.batch_s[(shown.batch_s >= 0) & (shown.batch_s <= shown.end_s)]
    _, first = np.unique(np.floor(at_s / (shown.end_s * _MARK_EVERY)), return_index=True)
    x = np.repeat(at_s[first], 3)
    y = np.tile([0.0, 0.08, np.nan], len(first))
    where = panel.axes.get_xaxis_transform()
    panel.axes.plot(x, y, transform=where, color=style.MUTED, linewidth=0.6, scalex=False)


def _key(cells: Sequence[Cell]) -> list[tuple[Line2D, str]]:
    ink = style.MUTED
    mark = Line2D([], [], color=ink, linestyle="none", marker="|", markersize=5)
    entries = [
        (Line2D([], [], color=ink, linewidth=1.4), "median"),
        (Line2D([], [], color=ink, linewidth=7, alpha=0.3), "median to slowest line"),
        (mark, "results became visible"),
    ]
    if any(cell.shown.warm_s > 0 for cell in cells):
        warm_up = Line2D([], [], color=style.WARM_UP, linewidth=8)
        entries.append((warm_up, "warm-up, not in the figures"))
    if any((cell.shown.bands.lost > 0).any() for cell in cells):
        entries.append((Line2D([], [], color=style.LOST, linewidth=4), "lines lost"))
    return entries
