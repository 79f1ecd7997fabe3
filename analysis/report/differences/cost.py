"""What a million lines cost in CPU time and memory, process by process."""

from analysis.plots.cells import Cell
from analysis.plots.resource_use import LABELS, format_cpu_s, format_mb
from analysis.report.differences.matches import Match, Matches, told
from analysis.report.differences.section import Row, Section, Sentence, Table
from analysis.report.differences.sources import Sources

_PROCESSES = {name: label for name, label in LABELS.items() if name != "generator"}
_UNKNOWN = "What these runs cost wasn't measured."
_NOTE = (
    "CPU time is user and system, over the measured window; memory is the most that was held at"
    " once. Of several runs of a cell they are those of the one with the median p99, in sentences"
    " CPU time is the mean of all."
)


def section(matches: Matches, sources: Sources) -> Section:
    """The section."""
    paragraphs = [[*cpu(match, sources), *_memory(match, sources)] for match in matches.every]
    rows = [
        Row(f"{cell.label}, {cell.source}", figures, sources.shown(cell))
        for cell in matches.cells
        if (figures := _figures(cell))
    ]
    headings = [f"CPU, {label}" for label in _PROCESSES.values()] + ["CPU, all of these"]
    headings += [f"memory, {label}" for label in _PROCESSES.values()] + ["memory, at once"]
    table = Table("Cost of a million lines, and memory", "cell", headings, rows, _NOTE)
    return Section(
        "cost", "Cost", paragraphs if any(paragraphs) else [[Sentence(_UNKNOWN)]], [table]
    )


def cpu(match: Match, sources: Sources) -> list[Sentence]:
    """The CPU time of both cells; none if it isn't known."""
    if match.cpu is None:
        return []
    first, second = (format_cpu_s(cpu_s) for cpu_s in (match.cpu.first, match.cpu.second))
    words = f"{match.where}, a million lines took {first} of CPU time with"
    words += f" {match.structured.label} and {second} with {match.dstreams.label}:"
    how = told(match.cpu, "took", "more", "less")
    return [Sentence(f"{words} {how}.", sources.of(*match.cells))]


def _memory(match: Match, sources: Sources) -> list[Sentence]:
    resources = [cell.shown.summary.get("resources") or {} for cell in match.cells]
    held_mb = [one.get("peak_rss_mb") for one in resources]
    if None in held_mb:
        return []
    first, second = map(format_mb, held_mb)
    words = (
        f"Driver, JVM and Python workers held {first} at most with {match.structured.label}, and"
    )
    words += f" {second} with {match.dstreams.label}."
    return [Sentence(words, sources.shown(*match.cells))]


def _figures(cell: Cell) -> list[str]:
    """Of the run that is shown; none if nothing is known of it."""
    resources = cell.shown.summary.get("resources") or {}
    cpu_s = resources.get("cpu_s_per_million_lines") or {}
    held_mb = resources.get("peak_rss_mb_of") or {}
    if not cpu_s and not held_mb:
        return []
    return [
        *(format_cpu_s(cpu_s.get(name)) for name in (*_PROCESSES, "total")),
        *(format_mb(held_mb.get(name)) for name in _PROCESSES),
        format_mb(resources.get("peak_rss_mb")),
    ]
