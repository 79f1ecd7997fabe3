"""A picture for each benchmark of a comparison, drawn for wide and narrow pages."""

import re
from dataclasses import dataclass

from analysis.plots import image, style, version_dots
from analysis.plots.style import NARROW, WIDE
from analysis.tracked import words
from analysis.tracked.comparison import Comparison, Table

CAPTION = (
    "How to read it: a dot is the median of its samples, the line through it goes from the lowest"
    " to the highest. A hollow dot can't be told apart from its reference. Lower is better. Scales"
    " are logarithmic and span as many times in each small picture, so a step up is as many percent"
    " everywhere; they don't begin at 0."
)


@dataclass(frozen=True)
class Drawn:
    """A picture of one benchmark.

    Args:
        name: of its files, and of its section.
        alt: what it shows, in words.
        wide, narrow: SVG in the light theme.
        png: the wide one.
    """

    name: str
    alt: str
    wide: str
    narrow: str
    png: bytes


def name_of(table: Table) -> str:
    """What links to a benchmark's section lead to: "latency-p99"."""
    name = f"{table.benchmark.group} {table.benchmark.metric}".replace("µ", "u")
    return re.sub(r"\W+", "-", name).lower()


def draw(comparison: Comparison, by: str) -> dict[str, Drawn]:
    """Draw the benchmarks that have something to see, by their name.

    Args:
        comparison: of versions or of commits.
        by: the parameter that gives dots their colour.
    """
    return {
        table.benchmark.name: _drawn(table, by)
        for table in comparison.tables
        if version_dots.can_draw(table, by)
    }


def _drawn(table: Table, by: str) -> Drawn:
    with style.styled():
        wide = version_dots.draw(table, by, WIDE)
        narrow = image.svg(version_dots.draw(table, by, NARROW))
        pair = image.svg(wide), image.png(wide)
    return Drawn(name_of(table), _alt(table), pair[0], narrow, pair[1])


def _alt(table: Table) -> str:
    told = []
    for row in table.rows:
        figures = [
            f"{column.label} {words.of_figure(cell, table.benchmark.unit)}"
            for column, cell in zip(table.columns, row.cells, strict=True)
        ]
        told.append(f"{row.label}: {', '.join(figures)}")
    return f"{table.benchmark.title}. {'; '.join(told)}."
