"""Which figures are worse than their reference by more than is allowed.

A figure is, if its change is beyond the threshold and the bounds of the change don't hold none: one
noisy sample is no reason to turn a change down.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.tracked import words
from analysis.tracked.comparison import Comparison
from loadgen.errors import BadInput

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True)
class Judged:
    """What a threshold makes of a comparison, a line a figure.

    Args:
        beyond: figures that are worse by more than it.
        untold: figures that seem so, but can't be told from their reference; and those that
            aren't there where their reference is.
        compared: how many figures were compared.
        unsampled: how many couldn't be, for want of samples.
    """

    beyond: Sequence[str]
    untold: Sequence[str]
    compared: int
    unsampled: int


def parse(text: str) -> float:
    """A share from `10%`.

    Raises:
        BadInput: if it is anything but a percentage above 0.
    """
    found = _PERCENT.fullmatch(text.strip())
    share = float(found[1]) / 100 if found else 0.0
    if share <= 0:
        raise BadInput(f"{text!r} is no threshold: it takes percent above 0, as in 10%")
    return share


def judge(comparison: Comparison, most: float) -> Judged:
    """Look for figures that are worse by more than a share of their reference.

    Args:
        comparison: what was compared.
        most: that share, above 0.
    """
    beyond: list[str] = []
    untold: list[str] = []
    missing: Counter[str] = Counter()
    for place in comparison.places():
        cell, benchmark = place.cell, place.benchmark
        title = f"{place.column.label}: {benchmark.title}"
        name = f"{title} of {place.row.label}"
        if cell.lost and cell.figure is None:  # most often a whole benchmark that wasn't run
            missing[title] += 1
        elif cell.lost:
            untold.append(f"{name}: {words.of_figure(cell, benchmark.unit)}")
        elif cell.change is not None and cell.change.worse[1] > most:
            worse = beyond if cell.change.told else untold
            worse.append(f"{name}: {words.of_change(cell.change)}")
    untold += [f"{title}: not measured, {count} of them" for title, count in missing.items()]
    return Judged(beyond, untold, comparison.made, comparison.unsampled)
