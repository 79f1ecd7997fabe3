"""Cells of the two APIs that had the same work: at the same interval, and the best of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.plots.cells import P50, P99, Cell
from analysis.plots.scales import format_ms
from analysis.report import compared
from analysis.report.campaign import Campaign
from analysis.report.compared import Compared
from analysis.report.implementations import COUNTERPARTS
from analysis.report.ranking import Ranking
from analysis.report.words import spaced, where
from analysis.stats.sample import Basis
from analysis.stats.sentence import format_times

STRUCTURED, DSTREAMS = "structured", "dstreams"
APIS = {STRUCTURED: "Structured Streaming", DSTREAMS: "DStreams"}
"""Their names."""


@dataclass(frozen=True, eq=False)
class Match:
    """A cell of each API.

    Args:
        source: theirs.
        work: what sets their work apart from others' in the campaign; empty if it's all the same.
        setting: both cells'; empty if each is its API's best, the one with the lowest p99.
        structured, dstreams: the cells.
        p50, p99: their latencies, ms.
        cpu: their CPU time a line, µs; None if it wasn't measured.
    """

    source: str
    work: str
    setting: str
    structured: Cell
    dstreams: Cell
    p50: Compared
    p99: Compared
    cpu: Compared | None

    @property
    def cells(self) -> tuple[Cell, Cell]:
        """Both."""
        return self.structured, self.dstreams

    @property
    def where(self) -> str:
        """Source, work and setting, as a sentence begins with them."""
        return f"{where(self.source)}{f' ({self.work})' if self.work else ''}, {self._setting}"

    @property
    def label(self) -> str:
        """The same for a table, and in a line of its own the two cells."""
        place = ", ".join(filter(None, [self.source, self.work, self._setting]))
        return f"{place}\n{self.structured.label} · {self.dstreams.label}"

    @property
    def _setting(self) -> str:
        return f"both at {spaced(self.setting)}" if self.setting else "each at its best"


@dataclass(frozen=True)
class Matches:
    """Those of a campaign.

    Args:
        same: wherever both APIs have a cell with the same work and interval, the best of each.
        best: of each source and work, the cell of each API with the lowest p99.
    """

    same: Sequence[Match]
    best: Sequence[Match]

    @property
    def every(self) -> list[Match]:
        """Those at the same setting, and of the best those that aren't among them."""
        known = {match.cells for match in self.same}
        return [*self.same, *(match for match in self.best if match.cells not in known)]

    @property
    def cells(self) -> list[Cell]:
        """The cells of all of them, each once."""
        return list(dict.fromkeys(cell for match in self.every for cell in match.cells))


def find(campaign: Campaign) -> Matches:
    """All cells of a campaign that can be set side by side."""
    same, best = [], []
    for source, work, cells in _groups(campaign):
        settings = {api: [_setting(cell) for cell in cells[api]] for api in APIS}
        for setting in dict.fromkeys(settings[DSTREAMS]):
            if setting in settings[STRUCTURED]:
                pair = [cells[api][settings[api].index(setting)] for api in APIS]
                same += _match(campaign, source, work, setting, pair)
        best += _match(campaign, source, work, "", [cells[api][0] for api in APIS])
    return Matches(same, best)


def told(found: Compared, verb: str, more: str, less: str) -> str:
    """What DStreams' figure is against Structured Streaming's, and how sure that is.

    Args:
        found: Structured Streaming's figure, and DStreams'.
        verb: what DStreams do: `are`, `took`.
        more: what to call a larger figure.
        less: what to call a smaller one.
    """
    if found.ratio is None:
        return "too few runs for an interval"
    within = ", within single runs" if found.ratio.basis is Basis.BLOCKS else ""
    if found.claimed:
        return f"DStreams {verb} {found.told(more, less)}{within}"
    return f"they can't be told apart ({format_times(found.ratio)}{within})"


def latencies(match: Match, name: str, figure: Compared) -> str:
    """A quantile of both, and how far they are apart, in words.

    Args:
        match: the cells.
        name: the quantile's.
        figure: what it is of each, ms.
    """
    first, second = (
        format_ms(ms) + (" (suspect)" if _suspect(cell) else "")
        for ms, cell in zip((figure.first, figure.second), match.cells, strict=True)
    )
    words = f"{name} was {first} with {match.structured.label}"
    how = told(figure, "are", "slower", "faster")
    return f"{words} and {second} with {match.dstreams.label}: {how}"


def _groups(campaign: Campaign) -> Iterator[tuple[str, str, Mapping[str, list[Cell]]]]:
    """Source, work, and the cells of each API with the same sink, by ascending p99."""
    noise = campaign.noise.at(P99) if campaign.noise else None
    for lead in Ranking(campaign.cells, noise).leads:
        sinks: dict[str, dict[str, list[Cell]]] = {}
        for cell in (lead.first, *(pair.second for pair in lead.pairs)):
            sink = str(cell.shown.summary["cell"].get("sink"))
            of_sink = sinks.setdefault(COUNTERPARTS.get(sink, sink), {})
            of_sink.setdefault(cell.api, []).append(cell)
        for cells in sinks.values():
            if APIS.keys() <= cells.keys():
                yield lead.source, lead.work, cells


def _match(
    campaign: Campaign, source: str, work: str, setting: str, pair: Sequence[Cell]
) -> list[Match]:
    """The match of two cells; none if lost lines reach a quantile."""
    first, second = pair
    noises = [campaign.noise.at(share) if campaign.noise else None for share in (P50, P99)]
    factors = [noise.factor if noise else 1.0 for noise in noises]
    p50, p99 = (
        compared.latency(first, second, share, factor)
        for share, factor in zip((P50, P99), factors, strict=True)
    )
    cpu = compared.cpu(first, second)
    return [Match(source, work, setting, first, second, p50, p99, cpu)] if p50 and p99 else []


def _suspect(cell: Cell) -> bool:
    return any(run.summary["verdict"] == "suspect" for run in cell.ranked)


def _setting(cell: Cell) -> str:
    return str(cell.shown.summary["cell"]["setting"])
