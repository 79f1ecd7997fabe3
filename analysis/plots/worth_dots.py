"""What each setting is worth by itself, as dots with intervals: part of the ladder's picture."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.plots import scales, style, text
from analysis.plots.canvas import SIZE_PT, SMALL_PT, Canvas
from analysis.plots.ladder_rows import (
    EDGE_PT,
    FAINT,
    GIVES_UP,
    KEEPS,
    LABELS_PT,
    ROW_PT,
    WORTH_PT,
    Dot,
    write_worth,
)
from analysis.plots.style import Layout

_HEADING_PT = 20.0
_FAR = 12.0  # times the next: what is so far out gets an arrow, so that the rest can be seen
_REACH = 2.5  # how far axes go for an interval, in times the largest worth

Row = str | Dot


def rows(dots: Sequence[Dot]) -> list[Row]:
    """The dots, each group after its heading."""
    every: list[Row] = []
    for group in dict.fromkeys(dot.group for dot in dots):
        every += [group, *(dot for dot in dots if dot.group == group)]
    return every


def row_pt(row: Row, layout: Layout) -> float:
    """How high a row is, points."""
    return _HEADING_PT if isinstance(row, str) else ROW_PT[layout.name]


def draw(canvas: Canvas, axes: Axes, every: Sequence[Row], layout: Layout) -> None:
    """Draw the rows into axes as high as all of them."""
    _, bottom, right, top = canvas.box(axes)
    axes.set_ylim(0.0, top - bottom)
    axes.set_yticks([])
    low_ms, high_ms = _reach(every)
    axes.set_xlim(low_ms, high_ms)
    axes.axvline(0.0, color=style.AXIS, linewidth=0.9)
    axes.xaxis.set_major_locator(MaxNLocator(6 if layout.wide else 3, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda ms, _: scales.format_tick_ms(ms)))
    axes.set_xlabel("what it takes away from p50", fontsize=SIZE_PT, color=style.MUTED)
    y = top - bottom
    for row in every:
        y -= row_pt(row, layout)
        if isinstance(row, str):
            canvas.write(EDGE_PT, bottom + y + 7, row, colour=style.MUTED, size_pt=SMALL_PT)
            continue
        middle = y + (ROW_PT["wide"] / 2 if layout.wide else 7)
        _dot(axes, middle, row, low_ms, high_ms)
        if layout.wide:
            label = text.shorten(row.label, LABELS_PT - EDGE_PT - 6, SIZE_PT)
            canvas.write(EDGE_PT, bottom + middle, label)
            write_worth(canvas, right + 8, bottom + middle, row.worth, WORTH_PT - 4)
        else:
            at = bottom + middle + 14
            words = scales.NONE if row.worth is None else scales.format_ms(row.worth.ms)
            begin = canvas.write(right, at, words, bold=True, right=True)
            canvas.write(EDGE_PT, at, text.shorten(row.label, begin - EDGE_PT - 8, SIZE_PT))


def _dot(axes: Axes, y: float, dot: Dot, low_ms: float, high_ms: float) -> None:
    if dot.worth is None:
        return
    looks: dict[str, Any] = {
        "color": KEEPS if dot.keeps else GIVES_UP,
        "alpha": 1.0 if dot.worth.told else FAINT,
    }
    ms = dot.worth.ms
    if not low_ms <= ms <= high_ms:  # too far out to be on this scale: an arrow that way
        past = ms > high_ms
        edge_ms = high_ms if past else low_ms
        axes.plot([edge_ms], [y], marker=">" if past else "<", markersize=6, clip_on=False, **looks)
        return
    if dot.worth.bounds_ms is not None:
        axes.plot(dot.worth.bounds_ms, [y, y], linewidth=1.6, **looks)
    axes.plot([ms], [y], marker="o", markersize=5.5, markeredgewidth=0, **looks)


def _reach(every: Sequence[Row]) -> tuple[float, float]:
    """From where to where the axis goes: over all worths but those far beyond the rest."""
    worths = [row.worth for row in every if isinstance(row, Dot) and row.worth is not None]
    worths.sort(key=lambda worth: abs(worth.ms), reverse=True)
    while len(worths) > 1 and abs(worths[0].ms) > _FAR * abs(worths[1].ms) > 0:
        worths.pop(0)
    most_ms = max((abs(worth.ms) for worth in worths), default=0.0)
    ends = [end for worth in worths for end in (worth.ms, *(worth.bounds_ms or ()))]
    low_ms = max(min([0.0, *ends]), -_REACH * most_ms)
    high_ms = min(max([0.0, *ends]), _REACH * most_ms) or (0.0 if low_ms else 1.0)
    margin_ms = 0.05 * (high_ms - low_ms)
    return low_ms - margin_ms, high_ms + margin_ms
