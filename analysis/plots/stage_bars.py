"""Picture: where the time goes, the mean latency of each cell as a bar of its stages."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from analysis.plots import scales, style, text
from analysis.plots.canvas import POINTS_PER_IN, SIZE_PT, Canvas, key_height_pt
from analysis.plots.cells import Cell, by_source
from analysis.plots.grid import line_of
from analysis.plots.notes import reasons
from analysis.plots.style import Layout

NAME = "where-the-time-goes"
WINDOW_WAIT = "window_wait"
STAGE_LABELS: Mapping[str, str] = {
    "lateness": "lateness of the generator",
    "boundary_wait": "wait for the batch boundary",
    WINDOW_WAIT: "wait for the window to close",
    "scheduling": "scheduling",
    "processing": "processing",
    "commit": "commit",
}
_BAR_PT = 13.0
_ROW_PT = {"wide": 22.0, "narrow": 32.0}
_TITLE_PT = 22.0
_BOTTOM_PT = 33.0
_MARK_PT = 16.0
_TOTAL_PT = 52.0  # room for the total behind the longest bar
_EDGE_PT = 10.0
_LEAST_SEAM = 0.004  # of the axis: a seam around anything narrower would hide it
_WIDEST_LABEL = 0.34  # of the picture


def stages_of(cell: Cell) -> dict[str, float]:
    """The stages of the run that is shown by name, ms, those that took no time left out."""
    known = cell.shown.summary["stages_ms"] or {}
    return {name: float(known[name]) for name in STAGE_LABELS if known.get(name)}


def labels_of(cells: Sequence[Cell]) -> dict[str, str]:
    """What to call the stages of these cells: few have windows that lines wait for."""
    waits = any(WINDOW_WAIT in stages_of(cell) for cell in cells)
    return {name: words for name, words in STAGE_LABELS.items() if waits or name != WINDOW_WAIT}


def draw(cells: Sequence[Cell], layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    groups, key = by_source(cells), _key(cells)
    across = layout.width_in * POINTS_PER_IN
    left, behind = _EDGE_PT, 2 * _EDGE_PT
    if layout.wide:
        longest = max(text.width_pt(cell.label, SIZE_PT) for cell in cells)
        left = min(longest + _MARK_PT + _EDGE_PT + 16, _WIDEST_LABEL * across)
        behind = _TOTAL_PT
    top = key_height_pt(key, _EDGE_PT, across) + 6
    plot = len(cells) * _ROW_PT[layout.name] + len(groups) * _TITLE_PT
    figure = style.figure(layout.width_in, (top + plot + _BOTTOM_PT) / POINTS_PER_IN)
    canvas = Canvas(figure)
    canvas.key(key, _EDGE_PT)
    axes = canvas.axes(left, _BOTTOM_PT, across - left - behind, plot)
    _scale(axes, cells, plot)
    y = plot
    for source, members in groups.items():
        canvas.write(_EDGE_PT, _BOTTOM_PT + y - 12, source, size_pt=10, bold=True)
        y -= _TITLE_PT
        for cell in members:
            y -= _ROW_PT[layout.name]
            middle = y + (_ROW_PT["wide"] / 2 if layout.wide else _BAR_PT / 2 + 2)
            _bar(axes, cell, middle)
            (_write_beside if layout.wide else _write_above)(canvas, axes, cell, middle)
    return figure


def _scale(axes: Axes, cells: Sequence[Cell], plot_pt: float) -> None:
    """Points upwards, ms to the right."""
    scaling = [cell for cell in cells if cell.valid] or cells  # others are cut where they tower
    highest = max(_extent(cell)[1] for cell in scaling) or 1.0
    axes.set_xlim(min(_extent(cell)[0] for cell in cells) * 1.05, highest)
    axes.set_ylim(0.0, plot_pt)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(lambda ms, _: scales.format_tick_ms(ms))
    words = "mean latency, from due to visible"
    axes.set_xlabel(words, fontsize=SIZE_PT, color=style.MUTED)


def _extent(cell: Cell) -> tuple[float, float]:
    """How far the bar reaches below 0 and above, ms."""
    stages = stages_of(cell).values()
    return sum(ms for ms in stages if ms < 0), sum(ms for ms in stages if ms > 0)


def _bar(axes: Axes, cell: Cell, middle: float) -> None:
    below = above = 0.0
    for name, ms in stages_of(cell).items():
        start = above if ms >= 0 else below
        above, below = (above + ms, below) if ms >= 0 else (above, below + ms)
        box = Rectangle((start, middle - _BAR_PT / 2), ms, _BAR_PT)
        seam = 0.5 if abs(ms) > _LEAST_SEAM * axes.get_xlim()[1] else 0.0
        box.set(facecolor=style.STAGES[name], edgecolor=style.PAGE, linewidth=seam)
        if not cell.valid:
            box.set(facecolor=style.INVALID, alpha=0.4)
        axes.add_patch(box)
    wait_ms = _model_wait_ms(cell)
    if wait_ms is not None:
        x = stages_of(cell).get("lateness", 0.0) + wait_ms
        reach = _BAR_PT / 2 + 2
        axes.plot([x, x], [middle - reach, middle + reach], color=style.INK, linewidth=1.0)


def _model_wait_ms(cell: Cell) -> float | None:
    model = cell.shown.summary["model_ms"] or {}
    wait_ms = model.get("boundary_wait") if cell.valid else None
    return None if wait_ms is None else float(wait_ms)


def _total(cell: Cell) -> str:
    stages = stages_of(cell)
    return scales.format_ms(sum(stages.values())) if stages else "no figures"


def _write_beside(canvas: Canvas, axes: Axes, cell: Cell, middle: float) -> None:
    """The label before the bar, the total behind it."""
    left, bottom, _, _ = canvas.box(axes)
    y = bottom + middle
    room = left - _EDGE_PT - _MARK_PT - 13
    colour = style.INK if cell.valid else style.MUTED
    canvas.stroke([_EDGE_PT, _EDGE_PT + _MARK_PT], [y, y], linewidth=2.2, **line_of(cell, 0.6))
    label = text.shorten(cell.label, room, SIZE_PT)
    canvas.write(_EDGE_PT + _MARK_PT + 5, y, label, colour=colour)
    end, _ = canvas.at(axes, min(_extent(cell)[1], axes.get_xlim()[1]), middle)
    behind = canvas.write(end + 5, y, _total(cell), colour=colour, bold=True) + 6
    if not cell.valid:
        note = reasons(cell)[0]
        fits = text.width_pt(note, SIZE_PT) <= canvas.width_pt - behind - 2
        canvas.write(behind if fits else left + 6, y, note, colour=style.LOST)


def _write_above(canvas: Canvas, axes: Axes, cell: Cell, middle: float) -> None:
    """The label and the total above the bar."""
    left, bottom, right, _ = canvas.box(axes)
    y = bottom + middle + _BAR_PT / 2 + 8
    begin = canvas.write(right, y, _total(cell), bold=True, right=True)
    if not cell.valid:
        room = begin - left - _MARK_PT - 24 - text.width_pt(cell.label, SIZE_PT)
        note = text.fitting(reasons(cell), max(room, (begin - left) / 3), SIZE_PT)
        begin = canvas.write(begin - 6, y, note, colour=style.LOST, right=True)
    canvas.stroke([left, left + _MARK_PT], [y, y], linewidth=2.2, **line_of(cell, 0.6))
    room = begin - left - _MARK_PT - 12
    canvas.write(left + _MARK_PT + 5, y, text.shorten(cell.label, room, SIZE_PT))


def _key(cells: Sequence[Cell]) -> list[tuple[Line2D, str]]:
    entries = [
        (Line2D([], [], color=style.STAGES[name], linewidth=8), words)
        for name, words in labels_of(cells).items()
    ]
    if any(_model_wait_ms(cell) is not None for cell in cells):
        mark = Line2D([], [], color=style.INK, linestyle="none", marker="|", markersize=10)
        entries.append((mark, "end of the wait by the model: half an interval"))
    return entries
