"""What a section of the report is made of: sentences and tables that cite the runs behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.report.differences.sources import Cited


@dataclass(frozen=True)
class Sentence:
    """A sentence; what stands between backticks is code.

    Args:
        text: with its full stop.
        runs: those that its figures come from; none if it has no figure that was measured.
    """

    text: str
    runs: Sequence[Cited] = ()


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Args:
        label: what it is of.
        texts: a text a column, figures with their units.
        runs: those that its figures come from.
    """

    label: str
    texts: Sequence[str]
    runs: Sequence[Cited] = ()


@dataclass(frozen=True)
class Table:
    """A table.

    Args:
        title: what is in it.
        first: heading of the first column, which has the labels.
        headings: of the columns after it.
        rows: if they cite runs, these have a column of their own.
        note: how to read it.
        prose: whether it has sentences in place of figures.
    """

    title: str
    first: str
    headings: Sequence[str]
    rows: Sequence[Row]
    note: str = ""
    prose: bool = False

    @property
    def cites(self) -> bool:
        """Whether its rows cite runs."""
        return any(row.runs for row in self.rows)


@dataclass(frozen=True)
class Section:
    """A section.

    Args:
        name: what links within the page lead to.
        title: its heading.
        paragraphs: sentences, in their order.
        tables: what comes after them; those without rows aren't shown.
    """

    name: str
    title: str
    paragraphs: Sequence[Sequence[Sentence]]
    tables: Sequence[Table] = field(default_factory=tuple)


def cited(runs: Iterable[Sequence[Cited]]) -> list[Cited]:
    """The runs of several citations, each once."""
    return list(dict.fromkeys(run for some in runs for run in some))
