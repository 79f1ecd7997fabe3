"""A ladder as `campaign.json` tells of it: its rungs, and which cells each lies between."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FILE = "ladder.json"
"""In the folder of a ladder: what its rungs are worth."""
KEY = "ladder"
"""The key of `campaign.json` that says that a campaign is a ladder, and what it is made of."""

KEEPS = "keeps"
"""How the words on a rung's guarantee begin if it keeps all of Spark's."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Rung:
    """One setting, and the cells that tell what it is worth.

    Args:
        name: a short one.
        sets: what it sets, as `key=value`.
        why: what it is for, a sentence.
        guarantee: whether it keeps Spark's guarantees, or what it gives up.
        tuned: whether the tuned preset has it.
        climbed: the cells before and after it, one rung upon the other; None if it wasn't climbed.
        alone: the cells without and with it, all else being tuned; None if there are none.
        cannot: why it can't be tried; "" if it can.
    """

    name: str
    sets: Sequence[str]
    why: str
    guarantee: str
    tuned: bool
    climbed: Pair | None = None
    alone: Pair | None = None
    cannot: str = ""

    @property
    def keeps(self) -> bool:
        """Whether all that Spark guarantees still holds."""
        return self.guarantee.startswith(KEEPS)


@dataclass(frozen=True)
class Ladder:
    """What a campaign climbs.

    Args:
        rungs: those of the tuned preset in their order, then those tried on top of it, then those
            that can't be.
        first: the cell on Spark's own defaults; "" if it isn't run.
        tuned: the cell with the tuned preset.
        floor: the floor's cell; "" if there is none.
    """

    rungs: Sequence[Rung]
    first: str
    tuned: str
    floor: str

    def as_json(self) -> dict[str, Any]:
        """The ladder as `campaign.json` holds it."""
        rungs = [
            asdict(rung)
            | {"sets": list(rung.sets), "climbed": _listed(rung.climbed)}
            | {"alone": _listed(rung.alone)}
            for rung in self.rungs
        ]
        return {"first": self.first, "tuned": self.tuned, "floor": self.floor, "rungs": rungs}


def read(about: Mapping[str, Any]) -> Ladder | None:
    """The ladder that a campaign is; None if it is none, or says so in a way that we don't know.

    Args:
        about: `campaign.json`.
    """
    told = about.get(KEY)
    try:
        rungs = [
            Rung(**rung | {"climbed": _pair(rung["climbed"]), "alone": _pair(rung["alone"])})
            for rung in told["rungs"]  # type: ignore[index] # None is caught below
        ]
        return Ladder(rungs, told["first"], told["tuned"], told["floor"])  # type: ignore[index]
    except (TypeError, KeyError, ValueError):
        return None


def _listed(pair: Pair | None) -> list[str] | None:
    return None if pair is None else list(pair)


def _pair(told: Sequence[str] | None) -> Pair | None:
    if told is None:
        return None
    before, after = told
    return before, after
