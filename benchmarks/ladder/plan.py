"""The campaign that a ladder is: which cells tell what each rung is worth."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from analysis.decide import ladder
from analysis.decide.ladder import KEY, Ladder
from benchmarks.campaign_spec import CampaignSpec
from benchmarks.cell import Cell
from benchmarks.ladder.rung import Rung, changes, climbed
from benchmarks.ladder.rungs import RUNGS
from loadgen.errors import BadInput

FIRST, TUNED, FLOOR = "0-spark", "tuned", "floor"

_LONGER = 10  # a batch on Spark's defaults takes tens of seconds, and ten of them say something
_OF_LOAD = (
    "workload", "source", "window", "keys", "rate", "lines", "schedule", "speed", "duration",
    "warmup", "drain", "file-every", "files-present", "lanes", "generators",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """The rungs for a cell.

    Args:
        tuned: those of the tuned preset, in the order in which they are climbed.
        tried: those that can be set on top of it.
        refused: those that can't be tried, and why.
    """

    tuned: Sequence[Rung]
    tried: Sequence[Rung]
    refused: Sequence[tuple[Rung, str]]

    @classmethod
    def of(cls, cell: Cell, only: Sequence[str] = ()) -> Self:
        """The rungs that suit a cell.

        Args:
            cell: with any preset.
            only: names of those wanted; empty for all.

        Raises:
            BadInput: if the cell has no rungs, or none that is called so.
        """
        if not cell.on_spark:
            raise BadInput(f"--api: {cell.api} has no settings: it takes structured or dstreams")
        if cell.of_backlog:
            raise BadInput(
                f"--setting: {cell.setting.text} has a backlog's age for latency: it takes default,"
                " or an interval such as 1s"
            )
        spark, tuned = map(cell.with_preset, ("spark", "tuned"))
        known = [rung for rung in RUNGS if rung.suits(cell)]
        names = [rung.name for rung in known]
        for name in only:
            if name not in names:
                raise BadInput(f"--only: {name!r} is no rung here: it takes {', '.join(names)}")
        wanted = [rung for rung in known if not only or rung.name in only]
        reasons = [(rung, rung.cannot(cell)) for rung in wanted]
        # One that changes nothing on Spark's defaults is what was asked for anyway.
        usable = [rung for rung, why in reasons if not why and changes(spark, rung)]
        return cls(
            [rung for rung in usable if not changes(tuned, rung)],
            [rung for rung in usable if changes(tuned, rung)],
            [(rung, why) for rung, why in reasons if why],
        )


@dataclass(frozen=True)
class LadderSpec(CampaignSpec):
    """A campaign that climbs a ladder.

    Args:
        ladder: what it is made of.
    """

    ladder: Ladder = field(kw_only=True)

    def described(self) -> dict[str, Any]:
        """The campaign as JSON holds it, with its ladder."""
        return super().described() | {KEY: self.ladder.as_json()}


def plan(
    cell: Cell,
    choice: Choice,
    *,
    repeat: int,
    seed: int,
    climb: bool = True,
    alone: bool = True,
) -> LadderSpec:
    """The campaign of a ladder.

    Each rung of the preset is climbed upon those before it, and left out of the whole; the others
    are tried on top of the whole. In isolation on Spark's defaults nothing could be seen of them:
    batches of tens of seconds hide what makes some ms.

    Args:
        cell: what is run, whatever its preset.
        choice: the rungs for it.
        repeat: how often each cell is run.
        seed: of the order, the lines and the phases.
        climb: whether rungs are climbed one upon the other.
        alone: whether each is looked at by itself.

    Raises:
        BadInput: if nothing would be run, or a cell can't be.
    """
    spark, tuned = map(cell.with_preset, ("spark", "tuned"))
    cells: dict[str, Cell] = {}
    pairs: dict[str, dict[str, ladder.Pair]] = {"climbed": {}, "alone": {}}
    if climb:
        cells[FIRST] = _timed(spark, [])
        before = FIRST
        for number, rung in enumerate(choice.tuned, 1):
            after = f"{number}-{rung.name}"
            below = choice.tuned[:number]
            cells[after] = _timed(climbed(spark, below), below)
            pairs["climbed"][rung.name] = before, after
            before = after
    cells[TUNED] = tuned
    if alone:
        for rung in choice.tuned:
            made = _without(cell, rung)
            # Without the last rung it is the cell below that one: there is no need for it twice.
            same = (name for name, known in cells.items() if known == made)
            without = next(same, f"without-{rung.name}")
            cells[without] = made
            pairs["alone"][rung.name] = without, TUNED
        for rung in choice.tried:
            with_it = f"with-{rung.name}"
            cells[with_it] = climbed(tuned, [rung])
            pairs["alone"][rung.name] = TUNED, with_it
    floor = _floor(cell)
    if floor is not None:
        cells[FLOOR] = floor
    told = [
        *(_told(rung, pairs, tuned=True) for rung in choice.tuned),
        *(_told(rung, pairs, tuned=False) for rung in choice.tried),
        *(replace(_told(rung, pairs, tuned=False), cannot=why) for rung, why in choice.refused),
    ]
    return LadderSpec(
        f"ladder-{cell.api}-{cell.source}",
        f"The tuning ladder: {cell.name}",
        cells,
        repeat,
        seed,
        answers="What is each setting worth, from Spark's defaults to our tuned preset?",
        ladder=Ladder(told, FIRST if climb else "", TUNED, FLOOR if floor else ""),
    )


def _without(cell: Cell, rung: Rung) -> Cell:
    """The cell with the whole preset but one rung of it."""
    rest = [other for other in Choice.of(cell).tuned if other != rung]
    return _timed(climbed(cell.with_preset("spark"), rest), rest)


def _timed(cell: Cell, rungs: Sequence[Rung]) -> Cell:
    """The cell, looked at for longer if a rung is missing that its batches are slow without.

    It is ended early if it falls far behind: then it wouldn't come to figures in any time.
    """
    if not any(r.slow_without and r not in rungs and r.suits(cell) for r in RUNGS):
        return cell
    duration_ns = cell.duration_ns * _LONGER
    return replace(
        cell,
        duration_ns=duration_ns,
        warmup_ns=cell.warmup_ns * _LONGER,
        drain_ns=max(cell.drain_ns, duration_ns // 2),
        give_up_ns=duration_ns // 2,
    )


def _floor(cell: Cell) -> Cell | None:
    """The floor under the same load; None if the job is the user's own, which it can't do."""
    if cell.job:
        return None
    spec = {key: value for key, value in cell.spec().items() if key in _OF_LOAD}
    return Cell.parse(spec | {"api": FLOOR})


def _told(rung: Rung, pairs: dict[str, dict[str, ladder.Pair]], *, tuned: bool) -> ladder.Rung:
    return ladder.Rung(
        name=rung.name,
        sets=rung.sets,
        why=rung.why,
        guarantee=rung.guarantee,
        tuned=tuned,
        climbed=pairs["climbed"].get(rung.name),
        alone=pairs["alone"].get(rung.name),
    )
