"""All that the report says, in the order in which it says it."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.plots import percentiles, stage_bars
from analysis.report import settings
from analysis.report.campaign import Campaign
from analysis.report.differences import (
    capacity,
    cost,
    guarantees,
    latency,
    migration,
    possible,
    short,
)
from analysis.report.differences.given import Given, Job
from analysis.report.differences.matches import Matches
from analysis.report.differences.section import Section
from analysis.report.differences.sources import Cited, Sources
from analysis.report.pictures import Drawn
from analysis.report.words import count_of

PICTURES = (percentiles.NAME, stage_bars.NAME)
"""Those that the page has."""


@dataclass(frozen=True)
class Content:
    """The report's content.

    Args:
        title, subtitle: its head.
        sections: the first is without a heading.
        pictures: those of the section `latency`.
        guides: names and addresses of what the section `guarantees` is from.
        jobs: those of the section `migration`.
        cited: the runs that figures come from.
        environment: names and values of what they ran on.
        again: the command that makes the report again.
    """

    title: str
    subtitle: str
    sections: Sequence[Section]
    pictures: Sequence[Drawn]
    guides: Sequence[tuple[str, str]]
    jobs: Sequence[Job]
    cited: Sequence[Cited]
    environment: Sequence[tuple[str, str]]
    again: str


def content(
    campaign: Campaign, matches: Matches, pictures: Sequence[Drawn], given: Given
) -> Content:
    """Put the report together.

    Args:
        campaign: what was measured.
        matches: what of it can be compared.
        pictures: of that.
        given: what isn't measured.
    """
    sources, cells = Sources(campaign.path), campaign.cells
    # Runs are numbered as they are cited, so sections are made in their order.
    sections = [
        short.section(matches, cells, sources),
        latency.section(matches, sources),
        capacity.section(campaign.path, cells, sources),
        cost.section(matches, sources),
        guarantees.section(cells, sources),
        possible.section(given.matrix),
        migration.section(),
    ]
    runs = count_of(len(campaign.summaries), "run")
    return Content(
        title="DStreams and Structured Streaming: how they differ on this machine",
        subtitle=f"{campaign.name} · {runs}",
        sections=sections,
        pictures=pictures,
        guides=list(guarantees.GUIDES.items()),
        jobs=given.jobs,
        cited=sources.cited,
        environment=settings.environment(campaign.summaries),
        again=shlex.join(["streamgauge", "report", "--differences", str(campaign.path)]),
    )
