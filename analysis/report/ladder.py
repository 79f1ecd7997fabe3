"""The ladder's part of a report: its picture, its figures, what it comes to, and its rungs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from analysis.decide.ladder import Pair, Rung
from analysis.decide.standing import Standing
from analysis.decide.worth import Worth
from analysis.plots import waterfall
from analysis.plots.cells import P50, P99, Cell
from analysis.plots.ladder_rows import Dot, Step, Waterfall, standing_words, worth_words
from analysis.plots.scales import NONE, format_ms
from analysis.report.campaign import Campaign
from analysis.report.figures import FigureTable
from analysis.report.ladder_cells import Climbed, climbed
from analysis.report.pictures import Picture
from analysis.report.words import listed
from analysis.stats.sentence import of_difference

_LEFT_OUT, _ADDED = "left out of the preset", "added to the preset"
_CAPTION = (
    "How to read it: the upper bars lead from the median on Spark's own defaults to that of the"
    " tuned preset, a setting at a time, and each bar is what its setting took away; thin lines"
    " are 95% intervals of the median, from run to run. The last setting and the preset are the"
    " same if all are there: what lies between these two is noise. Below, each setting is looked at"
    " by itself: those of the preset by leaving one out, the others by adding one, as nothing else"
    " can be seen beside Spark's 200 partitions. Right of 0 it makes latency less. An arrow is"
    " beyond the scale."
)


@dataclass(frozen=True)
class RungRow:
    """A rung in words.

    Args:
        name, why, guarantee: as the ladder has them.
        sets: what it sets.
        place: whether the preset has it, or why it can't be tried.
    """

    name: str
    sets: Sequence[str]
    why: str
    guarantee: str
    place: str


def pictures(campaign: Campaign) -> list[Picture]:
    """The ladder's picture; none if the campaign is no ladder."""
    known = climbed(campaign)
    if known is None:
        return []
    drawn = _waterfall(known)
    return [
        Picture(
            waterfall.NAME,
            "What each setting is worth",
            _CAPTION,
            lambda _cells, layout: waterfall.draw(drawn, layout),
            partial(_said, known),
            repeated="Figures are of all runs of a cell merged.",
            of=lambda cells: cells if drawn.steps or drawn.dots else [],
        )
    ]


def ranked(campaign: Campaign) -> Sequence[Cell]:
    """The cells that a report ranks: of a ladder its ends, as the rest are steps between them."""
    known = climbed(campaign)
    return campaign.cells if known is None else known.ends


def sentences(campaign: Campaign) -> list[str]:
    """What the ladder comes to, a paragraph each; none if the campaign is none."""
    known = climbed(campaign)
    return [] if known is None else list(filter(None, (_way(known), _steps(known), _given(known))))


def tables(campaign: Campaign) -> dict[str, list[FigureTable]]:
    """What each rung is worth, by the picture that it stands below; none if it is no ladder."""
    known = climbed(campaign)
    if known is None:
        return {}
    rows = [
        (rung.name, [_figure(known, pair, q) for pair in pairs for q in (P50, P99)])
        for rung in known.ladder.rungs
        if any(pairs := (rung.climbed, rung.alone))
    ]
    table = FigureTable(
        "What each rung takes away",
        ["p50, climbed", "p99, climbed", "p50, by itself", "p99, by itself"],
        rows,
        "By how much latency sinks with the setting; below 0 it rises. Climbed: upon those"
        " above it, from Spark's defaults on. By itself: what the tuned preset loses without"
        " it, or gains with it. Intervals are 95%, from run to run; one run has none. What"
        " can't be told from noise says so.",
        first="rung",
        shown=True,
    )
    return {waterfall.NAME: [table]}


def rows(campaign: Campaign) -> list[RungRow]:
    """The rungs in words; none if the campaign is no ladder."""
    known = climbed(campaign)
    if known is None:
        return []
    return [
        RungRow(rung.name, rung.sets, rung.why, rung.guarantee, _place(rung))
        for rung in known.ladder.rungs
    ]


def as_json(campaign: Campaign) -> dict[str, Any] | None:
    """What each rung came to; None if the campaign is no ladder."""
    known = climbed(campaign)
    if known is None:
        return None
    ends = {"spark": known.ladder.first, "tuned": known.ladder.tuned, "floor": known.ladder.floor}
    return {
        "ends": {end: _standings(known, name) for end, name in ends.items() if name},
        "rungs": [
            {
                "name": rung.name,
                "sets": list(rung.sets),
                "guarantee": rung.guarantee,
                "tuned": rung.tuned,
                "cannot": rung.cannot or None,
                "climbed": _worths(known, rung.climbed),
                "alone": _worths(known, rung.alone),
            }
            for rung in known.ladder.rungs
        ],
    }


def _waterfall(known: Climbed) -> Waterfall:
    steps = []
    if known.ladder.first:
        steps.append(Step("Spark's defaults", known.standing(known.ladder.first), total=True))
        steps += [
            Step(rung.name, known.standing(rung.climbed[1]), known.worth(rung.climbed), rung.keeps)
            for rung in known.of_preset
            if rung.climbed is not None
        ]
        steps.append(Step("tuned preset", known.standing(known.ladder.tuned), total=True))
    groups = ((_LEFT_OUT, known.of_preset), (_ADDED, known.tried))
    dots = [
        Dot(rung.name, group, known.worth(rung.alone), rung.keeps)
        for group, rungs in groups
        for rung in rungs
        if rung.alone is not None
    ]
    return Waterfall(steps, dots, known.standing(known.ladder.floor).ms)


def _said(known: Climbed, cell: Cell) -> str:
    return f"p50 {standing_words(known.standing(cell.name))[0]}"


def _way(known: Climbed) -> str:
    """From where to where the ladder leads, and how near to the floor."""
    ends = (
        (known.ladder.first, "on Spark's own defaults"),
        (known.ladder.tuned, "with the tuned preset"),
        (known.ladder.floor, "at the floor, where there is no engine"),
    )
    told = [f"{_median(known.standing(name))} {where}" for name, where in ends if name]
    words = f"p50 is {listed(told)}."
    words = f"p50 is {listed(told)}."
    if known.ladder.first and not known.standing(known.ladder.first).counts:
        words += " Where a cell doesn't count, no step from it has a worth."
    if known.whole is not None:
        words += f" {of_difference(known.whole, 'The preset', 'Spark on its defaults')}."
    return words


def _median(standing: Standing) -> str:
    """A median as in "131 ms (117 to 145 ms)", or why there is none that counts."""
    if standing.ms is None:
        return f"not known ({standing.why})"
    ms, _, bounds = standing_words(standing)[0].partition(", ")
    return f"{ms} ({bounds})" if bounds else ms


def _steps(known: Climbed) -> str:
    """What the preset's rungs took away, the most first, as far as it can be told."""
    worths = [(rung, known.worth(rung.climbed)) for rung in known.of_preset]
    told = [(rung, worth) for rung, worth in worths if worth is not None and worth.told]
    told.sort(key=lambda one: -one[1].ms)
    words = [f"{rung.name} {format_ms(worth.ms)}" for rung, worth in told if worth.ms > 0]
    said = f"One upon the other, {listed(words)} of p50 went." if words else ""
    helped = [
        rung.name
        for rung in known.tried
        if (worth := known.worth(rung.alone)) is not None and worth.told and worth.ms > 0
    ]
    if helped:
        said += f" On top of the preset, {listed(helped)} would make it less still."
    return said.strip()


def _given(known: Climbed) -> str:
    """Which rungs of the preset keep Spark's guarantees."""
    gives = [rung.name for rung in known.of_preset if not rung.keeps]
    if gives:
        verb = "gives" if len(gives) == 1 else "give"
        return f"Of the preset's rungs here, {listed(gives)} {verb} up some of Spark's guarantees."
    return "The preset's rungs here keep Spark's guarantees." if known.of_preset else ""


def _place(rung: Rung) -> str:
    if rung.cannot:
        return f"can't be tried: {rung.cannot}"
    return "tuned preset" if rung.tuned else "tried"


def _figure(known: Climbed, pair: Pair | None, share: float) -> str:
    """A worth and its bounds, or why there is none."""
    if pair is None:
        return NONE
    worth = known.worth(pair, share)
    if worth is None:
        lacks = (known.standing(name, share) for name in pair)
        return f"{NONE}\n{next(one.why for one in lacks if not one.counts)}"
    ms, _, bounds = worth_words(worth).partition(", ")
    if not bounds:
        return f"{ms}\none run: no interval"
    return f"{ms}\n{bounds}{'' if worth.told else ', not told apart'}"


def _standings(known: Climbed, name: str) -> dict[str, Any]:
    return {
        "cell": name,
        "p50_ms": asdict(known.standing(name, P50)),
        "p99_ms": asdict(known.standing(name, P99)),
    }


def _worths(known: Climbed, pair: Pair | None) -> dict[str, Any] | None:
    if pair is None:
        return None
    return {
        "before": pair[0],
        "after": pair[1],
        "p50_ms": _worth_json(known.worth(pair, P50)),
        "p99_ms": _worth_json(known.worth(pair, P99)),
    }


def _worth_json(worth: Worth | None) -> dict[str, Any] | None:
    if worth is None:
        return None
    return {"worth": worth.ms, "low": worth.low_ms, "high": worth.high_ms, "told": worth.told}
