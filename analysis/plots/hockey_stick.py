"""Picture: latency against the rate offered: level, and from some rate on up, a hockey stick."""

from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from analysis.plots import plane_grid, scales, style
from analysis.plots.canvas import POINTS_PER_IN, Canvas, key_height_pt
from analysis.plots.cells import Cell
from analysis.plots.heat_map import p99_ms
from analysis.plots.plane_grid import End, Margins, Place
from analysis.plots.planes import Plane, fell_behind, planes
from analysis.plots.style import Layout

NAME = "latency-by-rate"
_PLOT_PT = {"wide": 210.0, "narrow": 170.0}
_ROW_PT = 7.0  # of the band for what didn't keep up: a row a setting
_MARGINS = Margins(left=50.0, right=56.0, bottom=40.0)
_EDGE_PT = 10.0
_OFFERED = "lines per second offered"
_LEAST_SPAN = 3.0
_NOTHING_MS = (100.0, 1000.0)  # the scale where nothing has its place
_THIN, _BOLD = 0.8, 2.0
_RISE: Mapping[str, Any] = {"linewidth": 1.2, "linestyle": (0, (1.6, 1.4))}
_MARKS = "osD^vP"
_MARK_PT = 4.0


def draw(cells: Sequence[Cell], layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    key = _key()
    head = key_height_pt(key, _EDGE_PT, layout.width_in * POINTS_PER_IN)
    found = planes(cells)
    band_pt = (max(len(plane.settings) for plane in found) + 1) * _ROW_PT
    height_pt = _PLOT_PT[layout.name] + band_pt
    figure, canvas, places = plane_grid.places(found, layout, head, lambda _: height_pt, _MARGINS)
    canvas.key(key, _EDGE_PT)
    known = [ms for cell in cells for ms in (p50_ms(cell), p99_ms(cell)) if ms and ms > 0]
    low, high = (min(known), max(known)) if known else _NOTHING_MS
    for place in places:
        _panel(canvas, place, band_pt, low, high)
    return figure


def p50_ms(cell: Cell) -> float | None:
    """The median of a cell that counts and kept up, ms; None for others."""
    return None if p99_ms(cell) is None else cell.latency_ms["p50"]


def _panel(canvas: Canvas, place: Place, band_pt: float, low_ms: float, high_ms: float) -> None:
    plane = place.plane
    axes = canvas.axes(place.left, place.bottom, place.width, place.height - band_pt)
    plane_grid.marked_axis(axes, plane.rates_per_s, place.width, scales.format_per_s, _OFFERED)
    scales.latency_axis(axes, low_ms, max(high_ms, _LEAST_SPAN * low_ms), log=True, ticks=8)
    band = canvas.axes(place.left, place.bottom + place.height - band_pt, place.width, band_pt)
    band.set(xscale="log", xlim=axes.get_xlim(), ylim=(-1, len(plane.settings)))
    band.set_facecolor(style.WARM_UP)
    band.grid(visible=False)
    band.xaxis.set_major_locator(NullLocator())
    band.xaxis.set_minor_locator(NullLocator())
    band.spines["bottom"].set_visible(False)
    band.set_yticks([(len(plane.settings) - 1) / 2], ["behind"])
    ends = [_curve(canvas, axes, band, plane, row) for row in range(len(plane.settings))]
    plane_grid.label_ends(canvas, place, [end for end in ends if end is not None])


def _curve(canvas: Canvas, axes: Axes, band: Axes, plane: Plane, row: int) -> End | None:
    """The curves of a setting, and a mark above them at each rate that was too much for it.

    Returns:
        Where its name belongs; None if it has neither.
    """
    setting, palette = plane.settings[row], style.CELLS.get(plane.api, style.OTHER_CELLS)
    colour, mark = palette[row % len(palette)], _MARKS[row % len(_MARKS)]
    known = [
        (rate, cell)
        for rate, cell in zip(plane.rates_per_s, plane.row(setting), strict=True)
        if cell is not None and (p99_ms(cell) is not None or fell_behind(cell))
    ]
    rates = [rate for rate, _ in known]
    for of, looks in ((p50_ms, {"linewidth": _THIN}), (p99_ms, {"linewidth": _BOLD} | _mark(mark))):
        figures = [of(cell) for _, cell in known]
        axes.plot(rates, [nan if ms is None else ms for ms in figures], color=colour, **looks)
    behind = [rate for rate, cell in known if fell_behind(cell)]
    band.plot(behind, [row] * len(behind), color=colour, linestyle="none", **_hollow(mark))
    level = {rate: ms for rate, cell in known if (ms := p99_ms(cell)) is not None}
    if not behind:
        last = max(level, default=None)
        return None if last is None else End(*canvas.at(axes, last, level[last]), setting, colour)
    kept = max((rate for rate in level if rate < behind[0]), default=None)
    if kept is not None:
        foot, top = canvas.at(axes, kept, level[kept]), canvas.at(band, behind[0], row)
        canvas.stroke([foot[0], top[0]], [foot[1], top[1]], color=colour, **_RISE)
    return End(*canvas.at(band, behind[-1], row), setting, colour)


def _mark(mark: str) -> dict[str, Any]:
    return {"marker": mark, "markersize": _MARK_PT, "markeredgewidth": 0}


def _hollow(mark: str) -> dict[str, Any]:
    looks = {"markerfacecolor": style.PAGE, "markeredgewidth": 1.0}
    return _mark(mark) | looks


def _key() -> list[tuple[Line2D, str]]:
    looks: dict[str, Any] = {"color": style.MUTED}
    return [
        (Line2D([], [], linewidth=_BOLD, **looks), "p99"),
        (Line2D([], [], linewidth=_THIN, **looks), "p50"),
        (Line2D([], [], linestyle="none", markevery=2, **looks, **_hollow("o")), "didn't keep up"),
    ]
