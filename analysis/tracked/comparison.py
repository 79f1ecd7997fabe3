"""Which figures stand beside which: a table a benchmark, a column a result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.tracked.benchmark import Benchmark
from analysis.tracked.change import Change, between
from analysis.tracked.figure import Figure
from analysis.tracked.results import Params, Result


@dataclass(frozen=True, eq=False)
class Column:
    """The figures of one result.

    Args:
        label: what to call it.
        group: the environment's name; columns of one stand together.
        result: where they are from.
        against: what they are compared with; None for a reference, or where nothing is compared.
    """

    label: str
    group: str
    result: Result
    against: "Column | None" = None


@dataclass(frozen=True)
class Cell:
    """A figure and what it is against the reference.

    Args:
        figure: None if it wasn't measured.
        change: None if nothing can be said of it.
        comparable: whether both sides have a figure, be there enough samples or not.
        lost: whether the reference has a figure and this one is none.
    """

    figure: Figure | None
    change: Change | None = None
    comparable: bool = False
    lost: bool = False


@dataclass(frozen=True)
class Row:
    """The figures at one combination of parameters.

    Args:
        params: their values.
        cells: one a column.
    """

    params: Params
    cells: Sequence[Cell]

    @property
    def label(self) -> str:
        """The parameters in words; "all" if there are none."""
        return " ".join(self.params) or "all"

    @property
    def empty(self) -> bool:
        """Whether no column has a figure."""
        return all(cell.figure is None or cell.figure.value is None for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """The figures of one benchmark.

    Args:
        benchmark: which.
        columns: whose figures.
        rows: those that have a figure in any column.
        empty: labels of those that have none.
    """

    benchmark: Benchmark
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: Sequence[str] = ()


@dataclass(frozen=True)
class Place:
    """Where a figure stands.

    Args:
        table, row, column: its place.
        cell: what is there.
    """

    table: Table
    row: Row
    column: Column
    cell: Cell

    @property
    def benchmark(self) -> Benchmark:
        """Whose figure it is."""
        return self.table.benchmark


@dataclass(frozen=True)
class Comparison:
    """What stands beside what.

    Args:
        machine: whose results.
        commit: of the figures.
        against: the commit that they are compared with; None if it is an environment.
        columns: those of `tables`.
        tables: of figures that are compared.
        plain: tables of figures that only stand there.
        remarks: what was left out, in sentences.
    """

    machine: str
    commit: str
    against: str | None
    columns: Sequence[Column]
    tables: Sequence[Table]
    plain: Sequence[Table] = ()
    remarks: Sequence[str] = field(default_factory=tuple)

    def places(self) -> list[Place]:
        """Every figure that is compared, or is a reference: by table, row, column."""
        return places(self.tables)

    def comparable(self) -> list[Place]:
        """Those that have one to be compared with."""
        return [place for place in self.places() if place.cell.comparable]

    @property
    def made(self) -> int:
        """How many comparisons were made."""
        return sum(place.cell.change is not None for place in self.comparable())

    @property
    def unsampled(self) -> int:
        """How many figures couldn't be compared for want of samples."""
        return len(self.comparable()) - self.made


def tables(benchmarks: Mapping[str, Benchmark], columns: Sequence[Column]) -> list[Table]:
    """A table for each benchmark that any of the columns has a figure of."""
    made = [_table(benchmark, columns) for benchmark in benchmarks.values()]
    return [table for table in made if table.rows]


def places(some: Sequence[Table]) -> list[Place]:
    """Every figure of some tables, by table, row, column."""
    return [
        Place(table, row, column, cell)
        for table in some
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    ]


def outdated(benchmarks: Mapping[str, Benchmark], used: Sequence[Result]) -> list[str]:
    """The benchmarks of which results have figures that can't be compared with today's."""
    found = {
        name
        for result in used
        for name in result.figures
        if name not in benchmarks or not _current(benchmarks[name], result)
    }
    return sorted(found)


def _current(benchmark: Benchmark, result: Result) -> bool:
    return result.versions.get(benchmark.name, "") in {"", benchmark.version}


def _table(benchmark: Benchmark, columns: Sequence[Column]) -> Table:
    known = {column: _figures(benchmark, column) for column in columns}
    params = list(dict.fromkeys(one for figures in known.values() for one in figures))
    references = [known[column.against] if column.against else {} for column in columns]
    rows = [
        Row(
            one,
            [
                _cell(benchmark, known[column].get(one), reference.get(one))
                for column, reference in zip(columns, references, strict=True)
            ],
        )
        for one in params
    ]
    empty = [row.label for row in rows if row.empty]
    return Table(benchmark, columns, [row for row in rows if not row.empty], empty)


def _figures(benchmark: Benchmark, column: Column) -> Mapping[Params, Figure]:
    if not _current(benchmark, column.result):
        return {}
    return column.result.figures.get(benchmark.name, {})


def _cell(benchmark: Benchmark, figure: Figure | None, reference: Figure | None) -> Cell:
    if reference is None or reference.value is None:
        return Cell(figure)
    if figure is None or figure.value is None:
        return Cell(figure, lost=True)
    return Cell(figure, between(benchmark, reference, figure), comparable=True)
