"""Everything that a report says, as text, in the order in which it says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from analysis.plots import stage_bars
from analysis.plots.cells import Cell, by_source
from analysis.plots.notes import reached
from analysis.plots.portrait import Portrait
from analysis.plots.scales import NONE, format_ms, format_per_s, format_range_ms
from analysis.plots.style import DARK, INVALID
from analysis.report import commands, method, ranking, settings, words
from analysis.report.campaign import Campaign, LeftOut
from analysis.report.findings import Told, told
from analysis.report.pictures import Drawn
from loadgen.units import NS_PER_S

_WITH_RANGE = ("p50", "p99")
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
        ranges: lowest to highest of its runs, by statistic; empty for one run.
        leads: whether its p99 is the lowest of its source, and can be told from the next.
        visible, due: lines per second.
        lateness: p99 of the generator's lateness.
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
    batches: str
    verdict: str
    runs: str


@dataclass(frozen=True)
class View:
    """A report's content; see the modules that make each part."""

    title: str
    subtitle: str
    paragraphs: Sequence[str]
    tiles: Sequence[Tile]
    table: Sequence[tuple[str, Sequence[Row]]]
    every_run: Sequence[tuple[str, Sequence[Row]]]
    repeats: int
    stages: Sequence[tuple[str, Sequence[str]]]
    stage_labels: Sequence[str]
    pictures: Sequence[Drawn]
    findings: Sequence[Told]
    left_out: Sequence[LeftOut]
    settings: Sequence[settings.Group]
    environment: Sequence[tuple[str, str]]
    again: str
    spec: str
    report_again: str
    runs_alone: Sequence[tuple[str, str]]
    legend: str
    method: Sequence[str]


def view(campaign: Campaign, pictures: Sequence[Drawn]) -> View:
    """Put a report's content together."""
    cells = campaign.cells
    leads = {lead.first.name for lead in ranking.leads(cells) if not lead.near and lead.next}
    groups = by_source(cells).items()
    return View(
        title=campaign.name,
        subtitle=_subtitle(campaign),
        paragraphs=words.findings(campaign),
        tiles=_tiles(cells),
        table=[(source, [_cell_row(cell, leads) for cell in group]) for source, group in groups],
        every_run=[(s, [_run_row(c, run) for c in group for run in c.runs]) for s, group in groups],
        repeats=campaign.repeats,
        stages=[_stage_row(cell) for cell in cells],
        stage_labels=list(stage_bars.STAGE_LABELS.values()),
        pictures=pictures,
        findings=told(campaign.summaries),
        left_out=campaign.left_out,
        settings=settings.grouped(cells),
        environment=settings.environment(campaign.summaries),
        again=commands.again(campaign),
        spec=commands.spec(campaign),
        report_again=commands.report(campaign),
        runs_alone=[(cell.name, commands.run(cell)) for cell in cells],
        legend=method.LEGEND + (method.OF_SEVERAL_RUNS if campaign.repeats > 1 else ""),
        method=method.METHOD,
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


def _tiles(cells: Sequence[Cell]) -> list[Tile]:
    tiles = []
    for lead in ranking.leads(cells):
        under = lead.first.label
        if lead.near:
            others = words.count_of(len(lead.near), "other")
            under += f"; {others} can't be told from it"
        elif lead.next:
            times = words.factor(ranking.p99_ms(lead.next), lead.p99_ms)
            under += f"; the next took {times} as long"
        alone = not lead.near and not lead.next
        over = [lead.source, lead.work, "p99" if alone else "lowest p99"]
        tiles.append(Tile(" · ".join(filter(None, over)), format_ms(lead.p99_ms), under))
    return tiles


def _cell_row(cell: Cell, leads: set[str]) -> Row:
    summary = cell.shown.summary
    ranges = {}
    if len(cell.ranked) > 1:
        for statistic in _WITH_RANGE:
            extent = ranking.extent_ms(cell, statistic)
            known = format_range_ms(*extent) if extent else ""
            ranges[statistic] = known if NONE in known else ""
    verdicts = {run.summary["verdict"] for run in cell.ranked}
    verdict = "suspect" if "suspect" in verdicts else "valid" if cell.valid else "invalid"
    return _row(cell, summary, cell.label, verdict, ranges, leads=cell.name in leads)


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
        batches=NONE if cell.api == ranking.FLOOR else f"{summary['batches']:,}",
        verdict=verdict,
        runs=f"{len(cell.ranked)} of {len(cell.runs)}",
    )


def _stage_row(cell: Cell) -> tuple[str, list[str]]:
    stages, model = (cell.shown.summary[part] or {} for part in ("stages_ms", "model_ms"))
    figures = [format_ms(stages.get(name)) for name in stage_bars.STAGE_LABELS]
    known = [ms for ms in stages.values() if ms is not None]
    total = format_ms(sum(known) if known else None)
    label = f"{cell.label}, {cell.source}"
    return label, [*figures, total, format_ms(model.get("boundary_wait"))]
