"""Picture: p99 over setting and rate as tiles, with the line up to which each setting keeps up."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from analysis.plots import plane_grid, scales, style, text
from analysis.plots.canvas import POINTS_PER_IN, SIZE_PT, SMALL_PT, Canvas, key_height_pt
from analysis.plots.cells import Cell
from analysis.plots.notes import reasons
from analysis.plots.plane_grid import Margins, Place
from analysis.plots.planes import Frontier, Plane, fell_behind, planes
from analysis.plots.portrait import Floats
from analysis.plots.style import Layout

NAME = "rate-map"
COLOUR = style.CELLS["structured"][3]
"""The darkest of the light theme and the lightest of the dark one: tiles are as much of it."""
OPACITY = (0.08, 0.24, 0.41, 0.67, 0.84, 1.0)
"""Even steps of lightness in both themes, but for the middle one, where words change their colour:
all of them have a contrast of 4.5 or more to their tile."""

_DARK_FROM = 3
_TILE_PT = 30.0
_EDGE_PT = 10.0
_MARGINS = Margins(left=50.0, right=8.0, bottom=36.0)
_BAR_PT, _BAR_MOST_PT = 8.0, 260.0
_BAR_BELOW_PT = 18.0  # its scale, and air
_HATCH_PT = 5.0
_NARROW_PT, _UNDER_PT = 7.0, 6.5
_FRONTIER: Mapping[str, Any] = {"color": style.LOST, "linewidth": 2.2}
_SUSPECT = "suspect"


def draw(cells: Sequence[Cell], layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    found, key = planes(cells), _key()
    steps = _steps(cells)
    head = key_height_pt(key, _EDGE_PT, layout.width_in * POINTS_PER_IN) + 4
    if steps is not None:
        head += _BAR_PT + _BAR_BELOW_PT
    figure, canvas, places = plane_grid.places(found, layout, head, _height_pt, _MARGINS)
    canvas.key(key, _EDGE_PT)
    if steps is not None:
        _colour_bar(canvas, steps, canvas.height_pt - head + _BAR_BELOW_PT)
    for place in places:
        _tiles(canvas, place, steps)
    return figure


def p99_ms(cell: Cell) -> float | None:
    """The p99 of a cell that counts and kept up, ms; None for others."""
    counts = cell.valid and not fell_behind(cell)
    return cell.latency_ms["p99"] if counts else None


def words_of(cell: Cell) -> Sequence[str]:
    """What is wrong with a cell, in several ways, the longest first; nothing if nothing is."""
    behind = fell_behind(cell)
    if behind:
        return behind
    if not cell.valid:
        return [reasons(cell)[0].partition(": ")[2], "invalid"]
    doubtful = any(run.summary["verdict"] == _SUSPECT for run in cell.ranked)
    return [_SUSPECT, "?"] if doubtful else []


def edge(plane: Plane, frontier: Frontier) -> int:
    """How many columns are to the left of a setting's frontier; all if it wasn't reached."""
    if frontier.behind_per_s is None:
        return len(plane.rates_per_s)
    if frontier.kept_per_s is None:
        return 0
    return list(plane.rates_per_s).index(frontier.kept_per_s) + 1


def _steps(cells: Sequence[Cell]) -> Floats | None:
    """Where one colour ends and the next begins, ms, float64[colours + 1]; None without figures."""
    known = [ms for ms in map(p99_ms, cells) if ms is not None and ms > 0]
    if not known:
        return None
    low, high = min(known), max(known)
    return np.geomspace(low / 1.01, max(high, low * 1.5) * 1.01, len(OPACITY) + 1)


def _step(steps: Floats, ms: float) -> int:
    return int(np.clip(np.searchsorted(steps, ms) - 1, 0, len(OPACITY) - 1))


def _height_pt(plane: Plane) -> float:
    return len(plane.settings) * _TILE_PT


def _tiles(canvas: Canvas, place: Place, steps: Floats | None) -> None:
    plane = place.plane
    axes = canvas.axes(place.left, place.bottom, place.width, place.height)
    axes.grid(visible=False)
    axes.set_xlim(0, len(plane.rates_per_s))
    axes.set_ylim(0, len(plane.settings))
    axes.set_xticks(
        [column + 0.5 for column in range(len(plane.rates_per_s))],
        _rate_labels(plane, place.width),
    )
    axes.set_yticks(
        [row + 0.5 for row in range(len(plane.settings))],
        [text.shorten(setting, _MARGINS.left - 6, 7.5) for setting in plane.settings],
    )
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlabel("lines per second offered", fontsize=SMALL_PT, color=style.MUTED)
    for row, setting in enumerate(plane.settings):
        for column, cell in enumerate(plane.row(setting)):
            _tile(canvas, axes, (column, row), cell, steps)
    _frontier(axes, plane)


def _rate_labels(plane: Plane, width_pt: float) -> list[str]:
    """A label for each column, or for every so many of them where there is no room for all."""
    labels = [scales.format_per_s(rate) for rate in plane.rates_per_s]
    widest = max(text.width_pt(label, 7.5) for label in labels) + 5
    every = -(-widest * len(labels) // width_pt)
    return [label if place % every == 0 else "" for place, label in enumerate(labels)]


def _tile(
    canvas: Canvas,
    axes: Axes,
    at: tuple[int, int],
    cell: Cell | None,
    steps: Floats | None,
) -> None:
    box = Rectangle(at, 1, 1, facecolor="none", edgecolor=style.GRID, linewidth=0.6)
    axes.add_patch(box)
    if cell is None:
        return
    left, bottom = canvas.at(axes, *at)
    right, top = canvas.at(axes, at[0] + 1, at[1] + 1)
    middle, room = (left + right) / 2, right - left - 3
    ms, words = p99_ms(cell), words_of(cell)
    if ms is None or steps is None:
        _hatch(axes, at, right - left, top - bottom)
        said = text.fitting([*words, "!"], room, SMALL_PT)
        _write_middle(canvas, (middle, (bottom + top) / 2), said, style.INK, size_pt=SMALL_PT)
        return
    step = _step(steps, ms)
    shade = Rectangle(at, 1, 1, facecolor=COLOUR, alpha=OPACITY[step], linewidth=0)
    axes.add_patch(shade)
    colour = style.PAGE if step >= _DARK_FROM else style.INK
    figure, size, under = _figure(ms, words, room)
    y = (bottom + top) / 2 + (5 if under else 0)
    _write_middle(canvas, (middle, y), figure, colour, size_pt=size, bold=True)
    if under:
        _write_middle(canvas, (middle, y - 11), under, colour, size_pt=_UNDER_PT)


def _figure(ms: float, words: Sequence[str], room_pt: float) -> tuple[str, float, str]:
    """What a tile says, its size, and what it says below: in a narrow one the unit is there."""
    figure = scales.format_ms(ms)
    if text.width_pt(figure, SIZE_PT, bold=True) <= room_pt:
        return figure, SIZE_PT, text.fitting(words, room_pt, _UNDER_PT) if words else ""
    number, _, unit = figure.partition(" ")
    below = [f"{unit} {words[-1]}", words[-1]] if words else [unit]
    number = text.shorten(number, room_pt, _NARROW_PT, bold=True)
    return number, _NARROW_PT, text.fitting(below, room_pt, _UNDER_PT)


def _write_middle(
    canvas: Canvas,
    at: tuple[float, float],
    words: str,
    colour: str,
    *,
    size_pt: float = SIZE_PT,
    bold: bool = False,
) -> None:
    x = at[0] - text.width_pt(words, size_pt, bold=bold) / 2
    canvas.write(x, at[1], words, colour=colour, size_pt=size_pt, bold=bold)


def _hatch(axes: Axes, at: tuple[int, int], width_pt: float, height_pt: float) -> None:
    """Slanting strokes over a tile, but for the middle, where its word is."""
    xs: list[float] = []
    ys: list[float] = []
    for low, high in ((0.0, 0.3), (0.7, 1.0)):
        bottom, top = low * height_pt, high * height_pt
        for start in np.arange(-(top - bottom), width_pt, _HATCH_PT):
            first = max(0.0, -start)
            last = min(top - bottom, width_pt - start)
            xs += [(start + first) / width_pt, (start + last) / width_pt, np.nan]
            ys += [(bottom + first) / height_pt, (bottom + last) / height_pt, np.nan]
    axes.plot(np.array(xs) + at[0], np.array(ys) + at[1], color=style.AXIS, linewidth=0.6)


def _frontier(axes: Axes, plane: Plane) -> None:
    """A stepped line between the rates that each setting keeps up with and those that it doesn't.

    Where no rate was too much it goes off at the right.
    """
    edges = [edge(plane, plane.frontier(setting)) for setting in plane.settings]
    xs, ys = [], []
    for row, (setting, x) in enumerate(zip(plane.settings, edges, strict=True)):
        reached = plane.frontier(setting).behind_per_s is not None
        xs += [x, x if reached else np.nan, x]
        ys += [row, row + 1 if reached else np.nan, row + 1]
    axes.plot(xs, ys, clip_on=False, zorder=5, solid_capstyle="round", **_FRONTIER)


def _colour_bar(canvas: Canvas, steps: Floats, bottom_pt: float) -> None:
    """The colours with their scale, along the top."""
    words = "p99 latency"
    begin = _EDGE_PT + text.width_pt(words, SMALL_PT) + 10
    canvas.write(_EDGE_PT, bottom_pt + _BAR_PT / 2, words, colour=style.MUTED, size_pt=SMALL_PT)
    width = min(_BAR_MOST_PT, canvas.width_pt - begin - 2 * _EDGE_PT)
    axes = canvas.axes(begin, bottom_pt, width, _BAR_PT)
    axes.grid(visible=False)
    axes.set_xscale("log")
    axes.set_xlim(steps[0], steps[-1])
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    ticks = scales.log_ticks(steps[0], steps[-1], int(width // 40))
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda ms, _: scales.format_tick_ms(ms)))
    for low, high, alpha in zip(steps, steps[1:], OPACITY, strict=False):
        box = Rectangle((low, 0), high - low, 1, facecolor=COLOUR, alpha=alpha, linewidth=0)
        axes.add_patch(box)


def _key() -> list[tuple[Line2D, str]]:
    mark = Line2D([], [], **_FRONTIER)
    return [(mark, "stable frontier: to its left, each rate kept up")]
