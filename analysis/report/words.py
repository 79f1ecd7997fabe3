"""What a campaign found, in sentences made from its figures, and no further than they reach."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from analysis.decide.sustained import too_few
from analysis.plots.cells import Cell, ongoing
from analysis.plots.notes import why
from analysis.plots.scales import format_ms, format_per_s
from analysis.plots.stage_bars import STAGE_LABELS, WINDOW_WAIT
from analysis.report import backlogs, sinks
from analysis.report.campaign import Campaign
from analysis.report.ranking import FLOOR, Lead, Pair, Ranking, p99_ms, rankable
from analysis.stats.difference import SINGLE_RUN_FACTOR
from analysis.stats.sample import Basis
from analysis.stats.sentence import format_times, of_difference

# Results come a batch at a time, some sooner than others: over ten batches of a second, 0.2 s more
# or less for the last one make 2% of the rate. A system that falls behind does so by more.
_SOURCES = {"socket": "From the socket", "files": "From files", "kafka": "From Kafka"}


def findings(campaign: Campaign, ranking: Ranking) -> list[str]:
    """The findings in paragraphs: what led, how the rest compares, what it is all worth."""
    cells = campaign.cells
    if not cells:
        return ["No run came far enough to be drawn.", " ".join(_verdicts(campaign))]
    leads = [s for lead in ranking.leads for s in (_lead(lead), *_share(lead.first))]
    compared = _same_setting(ranking) + _floor(cells) + _throughput(cells) + _drained(cells)
    worth = [_scope(campaign), *_verdicts(campaign), *_unlike(cells), *_doubt(campaign)]
    return [" ".join(sentences) for sentences in (leads, compared, worth) if sentences]


def count_of(number: int, noun: str) -> str:
    """A number with its noun, as in "one run" and "10 runs"."""
    return f"one {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(words: Sequence[str]) -> str:
    """Words in a row, as in "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def span(words: Sequence[str]) -> str:
    """The first and the last of some words, as in "1k to 10k"; one if they are the same."""
    return words[0] if words[0] == words[-1] else f"{words[0]} to {words[-1]}"


def spaced(duration: object) -> str:
    """A duration as people print it: "30 s" for "30s"."""
    return re.sub(r"(?<=\d)(?=[a-z])", " ", str(duration))


def _scope(campaign: Campaign) -> str:
    """How much was run, at what rate, for how long."""
    cells = campaign.cells
    several = f"up to {campaign.repeats} runs each" if campaign.repeats > 1 else "each run once"
    words = f"{len(cells)} cells, {several}"
    if len(cells) == 1:
        words = f"One cell, {count_of(campaign.repeats, 'run')}"
    rates = sorted(cell.shown.summary["rate"]["target_per_s"] or 0.0 for cell in cells)
    words += f", at {span([format_per_s(rate) for rate in rates])} lines/s"
    specs = [cell.shown.summary["cell"] for cell in cells]
    times = {(str(spec.get("duration")), str(spec.get("warmup"))) for spec in specs}
    if len(times) == 1:
        duration, warm_up = times.pop()
        words += f" for {spaced(duration)}"
        if warm_up != "0s":
            words += f", of which the first {spaced(warm_up)} are warm-up and don't count"
    return words + "."


def _lead(lead: Lead) -> str:
    place = where(lead.source) + (f" ({lead.work})" if lead.work else "")
    first = lead.first.label
    if lead.near:
        near = [lead.first, *(pair.second for pair in lead.near)]
        words = f"{place}, {listed([f'{cell.label} {_aside(cell)}' for cell in near])}"
        words += " had the lowest p99, too near each other to rank"
    elif lead.next:
        words = f"{place}, {first} had the lowest p99, {_p99(lead.first)}"
    else:
        words = f"{place}, {first} had a p99 of {_p99(lead.first)}"
        words += ", with no other to compare it with"
    if lead.next:
        words += f"; {first} is {_faster(lead.next)}"
    if lead.slowest:
        words += f", and {_faster(lead.slowest)}"
    return words + _basis([lead.next, lead.slowest]) + "."


def _faster(pair: Pair) -> str:
    """How many times faster the first of a pair is, as in "1.2 to 1.4 times faster"."""
    times = "" if pair.found is None else format_times(pair.found.ratio)
    return f"{times} faster at p99 than {pair.second.label} {_aside(pair.second)}"


def _basis(pairs: Iterable[Pair | None]) -> str:
    """What single runs can't tell, said where intervals are made of one."""
    bases = {pair.found.ratio.basis for pair in pairs if pair and pair.found}
    return ", within single runs" if Basis.BLOCKS in bases else ""


def _p99(cell: Cell) -> str:
    return format_ms(p99_ms(cell)) + (" (suspect)" if _suspect(cell) else "")


def _aside(cell: Cell) -> str:
    return f"({format_ms(p99_ms(cell))}{', suspect' if _suspect(cell) else ''})"


def _suspect(cell: Cell) -> bool:
    return any(run.summary["verdict"] == "suspect" for run in cell.ranked)


def where(source: str) -> str:
    """A source, as a sentence begins with it."""
    return _SOURCES.get(source, f"From {source}")


def _share(cell: Cell) -> list[str]:
    """The stage that takes most of a cell's mean latency."""
    stages = cell.shown.summary["stages_ms"] or {}
    known = {name: ms for name, ms in stages.items() if ms is not None}
    total = sum(known.values())
    if total <= 0:
        return []
    name = max(known, key=lambda stage: known[stage])
    share = f"{100 * known[name] / total:.0f}%"
    what = STAGE_LABELS.get(name, name)
    words = f"Of the mean latency of {cell.label}, {format_ms(total)}, {share} is {what}"
    return [
        words
        + (", which the job asked for: it is no engine's time." if name == WINDOW_WAIT else ".")
    ]


def _same_setting(ranking: Ranking) -> list[str]:
    """The two APIs side by side where a source has both at the same interval."""
    sentences = []
    for (source, setting, work), pair in ranking.same_setting.items():
        structured, dstreams = pair.first, pair.second
        words = where(source) + (f" ({work})" if work else "")
        words += f", both at {spaced(setting)}, p99 was {_p99(structured)} with Structured"
        words += f" Streaming and {_p99(dstreams)} with DStreams"
        if pair.found is not None:
            words += ": " + of_difference(pair.found, "Structured Streaming", "DStreams")
        sentences.append(words + ".")
    return sentences


def _floor(cells: Sequence[Cell]) -> list[str]:
    floors = [cell for cell in cells if cell.api == FLOOR and rankable(cell)]
    if not floors:
        return []
    figures = [f"{format_ms(p99_ms(cell))} ({cell.source})" for cell in floors]
    words = "The floor, a plain reader that counts the same lines with no engine, had a p99 of"
    return [f"{words} {listed(figures)}: what a cell takes beyond that is its engine's doing."]


def _throughput(cells: Sequence[Cell]) -> list[str]:
    behind = []
    valid = [cell for cell in ongoing(cells) if cell.valid]
    for cell in valid:
        share = too_few(cell.shown.summary["rate"])
        if share is not None:
            behind.append(f"{cell.label}, {cell.source} ({share:.0%})")
    if behind:
        return [f"Fewer lines became visible than were due in {listed(behind)}."]
    if not valid:
        return []
    return ["Every cell that counts kept up with the load." if len(cells) > 1 else "It kept up."]


def _drained(cells: Sequence[Cell]) -> list[str]:
    """What the backlogs took that were there before the query began."""
    return [
        f"{where(source)}, {cell.label} went through a backlog at"
        f" {format_per_s(backlogs.per_s(cell))} lines/s."
        for source, drained in backlogs.quickest(cells).items()
        for cell in drained
    ]


def _unlike(cells: Sequence[Cell]) -> list[str]:
    """What isn't the same of these figures: what was checked, and what visible means."""
    said = []
    blind = [f"{cell.label}, {cell.source}" for cell in sinks.unchecked(cells)]
    if blind:
        said.append(
            f"That counts are right was not checked in {listed(blind)}: the results there don't"
            " say which lines are in them, and only the engine's own account does."
        )
    if sinks.differ([cell for cell in cells if cell.api != FLOOR]):
        said.append(
            "The sinks differ in when a result is visible, and latencies with them: what visible"
            " means at each is listed below."
        )
    return said


def _verdicts(campaign: Campaign) -> list[str]:
    counts = Counter(str(summary["verdict"]) for summary in campaign.summaries)
    number = len(campaign.summaries)
    if counts["valid"] == number:
        words = "The run is valid" if number == 1 else f"All {number} runs are valid"
    else:
        are = "is" if counts["valid"] == 1 else "are"
        words = f"Of {count_of(number, 'run')}, {counts['valid']} {are} valid"
        words += f", {counts['suspect']} suspect" if counts["suspect"] else ""
        if counts["invalid"]:
            reasons = sorted(
                {
                    why(summary).partition(": ")[2] or "unexplained"
                    for summary in campaign.summaries
                    if summary["verdict"] == "invalid"
                }
            )
            words += f", {counts['invalid']} invalid ({listed(reasons)}) and not ranked"
    if campaign.unread:
        words += f"; {count_of(campaign.unread, 'other run')} left nothing to read"
    return [words + "."]


def _doubt(campaign: Campaign) -> list[str]:
    """How far the figures reach, given how often each cell was run."""
    if campaign.repeats == 1 and len(campaign.cells) == 1:
        return ["A single run is a single run: repeats would tell how far its figures move."]
    said = [] if campaign.noise is None else campaign.noise.sentences()
    if campaign.repeats == 1:
        least = f"{100 * (SINGLE_RUN_FACTOR - 1):.0f}%"
        words = (
            "Intervals are 95%, made of stretches of single runs: the next run may differ by more,"
        )
        words += f" so those within {least} of each other aren't ranked. Repeats would tell more."
        return [words, *said]
    return ["Intervals are 95%, from run to run.", *said]
