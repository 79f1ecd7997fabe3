"""Picture: what each way to do the job takes, the engine's time and the CPU's, as bars."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from analysis.plots import resource_use, scales, style, text
from analysis.plots.canvas import POINTS_PER_IN, SIZE_PT, Canvas, key_height_pt
from analysis.plots.cells import Cell, by_source
from analysis.plots.grid import line_of
from analysis.plots.stage_bars import stages_of
from analysis.plots.style import Layout

NAME = "python-or-jvm"
_ENGINE = ("lateness", "boundary_wait", "window_wait")  # all stages but these are the engine's
_PROCESSES = ("jvm", "python_worker", "driver")
_FAINT = 0.4
_BAR_PT = 13.0
_ROW_PT = {"wide": 22.0, "narrow": 32.0}
_TITLE_PT = 22.0
_BOTTOM_PT = 33.0
_EDGE_PT, _BETWEEN_PT = 10.0, 14.0
_MARK_PT = 16.0
_TOTAL_PT = 52.0  # room for the total behind the longest bar
_WIDEST_LABEL = 0.3  # of the picture

Part = tuple[str, float, float]  # its colour, how opaque it is, how much it is


@dataclass(frozen=True)
class _Panel:
    """One of the two sides.

    Args:
        title: what its axis shows.
        parts: of a cell's bar, from the left.
        form: a total in words.
        tick: a mark of the axis in words.
    """

    title: str
    parts: Callable[[Cell], Sequence[Part]]
    form: Callable[[float], str]
    tick: Callable[[float], str]

    def total(self, cell: Cell) -> float:
        """How long a cell's bar is."""
        return sum(size for _, _, size in self.parts(cell))


def engine_ms(cell: Cell) -> tuple[float, float]:
    """Mean time that the engine took for a line's result, ms: processing, and all the rest."""
    stages = stages_of(cell)
    processing = stages.pop("processing", 0.0)
    return processing, sum(ms for name, ms in stages.items() if name not in _ENGINE)


def cpu_us(cell: Cell) -> dict[str, float]:
    """CPU time for a line by process, µs; 0 where it wasn't measured."""
    used = cell.shown.summary.get("resources") or {}
    known: Mapping[str, float | None] = used.get("cpu_s_per_million_lines") or {}
    return {process: known.get(process) or 0.0 for process in _PROCESSES}


def format_us(us: float | None) -> str:
    """CPU time for a line, as in 12.3 µs; a dash for none."""
    return f"{us:.3g} µs" if us else scales.NONE


def _engine_parts(cell: Cell) -> list[Part]:
    processing, rest = engine_ms(cell)
    return [(cell.ink, 1.0, processing), (cell.ink, _FAINT, rest)]


def _cpu_parts(cell: Cell) -> list[Part]:
    return [(resource_use.COLOURS[name], 1.0, us) for name, us in cpu_us(cell).items()]


_PANELS = (
    _Panel(
        "engine's time for a line's result, mean",
        _engine_parts,
        scales.format_ms,
        scales.format_tick_ms,
    ),
    _Panel("CPU time a line", _cpu_parts, format_us, lambda us: f"{us:g} µs" if us else "0"),
)


def draw(cells: Sequence[Cell], layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    across = layout.width_in * POINTS_PER_IN
    sources = len(by_source(cells))
    rows_pt = len(cells) * _ROW_PT[layout.name] + sources * _TITLE_PT
    key = _key()
    top = key_height_pt(key, _EDGE_PT, across) + 6
    height = rows_pt + _BOTTOM_PT
    figure = style.figure(
        layout.width_in, (top + height * (1 if layout.wide else len(_PANELS))) / POINTS_PER_IN
    )
    canvas = Canvas(figure)
    canvas.key(key, _EDGE_PT)
    if layout.wide:
        longest = max(text.width_pt(cell.label, SIZE_PT) for cell in cells)
        begin = min(longest + _MARK_PT + _EDGE_PT + 16, _WIDEST_LABEL * across)
        side = (across - begin) / len(_PANELS)
        for place, panel in enumerate(_PANELS):
            left = begin + place * (side + _BETWEEN_PT / 2)
            width = side - _TOTAL_PT - _BETWEEN_PT / 2
            axes = canvas.axes(left, _BOTTOM_PT, width, rows_pt)
            _draw(canvas, axes, panel, cells, layout, labelled=place == 0)
    else:
        for place, panel in enumerate(reversed(_PANELS)):
            bottom = _BOTTOM_PT + place * height
            axes = canvas.axes(_EDGE_PT, bottom, across - 3 * _EDGE_PT, rows_pt)
            _draw(canvas, axes, panel, cells, layout, labelled=True)
    return figure


def _draw(
    canvas: Canvas,
    axes: Axes,
    panel: _Panel,
    cells: Sequence[Cell],
    layout: Layout,
    *,
    labelled: bool,
) -> None:
    _, bottom, _, top = canvas.box(axes)
    axes.set_xlim(0.0, max(map(panel.total, cells)) or 1.0)
    axes.set_ylim(0.0, top - bottom)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: panel.tick(value))
    axes.set_xlabel(panel.title, fontsize=SIZE_PT, color=style.MUTED)
    y = top - bottom
    for source, members in by_source(cells).items():
        if labelled:
            canvas.write(_EDGE_PT, bottom + y - 12, source, size_pt=10, bold=True)
        y -= _TITLE_PT
        for cell in members:
            y -= _ROW_PT[layout.name]
            middle = y + (_ROW_PT["wide"] / 2 if layout.wide else _BAR_PT / 2 + 2)
            _bar(axes, panel, cell, middle)
            if layout.wide:
                _write_beside(canvas, axes, panel, cell, middle, labelled=labelled)
            else:
                _write_above(canvas, axes, panel, cell, middle)


def _bar(axes: Axes, panel: _Panel, cell: Cell, middle: float) -> None:
    start = 0.0
    for colour, alpha, size in panel.parts(cell):
        box = Rectangle((start, middle - _BAR_PT / 2), size, _BAR_PT)
        box.set(facecolor=colour, alpha=alpha, linewidth=0)
        axes.add_patch(box)
        start += size


def _write_beside(
    canvas: Canvas, axes: Axes, panel: _Panel, cell: Cell, middle: float, *, labelled: bool
) -> None:
    """The label before the bars, the total behind each."""
    left, bottom, _, _ = canvas.box(axes)
    y = bottom + middle
    if labelled:
        canvas.stroke([_EDGE_PT, _EDGE_PT + _MARK_PT], [y, y], linewidth=2.2, **line_of(cell, 0.6))
        label = text.shorten(cell.label, left - _EDGE_PT - _MARK_PT - 13, SIZE_PT)
        canvas.write(_EDGE_PT + _MARK_PT + 5, y, label)
    end, _ = canvas.at(axes, panel.total(cell), middle)
    canvas.write(end + 5, y, panel.form(panel.total(cell)), bold=True)


def _write_above(canvas: Canvas, axes: Axes, panel: _Panel, cell: Cell, middle: float) -> None:
    """The label and the total above the bar."""
    left, bottom, right, _ = canvas.box(axes)
    y = bottom + middle + _BAR_PT / 2 + 8
    begin = canvas.write(right, y, panel.form(panel.total(cell)), bold=True, right=True)
    canvas.stroke([left, left + _MARK_PT], [y, y], linewidth=2.2, **line_of(cell, 0.6))
    room = begin - left - _MARK_PT - 12
    canvas.write(left + _MARK_PT + 5, y, text.shorten(cell.label, room, SIZE_PT))


def _key() -> list[tuple[Line2D, str]]:
    entries = [
        (Line2D([], [], color=style.MUTED, linewidth=8), "processing"),
        (Line2D([], [], color=style.MUTED, linewidth=8, alpha=_FAINT), "scheduling, and commit"),
    ]
    entries += [
        (Line2D([], [], color=resource_use.COLOURS[name], linewidth=8), resource_use.LABELS[name])
        for name in _PROCESSES
    ]
    return entries
