"""The differences in a few sentences."""

from collections.abc import Sequence

from analysis.plots.cells import Cell
from analysis.report.differences import cost
from analysis.report.differences.guarantees import kept
from analysis.report.differences.matches import APIS, Match, Matches, latencies
from analysis.report.differences.migration import DEPRECATED
from analysis.report.differences.section import Section, Sentence
from analysis.report.differences.sources import Sources

_MOST_SOURCES = 2
_NOTHING = "No cell of the one API can be compared with one of the other: see Latency."


def section(matches: Matches, cells: Sequence[Cell], sources: Sources) -> Section:
    """The section.

    Args:
        matches: what can be compared.
        cells: all cells of the campaign.
        sources: cites their runs.
    """
    best, same = _first_of_sources(matches.best), _first_of_sources(matches.same)
    known = {match.cells for match in best}
    told = best + [match for match in same if match.cells not in known]
    sentences = [
        Sentence(f"{match.where}, {latencies(match, 'p99', match.p99)}.", sources.of(*match.cells))
        for match in told[: _MOST_SOURCES + 1]
    ]
    costs = [one for match in best for one in cost.cpu(match, sources)]
    worth = [*costs[:1], kept(list(APIS), cells, sources), Sentence(DEPRECATED)]
    return Section("short", "In short", [sentences or [Sentence(_NOTHING)], worth])


def _first_of_sources(matches: Sequence[Match]) -> list[Match]:
    """The first match of each source."""
    first: dict[str, Match] = {}
    for match in matches:
        first.setdefault(match.source, match)
    return list(first.values())[:_MOST_SOURCES]
