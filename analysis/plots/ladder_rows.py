"""What the pictures of a ladder are made of: its rows, their colours, and figures in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.decide.standing import Standing
from analysis.decide.worth import Worth
from analysis.plots import scales, style, text
from analysis.plots.canvas import SIZE_PT, Canvas

TOTAL, KEEPS, GIVES_UP = (style.CELLS[api][0] for api in ("floor", "structured", "dstreams"))
FAINT = 0.4

BAR_PT = 12.0
ROW_PT = {"wide": 21.0, "narrow": 31.0}
TITLE_PT = 24.0
BOTTOM_PT = 33.0
EDGE_PT = 10.0
LABELS_PT, P50_PT, WORTH_PT = 138.0, 72.0, 158.0


@dataclass(frozen=True)
class Step:
    """A row of the waterfall.

    Args:
        label: what it is called.
        standing: the median once it is set.
        worth: what it took from the row above; None if that isn't known, or it is no step.
        keeps: whether it keeps Spark's guarantees.
        total: whether it stands for all there is, from 0.
    """

    label: str
    standing: Standing
    worth: Worth | None = None
    keeps: bool = True
    total: bool = False


@dataclass(frozen=True)
class Dot:
    """A setting by itself.

    Args:
        label: what it is called.
        group: under which heading it is.
        worth: of the median; None if that isn't known.
        keeps: whether it keeps Spark's guarantees.
    """

    label: str
    group: str
    worth: Worth | None
    keeps: bool = True


@dataclass(frozen=True)
class Waterfall:
    """What is drawn.

    Args:
        steps: from Spark's defaults down to the tuned preset; empty if it wasn't climbed.
        dots: those looked at by themselves.
        floor_ms: the median of the floor, ms; None if it isn't known.
    """

    steps: Sequence[Step]
    dots: Sequence[Dot]
    floor_ms: float | None


def worth_words(worth: Worth | None) -> str:
    """What a step is worth, with its bounds, as in "131 ms, 111 to 151 ms"; a dash for none."""
    if worth is None:
        return scales.NONE
    ms = scales.format_ms(worth.ms)
    if worth.bounds_ms is None:
        return ms
    low, high = map(scales.format_ms, worth.bounds_ms)
    number, _, unit = low.partition(" ")
    return f"{ms}, {number if high.endswith(f' {unit}') else low} to {high}"


def standing_words(standing: Standing) -> list[str]:
    """A median with its bounds or with why it doesn't count, in several ways, the longest first."""
    ms = scales.format_ms(standing.ms)
    if not standing.counts:
        return [f"{ms} ({standing.why})", ms] if standing.ms is not None else [standing.why]
    if standing.low_ms is None or standing.high_ms is None:
        return [ms]
    return [f"{ms}, {scales.format_range_ms(standing.low_ms, standing.high_ms)}", ms]


def write_title(canvas: Canvas, top_pt: float, title: str, *columns: str) -> None:
    """What a block is, and over the figures at its right what they are."""
    at = top_pt - TITLE_PT / 2
    canvas.write(EDGE_PT, at, title, size_pt=10, bold=True)
    right = canvas.width_pt - EDGE_PT - WORTH_PT + 8
    for column, left in zip(reversed(columns), (right, right - P50_PT), strict=False):
        if column:
            canvas.write(left, at, column, colour=style.MUTED)


def write_worth(
    canvas: Canvas, x_pt: float, y_pt: float, worth: Worth | None, room_pt: float
) -> None:
    """Write what a step is worth, paler if it can't be told from noise."""
    told = worth is None or worth.told
    words = text.shorten(worth_words(worth), room_pt, SIZE_PT)
    canvas.write(x_pt, y_pt, words, colour=style.INK if told else style.MUTED)
