"""How many lines a second each API sustains: as `streamgauge capacity` found, and as offered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.decide.capacity import FILE
from analysis.decide.sustained import KEPT_UP, judge
from analysis.folders import RUNS
from analysis.plots.cells import Cell, ongoing
from analysis.plots.labels import labels
from analysis.plots.notes import why
from analysis.plots.scales import format_per_s
from analysis.report.differences.matches import APIS, DSTREAMS, STRUCTURED
from analysis.report.differences.section import Row, Section, Sentence, Table, cited
from analysis.report.differences.sources import Cited, Sources
from analysis.report.words import listed, span, where

_NOT_MEASURED = (
    "The most that a cell sustains was not measured here: `streamgauge capacity` finds it, and"
    f" this page tells of each `{FILE}` in its folder or one below."
)
_DAMAGED = f"A `{FILE}` beside these runs can't be read, or its runs are gone: it is left out."
_NOTE = (
    "A cell kept up if it accounts for every line, its latency didn't grow, and at least"
    f" {100 * KEPT_UP:.0f}% of the lines due in the measured window became visible in it."
)


@dataclass(frozen=True)
class Capacity:
    """What `streamgauge capacity` found of a cell.

    Args:
        label: what to call the cell.
        spec: what was run.
        objective: what was asked of latency besides; "" for nothing.
        low_per_s: the highest rate that it sustained; None if none is known.
        high_per_s: the lowest that it didn't; None if none is known.
        runs: those that tell of the two; all, if neither is known.
    """

    label: str
    spec: Mapping[str, Any]
    objective: str
    low_per_s: float | None
    high_per_s: float | None
    runs: Sequence[Cited]

    @property
    def work(self) -> tuple[str, ...]:
        """What has to be the same of two that are compared."""
        keys = ("source", "workload", "keys", "lines")
        return (self.objective, *(str(self.spec.get(key)) for key in keys))


def section(path: Path, cells: Sequence[Cell], sources: Sources) -> Section:
    """The section.

    Args:
        path: the campaign's folder.
        cells: its cells.
        sources: cites their runs.
    """
    files = sorted([*path.glob(FILE), *path.glob(f"*/{FILE}")])
    read = [_read(file, sources) for file in files]
    known = [one for one in read if one is not None and one.spec.get("api") in APIS]
    found = [Sentence(_told(one), one.runs) for one in known] + _compared(known)
    if None in read:
        found.append(Sentence(_DAMAGED))
    if not known:
        found.append(Sentence(_NOT_MEASURED))
    offered = [cell for cell in ongoing(cells) if cell.api in APIS]
    rows = [Row(_named(cell), _offered(cell), sources.shown(cell)) for cell in offered]
    headings = ["lines/s due", "lines/s visible", "kept up"]
    return Section(
        "capacity",
        "Capacity",
        [found, _kept_up(offered, sources)],
        [Table("What was offered", "cell", headings, rows, _NOTE)],
    )


def _read(file: Path, sources: Sources) -> Capacity | None:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        trials = [(float(one["rate_per_s"]), _place(file, one["path"])) for one in held["trials"]]
        low, high = (
            None if held[key] is None else float(held[key]) for key in ("low_per_s", "high_per_s")
        )
        name, spec = str(held["name"]), dict(held["cell"])
        label = labels({name: spec})[name]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    telling = [place for rate, place in trials if rate in {low, high}]
    runs = sources.at(*(telling or [place for _, place in trials]))
    objective = str(held.get("objective") or "")
    return Capacity(label, spec, objective, low, high, runs) if runs else None


def _place(file: Path, run: str) -> Path:
    """Where a trial's run is: beside the file, or where it was when the file was written."""
    beside = file.parent / RUNS / Path(run).name
    return beside if beside.is_dir() else Path(run)


def _told(found: Capacity) -> str:
    named = f"{where(str(found.spec.get('source')))}, {found.label}"
    named += f", with `{found.objective}` asked for," if found.objective else ""
    low, high = format_per_s(found.low_per_s), format_per_s(found.high_per_s)
    if found.low_per_s is not None and found.high_per_s is not None:
        return f"{named} sustained {low} lines/s in a run of its own, and not {high}."
    if found.low_per_s is not None:
        return f"{named} sustained {low} lines/s at least; what would be too much isn't known."
    if found.high_per_s is not None:
        return f"{named} didn't sustain {high} lines/s; what it does sustain isn't known."
    return f"{named}: nothing can be told of what it sustains."


def _compared(known: Sequence[Capacity]) -> list[Sentence]:
    """The two APIs wherever both ends are known of both, at the same work."""
    sentences = []
    for one in known:
        for other in known:
            apis = one.spec.get("api"), other.spec.get("api")
            if apis != (STRUCTURED, DSTREAMS) or one.work != other.work:
                continue
            ends = (one.low_per_s, one.high_per_s, other.low_per_s, other.high_per_s)
            if all(ends):
                words = _times(*(float(end or 0.0) for end in ends))
                text = f"{where(one.work[1])}, {one.label} and {other.label}: {words}."
                sentences.append(Sentence(text, cited((one.runs, other.runs))))
    return sentences


def _times(low: float, high: float, other_low: float, other_high: float) -> str:
    """How many times as many lines the one with these ends sustains as the other."""
    if low > other_high:
        return f"the former sustains {low / other_high:.2g} to {high / other_low:.2g} times as many"
    if other_low > high:
        return f"the latter sustains {other_low / high:.2g} to {other_high / low:.2g} times as many"
    return f"they can't be told apart, at {format_per_s(low)} and {format_per_s(other_low)} lines/s"


def _kept_up(cells: Sequence[Cell], sources: Sources) -> list[Sentence]:
    """What the campaign's own rates tell."""
    kept = [cell for cell in cells if kept_up(cell)]
    behind = [cell for cell in cells if kept_up(cell) is False]
    sentences = []
    if kept:
        rates = sorted(cell.shown.summary["rate"]["target_per_s"] or 0.0 for cell in kept)
        who = "All cells" if len(kept) == len(cells) else listed([_named(cell) for cell in kept])
        words = f"{who} kept up with {span([format_per_s(rate) for rate in rates])} lines/s"
        sentences.append(Sentence(f"{words}: that is what they were offered.", sources.of(*kept)))
    for cell in behind:
        due = format_per_s(cell.shown.summary["rate"]["target_per_s"])
        text = f"{_named(cell)} didn't keep up with the {due} lines/s that it was offered."
        sentences.append(Sentence(text, sources.shown(cell)))
    return sentences


def kept_up(cell: Cell) -> bool | None:
    """Whether a cell kept up with what it was offered; None if its runs can't tell."""
    kept = judge(cell.shown.summary).kept_up
    return None if kept and not cell.valid else kept


def _offered(cell: Cell) -> list[str]:
    summary = cell.shown.summary
    told = {True: "yes", False: "no", None: "can't be told"}[kept_up(cell)]
    told += "" if cell.valid else f"\n{why(summary)}"
    figures = [format_per_s(summary["rate"][f"{name}_per_s"]) for name in ("target", "visible")]
    return [*figures, told]


def _named(cell: Cell) -> str:
    return f"{cell.label}, {cell.source}"
