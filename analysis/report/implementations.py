"""How much is the API, how much is Python: cells that differ in one of the two, and nothing else.

Structured Streaming computes lengths on the JVM, or in Python in several ways: between these lies
what Python costs. Its Python UDFs and DStreams' lambdas both compute them in Python: between these
lies the API, with all else that lambdas do in Python, such as counting. DStreams' lines pass
through Python on their way into a DataFrame too, so that tells neither of the two alone, and only
stands in the table. All else that was asked for has to be the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.plots.cells import P50, P99, Cell
from analysis.plots.implementation_bars import format_us
from analysis.plots.scales import NONE, format_ms
from analysis.report import compared
from analysis.report.aa import Measured
from analysis.report.compared import Compared
from analysis.report.figures import FigureTable
from analysis.report.ranking import rankable
from analysis.report.words import listed

API, PYTHON = "the API", "lengths in Python"
_DATAFRAMES = "the API, and a DataFrame made"
_WITHOUT = "lambdas, and no DataFrame made"

_JVM, _PYTHON_UDF = ("structured", "jvm"), ("structured", "python-udf")
_LAMBDAS, _DATAFRAME = ("dstreams", "lambdas"), ("dstreams", "dataframe")
_STEPS = (
    (PYTHON, _JVM, _PYTHON_UDF),
    (PYTHON, _JVM, ("structured", "arrow-udf")),
    (PYTHON, _JVM, ("structured", "map-in-pandas")),
    (API, _PYTHON_UDF, _LAMBDAS),
    (_DATAFRAMES, _JVM, _DATAFRAME),
    (_WITHOUT, _DATAFRAME, _LAMBDAS),
)
"""What differs, and between which two: from the one that is expected to take less."""

_HOW_LONG = {"duration", "warmup", "drain"}
_OF_ONE_API = {"api", "sink", "mode", "state-store", "watermark", "options"}
COUNTERPARTS = {"foreachRDD": "foreachBatch", "pprint": "console", "saveAsTextFiles": "text"}
"""Sinks of DStreams, and those of Structured Streaming that hand results on in the same way."""

Kind = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Step:
    """Two cells that differ in one thing.

    Args:
        differs: what that is.
        first, second: the cells.
        p50, p99: their latencies, ms; None if lost lines reach them.
        cpu: their CPU time a line, µs; None if it wasn't measured.
    """

    differs: str
    first: Cell
    second: Cell
    p50: Compared | None
    p99: Compared | None
    cpu: Compared | None


def chosen(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that are compared, in their order."""
    found = {cell.name for _, *pair in _pairs(cells) for cell in pair}
    return [cell for cell in cells if cell.name in found]


def steps(cells: Sequence[Cell], noise: Measured | None) -> list[Step]:
    """Every two cells that differ in Python or the API alone."""
    return [_step(differs, first, second, noise) for differs, first, second in _pairs(cells)]


def table(found: Sequence[Step]) -> FigureTable:
    """The figures of each step."""
    return FigureTable(
        "What differs, and what it makes",
        ["p50", "p99", "CPU a line"],
        [(_named(step), _figures(step)) for step in found],
        "What else the engines do differently for what differs is part of it: Structured Streaming"
        " counts on the JVM, DStreams' lambdas in Python; and DStreams' lines pass through Python"
        " on their way into a DataFrame. Intervals are 95%; those of CPU time are from run to run,"
        " so single runs have none.",
        first="what differs",
        shown=True,
    )


def sentences(cells: Sequence[Cell], noise: Measured | None) -> list[str]:
    """How much of what lies between the two APIs' own ways is the API, and how much Python."""
    said: list[str] = []
    for group in _groups(cells, across=True):
        if {_JVM, _PYTHON_UDF, _LAMBDAS} <= set(group):
            first, middle, last = group[_JVM], group[_PYTHON_UDF], group[_LAMBDAS]
            parts = [_step(PYTHON, first, middle, noise), _step(API, middle, last, noise)]
            said += _shares(_step("", first, last, noise), parts, middle)
    return said


def _named(step: Step) -> str:
    first, second = step.first.label, step.second.label
    return f"{step.differs}\n{first} \N{RIGHTWARDS ARROW} {second}, {step.first.source}"


def _figures(step: Step) -> list[str]:
    return [
        _told(step.p50, format_ms, "slower", "faster"),
        _told(step.p99, format_ms, "slower", "faster"),
        _told(step.cpu, format_us, "more", "less"),
    ]


def _shares(whole: Step, parts: Sequence[Step], middle: Cell) -> Iterator[str]:
    """A sentence for the median, and one for CPU time, where they can be told."""
    measures: list[tuple[Callable[[Step], Compared | None], Callable[[float], str], str]] = [
        (lambda step: step.p50, format_ms, "of p50"),
        (lambda step: step.cpu, format_us, "of CPU a line"),
    ]
    for measure, form, of_what in measures:
        found = measure(whole)
        each = [(step.differs, measure(step)) for step in parts]
        if found is None or not found.claimed or not any(one and one.claimed for _, one in each):
            continue
        grows = found.second > found.first
        ends = [whole.first, whole.second] if grows else [whole.second, whole.first]
        makes = [f"{_makes(one, form, grows=grows)} is {what}" for what, one in each]
        yield (
            f"Of the {form(abs(found.second - found.first))} {of_what} between {ends[0].label} and"
            f" {ends[1].label} ({ends[0].source}), {listed(makes)}, going by {middle.label}."
        )


def _makes(part: Compared | None, form: Callable[[float], str], *, grows: bool) -> str:
    if part is None or not part.claimed:
        return "nothing that can be told"
    apart = form(abs(part.second - part.first))
    return apart if (part.second > part.first) is grows else f"\N{MINUS SIGN}{apart}"


def _told(found: Compared | None, form: Callable[[float], str], more: str, less: str) -> str:
    if found is None:
        return NONE
    both = f"{form(found.first)} \N{RIGHTWARDS ARROW} {form(found.second)}"
    return f"{both}\n{found.told(more, less)}"


def _step(differs: str, first: Cell, second: Cell, noise: Measured | None) -> Step:
    p50, p99 = (compared.latency(first, second, q, _factor(noise, q)) for q in (P50, P99))
    return Step(differs, first, second, p50, p99, compared.cpu(first, second))


def _factor(noise: Measured | None, share: float) -> float:
    known = None if noise is None else noise.at(share)
    return 1.0 if known is None else known.factor


def _pairs(cells: Sequence[Cell]) -> list[tuple[str, Cell, Cell]]:
    """What differs, and the two cells, in the order of `_STEPS`."""
    groups = {across: _groups(cells, across=across) for across in (False, True)}
    return [
        (differs, by_kind[one], by_kind[other])
        for differs, one, other in _STEPS
        for by_kind in groups[one[0] != other[0]]
        if one in by_kind and other in by_kind
    ]


def _groups(cells: Sequence[Cell], *, across: bool) -> list[Mapping[Kind, Cell]]:
    """Cells that differ in their implementation only, or with `across` in their API as well.

    Where two of a kind are left, something else sets them apart, and neither is taken.
    """
    groups: dict[str, dict[Kind, list[Cell]]] = {}
    for cell in cells:
        if rankable(cell) and not cell.drains:
            spec = cell.shown.summary["cell"]
            group = groups.setdefault(_rest(cell, across=across), {})
            group.setdefault((cell.api, str(spec.get("implementation"))), []).append(cell)
    return [
        {kind: members[0] for kind, members in group.items() if len(members) == 1}
        for group in groups.values()
    ]


def _rest(cell: Cell, *, across: bool) -> str:
    """All that was asked for beyond what may differ."""
    spec = cell.shown.summary["cell"]
    without = _HOW_LONG | {"implementation"} | (_OF_ONE_API if across else set())
    kept = sorted((key, str(value)) for key, value in spec.items() if key not in without)
    sink = str(spec.get("sink"))
    return str([*kept, COUNTERPARTS.get(sink, sink)])
