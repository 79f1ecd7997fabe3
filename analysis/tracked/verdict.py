"""A column of changes in one to three sentences."""

from collections.abc import Sequence

from analysis.tracked import words
from analysis.tracked.change import Change
from analysis.tracked.comparison import Column, Comparison, Place

_ONE_IN = 20  # as the level of the intervals has it
_MOST = 3  # changes that a sentence names
Found = tuple[Place, Change]


def sentences(comparison: Comparison, column: Column) -> list[str]:
    """What can be said of a column against its reference: what is better, worse, and the rest.

    Args:
        comparison: which it is of.
        column: one with a reference.
    """
    if column.against is None:
        return []
    label, other = column.label, column.against.label
    here = [place for place in comparison.comparable() if place.column is column]
    found = [(place, place.cell.change) for place in here if place.cell.change is not None]
    if not found:
        why = "none is there of both" if not here else "it takes two samples or more of each"
        return [f"No figure of {label} can be compared with {other}: {why}."]
    better = [one for one in found if one[1].is_better]
    worse = [one for one in found if one[1].is_worse]
    rest = len(found) - len(better) - len(worse)
    if not better and not worse:
        return [f"{label} can't be told from {other}: none of {_count(rest)} shows a difference."]
    said = []
    if better:
        said.append(f"{label} is better than {other} in {len(better)} of {_count(len(found))}:")
        said[-1] += f" {_named(better)}."
    if worse:
        who = "It is worse" if better else f"{label} is worse than {other}"
        said.append(f"{who} in {len(worse)} of {_count(len(found))}: {_named(worse)}.")
    said.append(
        "Nothing else shows a difference that can be told."
        if rest
        else "There is no other figure to compare."
    )
    return said


def remark(comparison: Comparison) -> str:
    """How many comparisons were made, and how many of them chance alone would tell apart."""
    made = comparison.made
    if not made:
        return ""
    comparisons = "1 comparison was made" if made == 1 else f"{made} comparisons were made"
    expected = made / _ONE_IN
    by_chance = f", so about {expected:.0f} of these if none differ" if expected >= 1 else ""
    return (
        f"{comparisons} in all, each with an interval of 95%: of figures that don't differ,"
        f" 1 in {_ONE_IN} would look different by chance{by_chance}."
    )


def _count(number: int) -> str:
    return "1 comparison" if number == 1 else f"{number} comparisons"


def _named(found: Sequence[Found]) -> str:
    """The changes that are surest to be large, in words."""
    ranked = sorted(found, key=lambda one: -min(abs(one[1].worse[0]), abs(one[1].worse[2])))
    told = [
        f"{place.benchmark.metric} of {place.row.label} is {words.of_change(change)}"
        for place, change in ranked[:_MOST]
    ]
    if len(found) > _MOST:
        told.append(f"{len(found) - _MOST} more")
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
