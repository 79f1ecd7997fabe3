"""A ladder with the figures of its cells: where each stands, and what each step is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from analysis.decide import ladder
from analysis.decide.ladder import Ladder, Pair, Rung
from analysis.decide.standing import Standing
from analysis.decide.worth import Worth, worth
from analysis.plots.cells import P50, Cell
from analysis.plots.notes import why
from analysis.plots.scales import format_ms
from analysis.report.campaign import Campaign
from analysis.stats.difference import Difference, difference
from analysis.stats.sample import Basis
from analysis.stats.sentence import format_share
from analysis.validity.finding import Code
from loadgen.units import NS_PER_MS, parse_duration_ns

_NOT_RUN = "not run"


@dataclass(frozen=True, eq=False)
class Climbed:
    """A ladder that was climbed.

    Args:
        ladder: what it is made of.
        campaign: what was run.
    """

    ladder: Ladder
    campaign: Campaign

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        """The cells that have something to show, by name."""
        return {cell.name: cell for cell in self.campaign.cells}

    @property
    def of_preset(self) -> Sequence[Rung]:
        """The rungs of the tuned preset."""
        return [rung for rung in self.ladder.rungs if rung.tuned]

    @property
    def tried(self) -> Sequence[Rung]:
        """Those tried on top of it."""
        return [rung for rung in self.ladder.rungs if not rung.tuned and not rung.cannot]

    @property
    def ends(self) -> list[Cell]:
        """The cells that the ladder leads from and to, as far as they are there, and the floor."""
        names = (self.ladder.first, self.ladder.tuned, self.ladder.floor)
        return [self.cells[name] for name in names if name in self.cells]

    def standing(self, name: str, share: float = P50) -> Standing:
        """Where a cell stands at `P50` or `P99`."""
        cell = self.cells.get(name)
        if cell is None:
            made = [summary for summary in self.campaign.summaries if summary["name"] == name]
            return _uncounted(made[0], None) if made else Standing(why=_NOT_RUN)
        ms = cell.latency_ms[format_share(share)]
        if not cell.valid or ms is None:
            return _uncounted(cell.shown.summary, ms)
        bounds = cell.p50 if share == P50 else cell.p99
        if bounds is None or bounds.basis is Basis.BLOCKS:
            return Standing(ms, counts=True)
        return Standing(ms, bounds.low, bounds.high, counts=True)

    def worth(self, pair: Pair | None, share: float = P50) -> Worth | None:
        """What lies between two cells, if both count."""
        if pair is None or not all(self.standing(name, share).counts for name in pair):
            return None
        before, after = (self.cells[name] for name in pair)
        return _worth(before, after, share, self._noise_factor(share))

    @property
    def whole(self) -> Difference | None:
        """How many times faster the preset is at p50 than Spark's defaults, if both count."""
        ends = (self.ladder.tuned, self.ladder.first)
        if not all(self.standing(name).counts for name in ends):
            return None
        fast, slow = (self.cells[name].sample for name in ends)
        return difference(fast, slow, P50, self._noise_factor(P50))

    def _noise_factor(self, share: float) -> float:
        known = None if self.campaign.noise is None else self.campaign.noise.at(share)
        return 1.0 if known is None else known.factor


def _uncounted(summary: Mapping[str, Any], ms: float | None) -> Standing:
    """Where a cell stands that doesn't count: no figure of a run that fell behind is one of it."""
    if all(finding["code"] != Code.FELL_BEHIND for finding in summary["findings"]):
        return Standing(ms, why=why(summary))
    behind_ms = parse_duration_ns(summary["cell"]["give-up"]) / NS_PER_MS
    return Standing(why=f"over {format_ms(behind_ms)} behind: ended", behind_ms=behind_ms)


@lru_cache(maxsize=256)  # the picture, the table and the words ask for the same ones
def _worth(before: Cell, after: Cell, share: float, noise_factor: float) -> Worth | None:
    return worth(before.sample, after.sample, share, noise_factor)


def climbed(campaign: Campaign) -> Climbed | None:
    """The ladder that a campaign is, with its figures; None if it is none."""
    known = ladder.read(campaign.about)
    return None if known is None else Climbed(known, campaign)
