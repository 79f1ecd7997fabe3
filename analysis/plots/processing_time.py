"""Picture: how long a batch takes against the interval that it has, which is the diagonal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.plots import plane_grid, scales, style, text
from analysis.plots.canvas import POINTS_PER_IN, SMALL_PT, Canvas, key_height_pt
from analysis.plots.cells import Cell
from analysis.plots.plane_grid import End, Margins, Place
from analysis.plots.planes import Plane, fell_behind, interval_ms, planes
from analysis.plots.style import Layout

NAME = "processing-time"
_PLOT_PT = {"wide": 210.0, "narrow": 180.0}
_MARGINS = Margins(left=50.0, right=52.0, bottom=40.0)
_EDGE_PT = 10.0
_HEAD = 1.5  # room for words above the longest
_FAINTEST = 0.3
_FULL: Mapping[str, Any] = {
    "linestyle": "none", "marker": "o", "markersize": 4.5, "markeredgewidth": 0,
}  # fmt: skip
_HOLLOW = {**_FULL, "markerfacecolor": style.PAGE, "markeredgewidth": 1.2}
_LEAST = 2  # intervals; fewer make no curve
_QUEUE = ("longer than the interval: batches queue", "batches queue")


def draw(cells: Sequence[Cell], layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    key = _key()
    head = key_height_pt(key, _EDGE_PT, layout.width_in * POINTS_PER_IN)
    height_pt = _PLOT_PT[layout.name]
    found = timed(cells)
    figure, canvas, places = plane_grid.places(found, layout, head, lambda _: height_pt, _MARGINS)
    canvas.key(key, _EDGE_PT)
    drawn = [cell for plane in found for cell in plane.cells.values()]
    known = [ms for ms in map(batch_ms, drawn) if ms]
    known += [ms for plane in found for ms in _intervals_ms(plane)]
    for place in places:
        _panel(canvas, place, min(known), max(known))
    return figure


def timed(cells: Sequence[Cell]) -> list[Plane]:
    """The planes of at least two intervals whose batches' time is known, these cells alone."""
    found = []
    for plane in planes(cells):
        known = {place: cell for place, cell in plane.cells.items() if batch_ms(cell) is not None}
        intervals = [one for one in plane.settings if any(one == setting for setting, _ in known)]
        rates = [one for one in plane.rates_per_s if any(one == rate for _, rate in known)]
        if len(intervals) >= _LEAST:
            found.append(replace(plane, settings=intervals, rates_per_s=rates, cells=known))
    return found


def chosen(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that the picture shows, in their order."""
    inside = {cell.name for plane in timed(cells) for cell in plane.cells.values()}
    return [cell for cell in cells if cell.name in inside]


def batch_ms(cell: Cell) -> float | None:
    """Mean time from the boundary of a batch to its end, ms; None without an interval or batches.

    It is of the run that is shown. In a run that falls behind it has the wait for the batch before.
    """
    model = cell.shown.summary["model_ms"] or {}
    took: float | None = model.get("processing")
    return took


def _intervals_ms(plane: Plane) -> list[float]:
    return [ms for ms in map(interval_ms, plane.settings) if ms is not None]


def _panel(canvas: Canvas, place: Place, low_ms: float, high_ms: float) -> None:
    plane, marks = place.plane, _intervals_ms(place.plane)
    axes = canvas.axes(place.left, place.bottom, place.width, place.height)
    scales.latency_axis(axes, low_ms, high_ms * _HEAD, log=True, ticks=8)
    plane_grid.marked_axis(axes, marks, place.width, scales.format_tick_ms, "interval")
    ends, top = axes.get_xlim(), axes.get_ylim()[1]
    axes.fill_between(ends, ends, top, color=style.WARM_UP, linewidth=0, zorder=0)
    axes.plot(ends, ends, color=style.MUTED, linewidth=1.0, scalex=False, scaley=False)
    said = text.fitting(_QUEUE, place.width - 12, SMALL_PT)
    y_pt = place.bottom + place.height - 9
    canvas.write(place.left + 6, y_pt, said, colour=style.MUTED, size_pt=SMALL_PT)
    series = [_series(canvas, axes, plane, number) for number in range(len(plane.rates_per_s))]
    plane_grid.label_ends(canvas, place, series)


def _series(canvas: Canvas, axes: Axes, plane: Plane, number: int) -> End:
    """A rate's batches at each interval, the more opaque the higher the rate is."""
    rate, colour = plane.rates_per_s[number], style.CELLS.get(plane.api, style.OTHER_CELLS)[0]
    opacity = _FAINTEST + (1 - _FAINTEST) * (number + 1) / len(plane.rates_per_s)
    points = [
        (interval_ms(setting) or 0.0, batch_ms(cell) or 0.0, bool(fell_behind(cell)))
        for setting, cell in zip(plane.settings, plane.column(rate), strict=True)
        if cell is not None
    ]
    looks: dict[str, Any] = {"color": colour, "alpha": opacity}
    axes.plot([x for x, _, _ in points], [y for _, y, _ in points], linewidth=1.6, **looks)
    for behind, more in ((False, _FULL), (True, _HOLLOW)):
        shown = [(x, y) for x, y, fell in points if fell is behind]
        axes.plot([x for x, _ in shown], [y for _, y in shown], **looks, **more)
    x_pt, y_pt = canvas.at(axes, *points[-1][:2])
    return End(x_pt, y_pt, f"{scales.format_per_s(rate)}/s", colour, opacity)


def _key() -> list[tuple[Line2D, str]]:
    looks: dict[str, Any] = {"color": style.MUTED}
    return [
        (Line2D([], [], linewidth=1.6, **looks), "a batch, on average"),
        (Line2D([], [], linewidth=1.0, **looks), "as long as the interval"),
        (Line2D([], [], markevery=2, **looks, **_HOLLOW), "didn't keep up"),
    ]
