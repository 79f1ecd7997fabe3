"""Picture: what each setting is worth, as bars that lead down to the floor, and one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from analysis.decide.standing import Standing
from analysis.plots import scales, style, text, worth_dots
from analysis.plots.canvas import POINTS_PER_IN, SIZE_PT, Canvas, key_height_pt
from analysis.plots.ladder_rows import (
    BAR_PT,
    BOTTOM_PT,
    EDGE_PT,
    FAINT,
    GIVES_UP,
    KEEPS,
    LABELS_PT,
    P50_PT,
    ROW_PT,
    TITLE_PT,
    TOTAL,
    WORTH_PT,
    Step,
    Waterfall,
    standing_words,
    write_title,
    write_worth,
)
from analysis.plots.style import Layout

NAME = "tuning-ladder"
_BETWEEN_PT = 16.0
_BREAK = 0.965  # where a bar that is longer than its axis has a gap, of the axis
_FLOOR: dict[str, Any] = {"color": style.MUTED, "linewidth": 1.2, "linestyle": (0, (2, 1.5))}


def draw(found: Waterfall, layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    across = layout.width_in * POINTS_PER_IN
    key = _key(found)
    top_pt = key_height_pt(key, EDGE_PT, across) + 4
    panels = _panels(found.steps)
    climb_pt = TITLE_PT + len(found.steps) * ROW_PT[layout.name] + BOTTOM_PT
    rows = worth_dots.rows(found.dots)
    alone_pt = TITLE_PT + sum(worth_dots.row_pt(row, layout) for row in rows) + BOTTOM_PT
    stacked = 1 if layout.wide else len(panels)
    height_pt = top_pt + (climb_pt * stacked if found.steps else 0) + (alone_pt if rows else 0)
    canvas = Canvas(style.figure(layout.width_in, height_pt / POINTS_PER_IN))
    canvas.key(key, EDGE_PT)
    y = canvas.height_pt - top_pt
    if found.steps and layout.wide:
        y -= climb_pt
        room = across - LABELS_PT - P50_PT - WORTH_PT - EDGE_PT
        side = (room - _BETWEEN_PT * (len(panels) - 1)) / len(panels)
        for place, panel in enumerate(panels):
            left = LABELS_PT + place * (side + _BETWEEN_PT)
            axes = canvas.axes(left, y + BOTTOM_PT, side, climb_pt - TITLE_PT - BOTTOM_PT)
            _climb(canvas, axes, panel, found, layout)
        write_title(canvas, y + climb_pt, "one upon the other", "p50", "worth")
        _write_steps(canvas, axes, found.steps, layout)
    elif found.steps:
        for panel in panels:
            y -= climb_pt
            box = (EDGE_PT, y + BOTTOM_PT, across - 3 * EDGE_PT)
            axes = canvas.axes(*box, climb_pt - TITLE_PT - BOTTOM_PT)
            write_title(canvas, y + climb_pt, "one upon the other")
            _climb(canvas, axes, panel, found, layout)
            _write_above_steps(canvas, axes, found.steps, layout)
    if rows:
        y -= alone_pt
        left = LABELS_PT if layout.wide else 2 * EDGE_PT
        right = WORTH_PT + EDGE_PT if layout.wide else 2 * EDGE_PT
        height = alone_pt - TITLE_PT - BOTTOM_PT
        axes = canvas.axes(left, y + BOTTOM_PT, across - left - right, height)
        write_title(canvas, y + alone_pt, "each by itself", *(("", "worth") if layout.wide else ()))
        worth_dots.draw(canvas, axes, rows, layout)
    return canvas.figure


def _key(found: Waterfall) -> list[tuple[Line2D, str]]:
    entries = [
        (Line2D([], [], color=KEEPS, linewidth=8), "keeps Spark's guarantees"),
        (Line2D([], [], color=GIVES_UP, linewidth=8), "gives something up"),
        (Line2D([], [], color=KEEPS, linewidth=8, alpha=FAINT), "can't be told from noise"),
    ]
    if found.steps:
        entries.append((Line2D([], [], color=TOTAL, linewidth=8), "all that a line takes"))
        if any(not step.standing.counts for step in found.steps):
            entries.append((Line2D([], [], color=style.INVALID, linewidth=8), "doesn't count"))
        if found.floor_ms:
            entries.append((Line2D([], [], **_FLOOR), f"floor, {scales.format_ms(found.floor_ms)}"))
    return entries


@dataclass(frozen=True)
class _Panel:
    """A scale that the waterfall is drawn on: up to how many ms, and whether logarithmic."""

    high_ms: float
    log: bool


def _panels(steps: Sequence[Step]) -> list[_Panel]:
    """All of it; and where that takes a logarithmic scale, what comes after the first step."""
    known = [step.standing.ms for step in steps if step.standing.ms]
    later = [step.standing.ms for step in steps[1:] if step.standing.ms]
    if not known:
        return [_Panel(1.0, log=False)]
    if not scales.use_log(min(known), max(known)) or not later:
        return [_Panel(max(known), log=False)]
    return [_Panel(max(known), log=True), _Panel(max(later), log=False)]


def _climb(canvas: Canvas, axes: Axes, panel: _Panel, found: Waterfall, layout: Layout) -> None:
    _, bottom, _, top = canvas.box(axes)
    known = [step.standing.ms for step in found.steps if step.standing.ms]
    low_ms = min([*known, found.floor_ms or panel.high_ms, panel.high_ms])
    axes.set_yticks([])
    axes.set_ylim(0.0, top - bottom)
    if panel.log:
        low_ms /= 1.6
        axes.set_xscale("log")
        axes.set_xlim(low_ms, panel.high_ms * 1.3)
        ticks = scales.log_ticks(low_ms, panel.high_ms * 1.3, 6 if layout.wide else 4)
        axes.xaxis.set_major_locator(FixedLocator(ticks))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        low_ms = 0.0
        axes.set_xlim(0.0, panel.high_ms * 1.06)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda ms, _: scales.format_tick_ms(ms)))
    axes.set_xlabel("p50, logarithmic" if panel.log else "p50", fontsize=SIZE_PT, color=style.MUTED)
    half_pt = ROW_PT["wide"] / 2 if layout.wide else BAR_PT / 2 + 2  # narrow rows have words above
    above = None
    for y, step in zip(_middles(canvas, axes, len(found.steps), layout), found.steps, strict=True):
        if found.floor_ms:
            axes.plot([found.floor_ms] * 2, [y - half_pt, y + half_pt], zorder=0.9, **_FLOOR)
        _step(axes, y, step, above, low_ms)
        above = step.standing


def _step(axes: Axes, y: float, step: Step, above: Standing | None, low_ms: float) -> None:
    """A row's bar: all of it from the left, or what it took from the row above, or added."""
    end_ms = step.standing.ms
    if step.standing.behind_ms is not None:
        end_ms = 2 * axes.get_xlim()[1]  # off the scale, wherever that ends
    if end_ms is None:
        return
    begin_ms = above.ms if above is not None and above.counts and not step.total else None
    colour, alpha = TOTAL, 1.0
    if not step.standing.counts:
        colour, begin_ms = style.INVALID, None
    elif begin_ms is not None:
        colour = KEEPS if step.keeps else GIVES_UP
        alpha = 1.0 if step.worth is not None and step.worth.told else FAINT
    start_ms = low_ms if begin_ms is None else min(begin_ms, end_ms)
    wide_ms = end_ms - low_ms if begin_ms is None else abs(begin_ms - end_ms)
    box = Rectangle((start_ms, y - BAR_PT / 2), wide_ms, BAR_PT)
    box.set(facecolor=colour, alpha=alpha, linewidth=0)
    axes.add_patch(box)
    right_ms = axes.get_xlim()[1]
    if start_ms + wide_ms > right_ms:
        gap_ms = [_BREAK * right_ms, (2 * _BREAK - 0.95) * right_ms]
        axes.plot(gap_ms, [y - BAR_PT / 2, y + BAR_PT / 2], color=style.PAGE, linewidth=2.5)
    if begin_ms is not None:  # where it leads to, however thin the bar is
        axes.plot([end_ms] * 2, [y - BAR_PT / 2 - 1, y + BAR_PT / 2 + 1], color=colour, lw=1.2)
    if step.standing.low_ms is not None and step.standing.high_ms is not None:
        ends = [step.standing.low_ms, step.standing.high_ms]
        axes.plot(ends, [y, y], color=style.INVALID if colour == TOTAL else style.INK, lw=1.0)


def _write_steps(canvas: Canvas, axes: Axes, steps: Sequence[Step], layout: Layout) -> None:
    """What each row is, left of the panels; what it came to, right of the last one."""
    _, bottom, right, _ = canvas.box(axes)
    for y, step in zip(_middles(canvas, axes, len(steps), layout), steps, strict=True):
        at = bottom + y
        label = text.shorten(step.label, LABELS_PT - EDGE_PT - 6, SIZE_PT, bold=step.total)
        canvas.write(EDGE_PT, at, label, bold=step.total)
        room = P50_PT if step.standing.counts else P50_PT + WORTH_PT - 8
        ways = standing_words(step.standing)
        words = text.fitting(ways[-1:] if step.standing.counts else ways, room - 6, SIZE_PT)
        canvas.write(right + 8, at, words, bold=step.standing.counts)
        if step.worth is not None:
            write_worth(canvas, right + 8 + P50_PT, at, step.worth, WORTH_PT - 10)


def _write_above_steps(canvas: Canvas, axes: Axes, steps: Sequence[Step], layout: Layout) -> None:
    """What each row is and came to, above its bar."""
    left, bottom, right, _ = canvas.box(axes)
    for y, step in zip(_middles(canvas, axes, len(steps), layout), steps, strict=True):
        at = bottom + y + BAR_PT / 2 + 8
        ways = standing_words(step.standing)
        words = text.fitting(ways[-1:], (right - left) / 2, SIZE_PT)
        if step.worth is not None:
            words = scales.format_ms(-step.worth.ms)
            words = words if step.worth.ms > 0 else f"+{words}"
        begin = canvas.write(right, at, words, bold=True, right=True)
        label = text.shorten(step.label, begin - left - 8, SIZE_PT, bold=step.total)
        canvas.write(left, at, label, bold=step.total)


def _middles(canvas: Canvas, axes: Axes, rows: int, layout: Layout) -> list[float]:
    """Where each row's bar is, from the axes' lower end; points."""
    _, bottom, _, top = canvas.box(axes)
    row_pt = ROW_PT[layout.name]
    inset = row_pt / 2 if layout.wide else BAR_PT / 2 + 2
    return [top - bottom - (row + 1) * row_pt + inset for row in range(rows)]
