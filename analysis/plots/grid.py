"""Small pictures of the same kind, one a cell, in a column for each source if there is room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from analysis.plots import style, text
from analysis.plots.canvas import POINTS_PER_IN, SIZE_PT, SMALL_PT, Canvas, key_height_pt
from analysis.plots.cells import Cell, by_source
from analysis.plots.style import Layout

_LEFT_PT, _RIGHT_PT = 42.0, 8.0  # of each column: its tick labels; air
_TITLE_PT = 24.0
_HEAD_PT = 17.0
_TIME_PT = 27.0  # the scale of time below the last
_BETWEEN_PT = 9.0
_MARK_PT = 16.0
_MOST_COLUMNS = 3
_ROOMY_PT = 220.0  # in narrower pictures all cells that count have the shortest of their notes

Key = Sequence[tuple[Line2D, str]]


@dataclass(frozen=True)
class Panel:
    """The place for one cell's small picture.

    Args:
        cell: whose it is.
        axes: where to draw.
        canvas: the figure that it is on.
        last: whether the scale of time is written below it.
    """

    cell: Cell
    axes: Axes
    canvas: Canvas
    last: bool

    @property
    def line(self) -> Mapping[str, Any]:
        """Colour and pattern of the cell's lines in its own picture: as `Axes.plot` takes them."""
        return {"color": self.cell.ink, "linestyle": "-" if self.cell.valid else (0, (2.5, 1.2))}

    def head(self, notes: Sequence[str]) -> None:
        """Write the cell's label and its line above the picture, and a note on the right.

        Args:
            notes: ways to word the note, the longest first; the first that leaves room for the
                label is taken.
        """
        left, _, right, top = self.canvas.box(self.axes)
        y, room = top + 8.0, right - left - _MARK_PT - 12
        label_pt = min(text.width_pt(self.cell.label, SIZE_PT, bold=True), room / 2)
        if right - left < _ROOMY_PT and self.cell.valid:
            notes = notes[-1:]
        note = text.fitting(notes, room - label_pt, SMALL_PT)
        colour = style.MUTED if self.cell.valid else style.LOST
        begins = self.canvas.write(right, y, note, colour=colour, size_pt=SMALL_PT, right=True)
        room = begins - left - _MARK_PT - 11
        label = text.shorten(self.cell.label, room, SIZE_PT, bold=True)
        self.canvas.stroke(
            [left, left + _MARK_PT], [y, y], linewidth=2.2, **line_of(self.cell, 0.6)
        )
        self.canvas.write(left + _MARK_PT + 5, y, label, bold=True)

    def time_axis(self, end_s: float) -> None:
        """Scale the x axis from the schedule's start to `end_s` seconds."""
        self.axes.set_xlim(0.0, max(end_s, 1e-3))
        self.axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 3, 5, 6, 10]))
        self.axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        self.axes.tick_params(axis="x", labelbottom=self.last)
        if self.last:
            words = "time since the start of the schedule, s"
            self.axes.set_xlabel(words, fontsize=SMALL_PT, color=style.MUTED)

    def shade_warm_up(self, warm_s: float) -> None:
        """Shade the part of the picture that isn't in the figures."""
        if warm_s > 0:
            self.axes.axvspan(0, warm_s, color=style.WARM_UP, linewidth=0, zorder=0)


def line_of(cell: Cell, stretch: float = 1.0) -> dict[str, Any]:
    """Colour and pattern that tell a cell and its source: keyword arguments for a line.

    Args:
        cell: whose line it is.
        stretch: of the pattern; thick lines need it shorter.
    """
    dash = cell.dash if cell.valid else style.INVALID_DASH
    return {
        "color": cell.ink,
        "linestyle": (0, tuple(part * stretch for part in dash)) if dash else "-",
    }


def panels(
    cells: Sequence[Cell], layout: Layout, panel_pt: float, key: Key, what: str
) -> tuple[Figure, list[Panel]]:
    """A picture with an empty small picture for each cell, and its key.

    Args:
        cells: in the order wanted.
        layout: for how wide a page.
        panel_pt: height of a small picture, points.
        key: what the marks mean.
        what: what the y axis shows; written beside the source's name.
    """
    columns = _columns(cells, layout)
    across = layout.width_in * POINTS_PER_IN
    top = key_height_pt(key, _LEFT_PT, across) + 4
    up = top + max(_height_pt(column, panel_pt) for column in columns)
    figure = style.figure(layout.width_in, up / POINTS_PER_IN)
    canvas = Canvas(figure)
    canvas.key(key, _LEFT_PT)
    width = across / len(columns)
    made = []
    for place, column in enumerate(columns):
        left, y = place * width + _LEFT_PT, up - top
        for source, members in column:
            ends = canvas.write(left, y - 13, source, size_pt=10, bold=True)
            canvas.write(ends + 7, y - 13.4, what, colour=style.MUTED)
            y -= _TITLE_PT
            for cell in members:
                y -= _HEAD_PT + panel_pt
                axes = canvas.axes(left, y, width - _LEFT_PT - _RIGHT_PT, panel_pt)
                made.append(Panel(cell, axes, canvas, cell is members[-1]))
                y -= _BETWEEN_PT
            y -= _TIME_PT
    return figure, made


def _columns(cells: Sequence[Cell], layout: Layout) -> list[list[tuple[str, list[Cell]]]]:
    """What stands in each column from the top down: sources with their cells."""
    groups = list(by_source(cells).items())
    if not layout.wide or len(cells) == 1:
        return [groups]
    if len(groups) == 1:
        (source, members), half = groups[0], -(-len(cells) // 2)
        return [[(source, members[:half])], [(source, members[half:])]]
    count = min(len(groups), _MOST_COLUMNS)
    return [groups[place::count] for place in range(count)]


def _height_pt(column: list[tuple[str, list[Cell]]], panel_pt: float) -> float:
    rows = sum(len(members) for _, members in column)
    return len(column) * (_TITLE_PT + _TIME_PT) + rows * (_HEAD_PT + panel_pt + _BETWEEN_PT)
