"""Everything that a report says, as text, in the order in which it says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from analysis.plots import implementation_bars
from analysis.plots.cells import P99, Cell, by_source, ongoing
from analysis.plots.notes import reached
from analysis.plots.portrait import Portrait
from analysis.plots.scales import NONE, format_ms, format_per_s, format_range_ms
from analysis.plots.style import DARK, INVALID
from analysis.report import (
    backlogs,
    commands,
    figures,
    implementations,
    ladder,
    method,
    rate_map,
    settings,
    sinks,
    words,
)
from analysis.report.campaign import Campaign, LeftOut
from analysis.report.exports import Exports
from analysis.report.figures import FigureTable
from analysis.report.findings import Told, notes, told
from analysis.report.pictures import Drawn
from analysis.report.ranking import FLOOR, Ranking, p99_ms
from analysis.stats.sentence import format_times
from loadgen.units import NS_PER_S

STATISTICS = {"p50": "p50", "p90": "p90", "p99": "p99", "p999": "p99.9", "max": "max"}


@dataclass(frozen=True)
class Tile:
    """A figure to see first.

    Args:
        over: what it is.
        figure: with its unit.
        under: whose it is.
    """

    over: str
    figure: str
    under: str


@dataclass(frozen=True)
class Row:
    """A line of the summary table: a cell, or one run of it.

    Args:
        label, name: what to call it, and its name in files and commands.
        colour, dark: its colour in either theme.
        dashed: whether its lines are dashed in pictures.
        figures: latencies by `STATISTICS`, with units.
        ranges: the interval of p50 and p99, where there is one.
        leads: whether its p99 is the lowest of its source, and can be told from the next.
        visible, due: lines per second.
        lateness: p99 of the generator's lateness.
        cpu: CPU time of driver, JVM and Python workers for a line.
        batches: how many were measured.
        verdict: the worst of its runs that count, or `invalid`.
        runs: how many runs count, of how many.
    """

    label: str
    name: str
    colour: str
    dark: str
    dashed: bool
    figures: dict[str, str]
    ranges: dict[str, str]
    leads: bool
    visible: str
    due: str
    lateness: str
    cpu: str
    batches: str
    verdict: str
    runs: str


@dataclass(frozen=True)
class View:
    """A report's content; see the modules that make each part.

    `words` and `tables` are of a picture, by its name.
    """

    title: str
    subtitle: str
    paragraphs: Sequence[str]
    tiles: Sequence[Tile]
    table: Sequence[tuple[str, Sequence[Row]]]
    every_run: Sequence[tuple[str, Sequence[Row]]]
    repeats: int
    words: Mapping[str, Sequence[str]]
    tables: Mapping[str, Sequence[FigureTable]]
    backlogs: FigureTable
    visible: Sequence[tuple[str, str]]
    differences: FigureTable
    pictures: Sequence[Drawn]
    findings: Sequence[Told]
    notes: Sequence[Told]
    rungs: Sequence[ladder.RungRow]
    left_out: Sequence[LeftOut]
    unsupported: Sequence[LeftOut]
    settings: Sequence[settings.Group]
    environment: Sequence[tuple[str, str]]
    again: str
    spec: str
    report_again: str
    runs_alone: Sequence[tuple[str, str]]
    legend: str
    calibration: Sequence[str]
    method: Sequence[str]
    files: Sequence[str]
    not_exported: Sequence[tuple[str, str]]


def view(campaign: Campaign, pictures: Sequence[Drawn], exported: Exports) -> View:
    """Put a report's content together."""
    cells = campaign.cells
    noise = campaign.noise
    ranking = Ranking(ladder.ranked(campaign), noise.at(P99) if noise else None)
    leads = {lead.first.name for lead in ranking.leads if not lead.near and lead.next}
    groups = by_source(ongoing(cells)).items()
    ways = implementations.steps(cells, noise)
    return View(
        title=campaign.name,
        subtitle=_subtitle(campaign),
        paragraphs=ladder.sentences(campaign) + words.findings(campaign, ranking),
        tiles=_tiles(ranking) + _backlog_tiles(cells),
        table=[(source, [_cell_row(cell, leads) for cell in group]) for source, group in groups],
        every_run=[(s, [_run_row(c, run) for c in group for run in c.runs]) for s, group in groups],
        repeats=campaign.repeats,
        words={implementation_bars.NAME: implementations.sentences(cells, noise)}
        | rate_map.sentences(cells),
        tables=figures.tables(cells)
        | {implementation_bars.NAME: [implementations.table(ways)]}
        | rate_map.tables(cells)
        | ladder.tables(campaign),
        backlogs=backlogs.table(cells),
        visible=sinks.meanings(cells),
        differences=figures.differences(ranking),
        pictures=pictures,
        findings=told(campaign.summaries),
        rungs=ladder.rows(campaign),
        notes=notes(campaign.summaries),
        left_out=campaign.left_out,
        unsupported=campaign.unsupported,
        settings=settings.grouped(cells),
        environment=settings.environment(campaign.summaries),
        again=commands.again(campaign),
        spec=commands.spec(campaign),
        report_again=commands.report(campaign),
        runs_alone=[(cell.name, commands.run(cell)) for cell in cells],
        legend=method.legend(campaign.repeats),
        calibration=campaign.calibration.sentences() if campaign.calibration else [],
        method=method.paragraphs(cells),
        files=list(exported.files),
        not_exported=list(exported.left_out.items()),
    )


def _subtitle(campaign: Campaign) -> str:
    starts = [run.started_ns for cell in campaign.cells for run in cell.runs if run.started_ns]
    started_ns = campaign.about.get("started_ns") or min(starts, default=None)
    parts = [
        words.count_of(len(campaign.cells), "cell"),
        words.count_of(len(campaign.summaries), "run"),
    ]
    if started_ns:
        at = datetime.fromtimestamp(started_ns / NS_PER_S, UTC)
        parts.append(f"{at.day} {at:%B %Y, %H:%M} UTC")
    return " · ".join(parts)


def _tiles(ranking: Ranking) -> list[Tile]:
    tiles = []
    for lead in ranking.leads:
        under = lead.first.label
        if lead.near:
            others = words.count_of(len(lead.near), "other")
            under += f"; {others} can't be told from it"
        elif lead.next and lead.next.found:
            under += f"; {format_times(lead.next.found.ratio)} faster than the next"
        alone = not lead.near and not lead.next
        over = [lead.source, lead.work, "p99" if alone else "lowest p99"]
        tiles.append(Tile(" · ".join(filter(None, over)), format_ms(p99_ms(lead.first)), under))
    return tiles


def _backlog_tiles(cells: Sequence[Cell]) -> list[Tile]:
    tiles = []
    for source, drained in backlogs.quickest(cells).items():
        first, *others = drained
        under = first.label + (f", the most of {len(drained)}" if others else "")
        figure = f"{format_per_s(backlogs.per_s(first))} lines/s"
        tiles.append(Tile(f"{source} · through a backlog", figure, under))
    return tiles


def _cell_row(cell: Cell, leads: set[str]) -> Row:
    summary = cell.shown.summary
    ranges = {
        name: format_range_ms(interval.low, interval.high)
        for name, interval in (("p50", cell.p50), ("p99", cell.p99))
        if interval is not None and cell.valid
    }
    verdicts = {run.summary["verdict"] for run in cell.ranked}
    verdict = "suspect" if "suspect" in verdicts else "valid" if cell.valid else "invalid"
    merged = {**summary, "latency_ms": cell.latency_ms} if cell.valid else summary
    return _row(cell, merged, cell.label, verdict, ranges, leads=cell.name in leads)


def _run_row(cell: Cell, run: Portrait) -> Row:
    label = f"{cell.label}, run {run.summary['repeat']}"
    return _row(cell, run.summary, label, run.summary["verdict"], {}, leads=False)


def _row(
    cell: Cell,
    summary: Mapping[str, Any],
    label: str,
    verdict: str,
    ranges: dict[str, str],
    *,
    leads: bool,
) -> Row:
    rate = summary["rate"]
    ink = INVALID if verdict == "invalid" else cell.colour
    return Row(
        label=label,
        name=cell.name,
        colour=ink,
        dark=DARK[ink],
        dashed=bool(cell.dash),
        figures={name: reached(summary, name) for name in STATISTICS},
        ranges=ranges,
        leads=leads,
        visible=format_per_s(rate["visible_per_s"]),
        due=format_per_s(rate["target_per_s"]),
        lateness=format_ms(summary["lateness_ms"]["p99"]),
        cpu=_cpu_a_line(summary),
        batches=NONE if cell.api == FLOOR else f"{summary['batches']:,}",
        verdict=verdict,
        runs=f"{len(cell.ranked)} of {len(cell.runs)}",
    )


def _cpu_a_line(summary: Mapping[str, Any]) -> str:
    each = (summary.get("resources") or {}).get("cpu_s_per_million_lines") or {}
    total_s = each.get("total")
    if total_s is None:
        return NONE
    # A second a million lines.
    return f"{total_s:,.0f} µs" if total_s >= 100 else f"{total_s:.3g} µs"  # noqa: PLR2004 - three digits
