"""Text in pictures: how wide it is, how to shorten it, and how to keep labels apart."""

from collections.abc import Sequence
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.plots.style import FONT


@lru_cache(maxsize=4096)
def width_pt(text: str, size_pt: float, *, bold: bool = False) -> float:
    """How wide a text is when it is drawn, points."""
    font = FontProperties(family=FONT, size=size_pt, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def shorten(text: str, room_pt: float, size_pt: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning and end as fits into `room_pt` points."""
    if width_pt(text, size_pt, bold=bold) <= room_pt:
        return text
    for kept in range(len(text) - 1, 1, -1):
        head, tail = text[: (kept + 1) // 2].rstrip(), text[len(text) - kept // 2 :].lstrip()
        short = f"{head}…{tail}"
        if width_pt(short, size_pt, bold=bold) <= room_pt:
            return short
    return "…"


def fitting(options: Sequence[str], room_pt: float, size_pt: float) -> str:
    """The first of several wordings that fits into `room_pt` points, or the last, shortened."""
    fit = (words for words in options if width_pt(words, size_pt) <= room_pt)
    return next(fit, None) or shorten(options[-1], room_pt, size_pt)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near as can be to those wanted, at least `gap` apart, from `low` to `high`.

    Labels that are too near each other form a block around the mean of what they want; blocks
    that meet become one. Where there isn't room for all, the gaps shrink evenly.

    Args:
        wanted: places in any order.
        gap: the least distance between two.
        low: the least place.
        high: the greatest.

    Returns:
        A place for each that was wanted, in the same order.
    """
    count = len(wanted)
    if count > 1:
        gap = min(gap, (high - low) / (count - 1))
    order = sorted(range(count), key=lambda i: (wanted[i], i))
    blocks: list[list[int]] = []
    for i in order:
        blocks.append([i])
        while len(blocks) > 1 and _start(blocks[-2], wanted, gap, low, high) + gap * len(
            blocks[-2]
        ) > _start(blocks[-1], wanted, gap, low, high):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    places = [0.0] * count
    for block in blocks:
        first = _start(block, wanted, gap, low, high)
        for step, i in enumerate(block):
            places[i] = first + step * gap
    return places


def _start(block: list[int], wanted: Sequence[float], gap: float, low: float, high: float) -> float:
    middle = sum(wanted[i] for i in block) / len(block)
    extent = gap * (len(block) - 1)
    return max(low, min(middle - extent / 2, high - extent))
