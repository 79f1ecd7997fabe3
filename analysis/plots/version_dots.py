"""Picture: a benchmark's figures by version, as dots with the spread of their samples."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from analysis.plots import scales, style, text
from analysis.plots.canvas import POINTS_PER_IN, SMALL_PT, Canvas, key_height_pt
from analysis.plots.labels import API_LABELS
from analysis.plots.style import Layout
from analysis.tracked import words
from analysis.tracked.comparison import Cell, Table

_PANEL_PT, _TITLE_PT, _BOTTOM_PT = 104.0, 25.0, 26.0
_EDGE_PT, _TICKS_PT = 10.0, 46.0
_STEP = 0.16  # between dots of one version, of what a version takes
_MARK: dict[str, Any] = {"marker": "o", "markersize": 5.5}
_FAINT = 0.45
_TICKS = 4
_CROWDED = 4.0
_LEAST_TIMES = 1.5  # that an axis spans, so that noise doesn't fill it
_MARGIN = 1.06


@dataclass(frozen=True)
class _Panel:
    """A small picture.

    Args:
        title: the parameters that its dots have in common.
        cells: by what its dots differ in; one a column each.
    """

    title: str
    cells: Mapping[str, Sequence[Cell]]

    def ends(self) -> list[float]:
        """Between what its dots and their spreads lie."""
        every = [cell.figure for cells in self.cells.values() for cell in cells]
        figures = [figure for figure in every if figure is not None and figure.value is not None]
        return [
            end
            for figure in figures
            for end in (figure.value, *(figure.spread or ()))
            if end is not None and end > 0
        ]


def can_draw(table: Table, by: str) -> bool:
    """Whether there is something to see: figures above 0, and a parameter that gives colours."""
    known = by in table.benchmark.param_names
    return known and any(panel.ends() for panel in _panels(table, by))


def draw(table: Table, by: str, layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force.

    Args:
        table: what `can_draw` says yes to.
        by: the parameter that gives dots their colour.
        layout: for how wide a page.
    """
    panels = [panel for panel in _panels(table, by) if panel.ends()]
    across = layout.width_in * POINTS_PER_IN
    columns = min(layout.columns, len(panels))
    rows = math.ceil(len(panels) / columns)
    key = _key(panels, table)
    top = key_height_pt(key, _EDGE_PT, across) + 4
    row_pt = _TITLE_PT + _PANEL_PT + _BOTTOM_PT
    canvas = Canvas(style.figure(layout.width_in, (top + rows * row_pt) / POINTS_PER_IN))
    canvas.key(key, _EDGE_PT)
    times = max([_LEAST_TIMES, *(max(panel.ends()) / min(panel.ends()) for panel in panels)])
    for place, panel in enumerate(panels):
        row, column = divmod(place, columns)
        left = column * across / columns
        bottom = (rows - 1 - row) * row_pt + _BOTTOM_PT
        width = across / columns - _TICKS_PT - _EDGE_PT
        axes = canvas.axes(left + _TICKS_PT, bottom, width, _PANEL_PT)
        canvas.write(left + _EDGE_PT, bottom + _PANEL_PT + 15, panel.title, size_pt=9, bold=True)
        _scale(axes, panel, times, table.benchmark.unit)
        _dots(axes, panel, table, width)
    return canvas.figure


def _panels(table: Table, by: str) -> list[_Panel]:
    names = list(table.benchmark.param_names)
    at = names.index(by)
    found: dict[str, dict[str, Sequence[Cell]]] = {}
    for row in table.rows:
        title = " ".join(row.params[:at] + row.params[at + 1 :])
        found.setdefault(title, {})[row.params[at]] = row.cells
    return [_Panel(title or "all", cells) for title, cells in found.items()]


def _scale(axes: Axes, panel: _Panel, times: float, unit: str) -> None:
    """A logarithmic axis: all panels span as many times, so a step is as many percent in each."""
    ends = panel.ends()
    middle = math.sqrt(min(ends) * max(ends))
    reach = math.sqrt(times) * _MARGIN
    low, high = middle / reach, middle * reach
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    axes.yaxis.set_major_locator(FixedLocator(_ticks(low, high)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value, unit)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_minor_formatter(NullFormatter())


def _ticks(low: float, high: float) -> list[float]:
    """Round figures: evenly spaced, unless these would crowd at the axis's upper end."""
    if high / low > _CROWDED:
        return scales.log_ticks(low, high, _TICKS)
    size = 10.0 ** math.floor(math.log10(high - low))
    fine = (size * share for share in (0.1, 0.2, 0.5, 1, 2, 5))
    evenly = ([step * n for n in _between(low / step, high / step)] for step in fine)
    return next(ticks for ticks in evenly if len(ticks) <= _TICKS)


def _between(low: float, high: float) -> range:
    """The whole numbers from one to the other."""
    return range(math.ceil(low), math.floor(high) + 1)


def _tick(value: float, unit: str) -> str:
    """A round figure as short as it can be."""
    number, _, name = words.of_value(float(f"{value:.3g}"), unit).partition(" ")
    short = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{short} {name}" if len(name) <= 3 else short  # noqa: PLR2004 - longer has no room


def _dots(axes: Axes, panel: _Panel, table: Table, width_pt: float) -> None:
    groups = list(dict.fromkeys(column.group for column in table.columns))
    axes.set_xlim(-0.5, len(groups) - 0.5)
    room = width_pt / len(groups) - 4
    axes.set_xticks(range(len(groups)), [text.shorten(group, room, SMALL_PT) for group in groups])
    axes.grid(visible=False, axis="x")
    beside = [[column for column in table.columns if column.group == one] for one in groups]
    slots = len(panel.cells) * max(map(len, beside))
    for series, (name, cells) in enumerate(panel.cells.items()):
        for column, cell in zip(table.columns, cells, strict=True):
            at = groups.index(column.group)
            slot = series * max(map(len, beside)) + beside[at].index(column)
            x = at + (slot - (slots - 1) / 2) * _STEP
            faint = column.against is None and len(beside[at]) > 1
            _dot(axes, x, cell, {"color": _colour(name), "alpha": _FAINT if faint else 1.0})


def _dot(axes: Axes, x: float, cell: Cell, looks: Mapping[str, Any]) -> None:
    figure = cell.figure
    if figure is None or figure.value is None or figure.value <= 0:
        return
    if figure.spread is not None and figure.spread[0] > 0:
        axes.plot([x, x], figure.spread, linewidth=1.5, zorder=2, **looks)
    filled = cell.change is not None and cell.change.told
    fill = style.PAGE if cell.comparable and not filled else looks["color"]
    axes.plot([x], [figure.value], markerfacecolor=fill, zorder=3, **_MARK, **looks)


def _colour(name: str) -> str:
    return style.CELLS.get(name, style.CELLS["floor"])[0]


def _key(panels: Sequence[_Panel], table: Table) -> list[tuple[Line2D, str]]:
    names = list(dict.fromkeys(name for panel in panels for name in panel.cells))
    entries = [
        (Line2D([], [], color=_colour(name), linewidth=3), API_LABELS.get(name, name))
        for name in names
    ]
    if any(cell.comparable for row in table.rows for cell in row.cells):
        looks = _MARK | {"color": style.MUTED, "markerfacecolor": style.PAGE}
        entries.append((Line2D([], [], linewidth=1.5, markevery=[0], **looks), "not told apart"))
    groups = [column.group for column in table.columns]
    if len(set(groups)) < len(groups):
        faint = Line2D([], [], color=style.MUTED, linewidth=3, alpha=_FAINT)
        entries.append((faint, "reference"))
    return entries
