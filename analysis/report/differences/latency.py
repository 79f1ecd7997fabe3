"""How long a line takes in each API, and where that time goes."""

from analysis.plots.cells import Cell
from analysis.plots.scales import format_ms, format_range_ms
from analysis.plots.stage_bars import STAGE_LABELS
from analysis.report.compared import Compared
from analysis.report.differences.matches import Match, Matches, latencies
from analysis.report.differences.section import Row, Section, Sentence, Table
from analysis.report.differences.sources import Sources
from analysis.stats.difference import SINGLE_RUN_FACTOR
from analysis.stats.interval import Interval
from analysis.stats.sentence import format_times

_NO_PAIR = (
    "No cell of the one API has the same work as a cell of the other, and a run that counts:"
    " nothing can be compared."
)
_NOTE = (
    "Latency runs from when a line was due until a result that includes it was visible. Below each"
    " figure is its 95% interval; the ratio is DStreams' over Structured Streaming's, below 1 where"
    " DStreams are faster. An API's best is its lowest p99. Intervals of single runs say nothing"
    f" of the next: what lies within {100 * (SINGLE_RUN_FACTOR - 1):.0f}% isn't told apart there."
)
_TOLD_STAGES = 2


def section(matches: Matches, sources: Sources) -> Section:
    """The section."""
    paragraphs = [_paragraph(match, sources) for match in matches.every]
    rows = [Row(match.label, _figures(match), sources.of(*match.cells)) for match in matches.every]
    headings = [f"{name}, {api}" for name in ("p50", "p99") for api in ("Structured", "DStreams")]
    headings[2:2], headings[5:5] = ["p50, ratio"], ["p99, ratio"]
    return Section(
        "latency",
        "Latency",
        paragraphs or [[Sentence(_NO_PAIR)]],
        [Table("Latency side by side", "cells", headings, rows, _NOTE)],
    )


def _figures(match: Match) -> list[str]:
    first, second = match.cells
    intervals = ((first.p50, second.p50), (first.p99, second.p99))
    return [
        text
        for figure, (one, other) in zip((match.p50, match.p99), intervals, strict=True)
        for text in (_latency(figure.first, one), _latency(figure.second, other), _ratio(figure))
    ]


def _latency(ms: float, interval: Interval | None) -> str:
    bounds = "" if interval is None else f"\n{format_range_ms(interval.low, interval.high)}"
    return format_ms(ms) + bounds


def _ratio(figure: Compared) -> str:
    """DStreams' figure over Structured Streaming's, and how many times that is for sure."""
    times = "no interval" if figure.ratio is None else format_times(figure.ratio)
    told = f"{times} {'slower' if figure.second > figure.first else 'faster'}"
    if figure.ratio is None or not figure.claimed:
        told = times if figure.ratio is None else "not told apart"
    return f"{figure.second / figure.first:.2f}\n{told}"


def _paragraph(match: Match, sources: Sources) -> list[Sentence]:
    words = f"{match.where}, {latencies(match, 'p50', match.p50)};"
    words += f" {latencies(match, 'p99', match.p99)}."
    stages = "; ".join(filter(None, map(_where_it_goes, match.cells)))
    sentences = [Sentence(words, sources.of(*match.cells))]
    if stages:
        sentences.append(Sentence(f"{stages[0].upper()}{stages[1:]}.", sources.shown(*match.cells)))
    return sentences


def _where_it_goes(cell: Cell) -> str:
    """The largest stages of a cell's mean latency; "" if it has none."""
    stages = cell.shown.summary["stages_ms"] or {}
    known = {name: ms for name, ms in stages.items() if ms is not None}
    total_ms = sum(known.values())
    if total_ms <= 0:
        return ""
    largest = sorted(known, key=lambda name: -known[name])[:_TOLD_STAGES]
    parts = [
        f"{format_ms(known[name])} ({100 * known[name] / total_ms:.0f}%) is"
        f" {STAGE_LABELS.get(name, name)}"
        for name in largest
    ]
    words = f"of the mean latency of {cell.label} ({format_ms(total_ms)})"
    return f"{words}, {' and '.join(parts)}"
