"""What is on the page of versions, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.report.versions import DATA
from analysis.report.versions.pictures import CAPTION, Drawn, name_of
from analysis.tracked import verdict, words
from analysis.tracked.comparison import Cell, Comparison, Table
from analysis.tracked.results import SHORT

_SAMPLES = (
    "{} figures have a reference, but fewer than two valid samples that were kept on a side, so"
    " nothing is claimed of them. `asv run --record-samples` keeps them."
)
_FIGURES = (
    "A figure is the median of its samples; below it stands from where to where they go: from the"
    " lowest to the highest, or, where asv didn't keep them, between their quartiles."
)
_CHANGES = (
    "A change is of the geometric means of both sides' samples, with an interval of 95% (Welch's,"
    " of their logarithms). What takes 20% less time is 20% faster. Where the interval holds no"
    " change at all, the two are not told apart: that doesn't mean that they are the same."
)
_NOT_VALID = (
    "Not valid is a figure that says nothing: asv's output told why when it was measured. Failed is"
    " one whose measurement ended in an error or took too long."
)


@dataclass(frozen=True)
class Shown:
    """A place in a table, in words.

    Args:
        figure: the figure, or why there is none.
        spread: of its samples, or "".
        change: against its reference, or "".
        tone: `valid` for a change to the better, `invalid` for one to the worse, else "".
    """

    figure: str
    spread: str = ""
    change: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """A benchmark.

    Args:
        name: what links lead to.
        title: its heading.
        first: heading of the first column.
        columns: headings of the others.
        rows: labels, and what stands in each column.
        note: what the table leaves out.
        drawn: its picture, if it has one.
    """

    name: str
    title: str
    first: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Shown]]]
    note: str
    drawn: Drawn | None


@dataclass(frozen=True)
class View:
    """The page.

    Args:
        title, subtitle: its head.
        verdicts: what can be said of each column, in sentences.
        remarks: what has to be known to judge these.
        sections: the benchmarks that are compared.
        plain: those that aren't.
        caption: how to read the pictures.
        method: how to read the figures.
        again: the command that makes the page again.
        data: the file with the figures.
    """

    title: str
    subtitle: str
    verdicts: Sequence[Sequence[str]]
    remarks: Sequence[str]
    sections: Sequence[Section]
    plain: Sequence[Section]
    caption: str
    method: Sequence[str]
    again: str
    data: str = DATA

    @property
    def first_drawn(self) -> str:
        """The section that says how to read all pictures."""
        return next((section.name for section in self.sections if section.drawn), "")


def view(comparison: Comparison, drawn: Mapping[str, Drawn], again: str) -> View:
    """Put the page into words.

    Args:
        comparison: of versions or of commits.
        drawn: pictures by benchmark.
        again: the command that makes the page again.
    """
    said = [verdict.sentences(comparison, column) for column in comparison.columns]
    return View(
        title="Commits compared" if comparison.against else "Spark versions compared",
        subtitle=_subtitle(comparison),
        verdicts=[sentences for sentences in said if sentences],
        remarks=_remarks(comparison),
        sections=[_section(table, drawn) for table in comparison.tables],
        plain=[_section(table, {}) for table in comparison.plain],
        caption=CAPTION,
        method=[_FIGURES, _CHANGES, _NOT_VALID],
        again=again,
    )


def _subtitle(comparison: Comparison) -> str:
    short, where = comparison.commit[:SHORT], f"on {comparison.machine}"
    if comparison.against:
        old = comparison.against[:SHORT]
        return f"{short} against {old}, each version with itself, {where}"
    others = [column.label for column in comparison.columns if column.against is not None]
    if not others:
        return f"Commit {short} {where}"
    reference = comparison.columns[0].label
    return f"{', '.join(others)} against {reference}, at commit {short} {where}"


def _remarks(comparison: Comparison) -> list[str]:
    remarks = [verdict.remark(comparison), *comparison.remarks]
    if all(column.against is None for column in comparison.columns):
        remarks.append("No two versions were measured: there is nothing to compare.")
    if comparison.unsampled:
        remarks.append(_SAMPLES.format(comparison.unsampled))
    return [remark for remark in remarks if remark]


def _section(table: Table, drawn: Mapping[str, Drawn]) -> Section:
    benchmark = table.benchmark
    note = f"Without a figure: {', '.join(table.empty)}." if table.empty else ""
    return Section(
        name=name_of(table),
        title=benchmark.title,
        first=", ".join(benchmark.param_names) or "parameters",
        columns=[column.label for column in table.columns],
        rows=[
            (row.label, [_shown(cell, benchmark.unit) for cell in row.cells]) for row in table.rows
        ],
        note=note,
        drawn=drawn.get(benchmark.name),
    )


def _shown(cell: Cell, unit: str) -> Shown:
    figure, spread = words.of_figure(cell, unit), words.of_spread(cell, unit)
    change = cell.change
    if change is None:
        return Shown(figure, spread)
    if not change.told:
        return Shown(figure, spread, f"not told apart\n{words.of_bounds(change)}")
    return Shown(figure, spread, words.of_change(change), "invalid" if change.is_worse else "valid")
