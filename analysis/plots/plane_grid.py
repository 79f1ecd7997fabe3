"""The places for small pictures of planes, side by side where there is room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from analysis.plots import style, text
from analysis.plots.canvas import POINTS_PER_IN, SMALL_PT, Canvas
from analysis.plots.planes import Plane
from analysis.plots.style import Layout

TITLE_PT = 24.0
_LABEL_PT = 11.0  # from label to label
_LEADER_PT = 14.0
_FREE_PT = 4.0  # around a line's last mark
_AIR = 1.2  # the axis goes so many times beyond the outermost marks


@dataclass(frozen=True)
class Margins:
    """Room around each small picture, points.

    Args:
        left: for the labels of its y axis.
        right: for what stands at its end.
        bottom: for the labels of its x axis.
    """

    left: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Place:
    """The place for one plane's small picture; points from the canvas's lower left corner.

    Args:
        plane: whose it is.
        left, bottom, width, height: the box that its axes fill.
    """

    plane: Plane
    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where the box ends, points."""
        return self.left + self.width


@dataclass(frozen=True)
class End:
    """Where a line ends that is to have a name.

    Args:
        x, y: points from the canvas's lower left corner.
        name: the line's.
        colour: the line's.
        opacity: the line's.
    """

    x: float
    y: float
    name: str
    colour: str
    opacity: float = 1.0


def places(
    planes: Sequence[Plane],
    layout: Layout,
    head_pt: float,
    height_pt: Callable[[Plane], float],
    margins: Margins,
) -> tuple[Figure, Canvas, list[Place]]:
    """A picture with a titled place for each plane.

    Args:
        planes: in the order wanted.
        layout: for how wide a page.
        head_pt: room to leave above them all.
        height_pt: how high a plane's axes are to be; the highest beside it decides.
        margins: around each.
    """
    columns = min(layout.columns, len(planes))
    rows = [planes[start : start + columns] for start in range(0, len(planes), columns)]
    heights = [max(map(height_pt, row)) for row in rows]
    up = head_pt + sum(heights) + len(rows) * (TITLE_PT + margins.bottom)
    figure = style.figure(layout.width_in, up / POINTS_PER_IN)
    canvas = Canvas(figure)
    across = canvas.width_pt / columns
    made, y = [], up - head_pt
    for row, height in zip(rows, heights, strict=True):
        for column, plane in enumerate(row):
            left, own = column * across + margins.left, height_pt(plane)
            width = across - margins.left - margins.right
            title = text.shorten(plane.title, across - margins.left - 4, 10, bold=True)
            canvas.write(left, y - 13, title, size_pt=10, bold=True)
            made.append(Place(plane, left, y - TITLE_PT - own, width, own))
        y -= TITLE_PT + height + margins.bottom
    return figure, canvas, made


def marked_axis(
    axes: Axes, marks: Sequence[float], width_pt: float, form: Callable[[float], str], what: str
) -> None:
    """Scale the x axis logarithmically, with labels at these marks, or at some if they are many.

    Args:
        axes: whose axis.
        marks: where something was measured, ascending and above 0.
        width_pt: how wide the axes are.
        form: a mark in words.
        what: the axis shows.
    """
    axes.set_xscale("log")
    low, high = marks[0] / _AIR, marks[-1] * _AIR
    axes.set_xlim(low, high)
    widest_pt = max(text.width_pt(form(mark), 7.5) for mark in marks) + 6
    apart = widest_pt / width_pt * log(high / low)
    shown: list[float] = []
    for mark in marks:
        if not shown or log(mark / shown[-1]) >= apart:
            shown.append(mark)
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda mark, _: form(mark)))
    axes.set_xlabel(what, fontsize=SMALL_PT, color=style.MUTED)


def label_ends(canvas: Canvas, place: Place, ends: Sequence[End]) -> None:
    """Name lines to the right of where they end, moved up or down where two names would meet."""
    low, high = place.bottom + 4, place.bottom + place.height - 4
    heights = text.spread([end.y for end in ends], _LABEL_PT, low, high)
    begin = place.right + _LEADER_PT
    for end, y in zip(ends, heights, strict=True):
        xs = [end.x + _FREE_PT, max(end.x + _FREE_PT, place.right), begin - 5, begin - 3]
        canvas.stroke(xs, [end.y, end.y, y, y], color=end.colour, linewidth=0.7, alpha=end.opacity)
        name = text.shorten(end.name, canvas.width_pt - begin, SMALL_PT)
        canvas.write(begin, y, name, size_pt=SMALL_PT)
