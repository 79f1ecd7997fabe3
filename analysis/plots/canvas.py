"""Words and strokes placed in points from a figure's lower left corner, whatever its axes show."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.plots import style, text

POINTS_PER_IN = 72.0
SIZE_PT = 8.0
SMALL_PT = 7.5
KEY_ROW_PT = 13.0
_SAMPLE_PT = 16.0


class Canvas:
    """A figure's surface.

    Args:
        figure: what to draw on.
    """

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        width_in, height_in = figure.get_size_inches()
        self.width_pt = float(width_in) * POINTS_PER_IN
        self.height_pt = float(height_in) * POINTS_PER_IN

    def axes(self, left_pt: float, bottom_pt: float, width_pt: float, height_pt: float) -> Axes:
        """New axes in this box, dressed."""
        across, up = self.width_pt, self.height_pt
        box = (left_pt / across, bottom_pt / up, width_pt / across, height_pt / up)
        made = self.figure.add_axes(box)
        style.dress(made)
        return made

    def box(self, axes: Axes) -> tuple[float, float, float, float]:
        """Where axes are: left, bottom, right, top; points."""
        box = axes.get_position()
        across, up = self.width_pt, self.height_pt
        return (box.x0 * across, box.y0 * up, box.x1 * across, box.y1 * up)

    def at(self, axes: Axes, x: float, y: float) -> tuple[float, float]:
        """Where axes show the values x and y, points."""
        left, bottom = axes.transData.transform((x, y)) / self.figure.dpi * POINTS_PER_IN
        return float(left), float(bottom)

    def write(
        self,
        x_pt: float,
        y_pt: float,
        words: str,
        *,
        colour: str = style.INK,
        size_pt: float = SIZE_PT,
        bold: bool = False,
        right: bool = False,
    ) -> float:
        """Write words that begin, or end if `right`, at x and are centred on y.

        Returns:
            Where they end, or begin if `right`; points.
        """
        self.figure.text(
            x_pt / self.width_pt,
            y_pt / self.height_pt,
            words,
            color=colour,
            fontsize=size_pt,
            fontweight="bold" if bold else "normal",
            ha="right" if right else "left",
            va="center_baseline",
            parse_math=False,
        )
        wide_pt = text.width_pt(words, size_pt, bold=bold)
        return x_pt - wide_pt if right else x_pt + wide_pt

    def stroke(self, xs_pt: Sequence[float], ys_pt: Sequence[float], **looks: Any) -> None:  # noqa: ANN401 - Line2D's own
        """Draw a line through these points; `looks` as for `Line2D`."""
        xs = [x / self.width_pt for x in xs_pt]
        ys = [y / self.height_pt for y in ys_pt]
        self.figure.add_artist(Line2D(xs, ys, transform=self.figure.transFigure, **looks))

    def key(self, entries: Sequence[tuple[Line2D, str]], left_pt: float) -> None:
        """Explain marks along the top, in as many rows as the width asks for.

        Args:
            entries: lines that show how a mark looks, and what it means.
            left_pt: where rows begin.
        """
        places = _key_places(entries, left_pt, self.width_pt)
        for (sample, words), (row, x_pt) in zip(entries, places, strict=True):
            y_pt = self.height_pt - (row + 0.65) * KEY_ROW_PT
            sample.set_transform(self.figure.transFigure)
            ends = [x_pt / self.width_pt, (x_pt + _SAMPLE_PT) / self.width_pt]
            sample.set_data(ends, [y_pt / self.height_pt] * 2)
            self.figure.add_artist(sample)
            self.write(x_pt + _SAMPLE_PT + 5, y_pt, words, colour=style.MUTED, size_pt=SMALL_PT)


def key_height_pt(entries: Sequence[tuple[Line2D, str]], left_pt: float, width_pt: float) -> float:
    """The room that `Canvas.key` takes for these entries on a figure so wide."""
    return (_key_places(entries, left_pt, width_pt)[-1][0] + 1) * KEY_ROW_PT


def _key_places(
    entries: Sequence[tuple[Line2D, str]], left_pt: float, width_pt: float
) -> list[tuple[int, float]]:
    """Row and beginning of each entry."""
    places, row, x_pt = [], 0, left_pt
    for _, words in entries:
        needed_pt = _SAMPLE_PT + 5 + text.width_pt(words, SMALL_PT)
        if x_pt + needed_pt > width_pt - 2 and x_pt > left_pt:
            row, x_pt = row + 1, left_pt
        places.append((row, x_pt))
        x_pt += needed_pt + 14
    return places
