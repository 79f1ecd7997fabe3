"""The whole matrix, each cell with its answer."""

from itertools import product

from benchmarks.cell import Cell
from benchmarks.choices import APIS, MODES, SINKS, SOURCES, SYNTHETIC, WORKLOADS
from benchmarks.spark.installed import Version, installed
from benchmarks.support import dstreams, plain, structured, unmeasured
from benchmarks.support.answer import Rule, Support

DIMENSIONS = ("source", "setting", "sink", "mode", "workload")
"""What the matrix is made of, for each API."""

SETTINGS = {
    "structured": ("default", "1s", "available-now", "continuous:1s", "real-time:5s"),
    "dstreams": ("1s",),
    "floor": ("none",),
}
REFUSALS: dict[str, tuple[Rule, ...]] = {
    "structured": structured.REFUSALS,
    "dstreams": dstreams.REFUSALS,
    "floor": plain.FLOOR,
    SYNTHETIC: plain.SYNTHETIC,
}


def support(cell: Cell, spark: Version | None = None) -> Support:
    """Whether the cell can be run, and if not, why.

    Args:
        cell: what is to be run.
        spark: the Spark to run it, if not the one installed.
    """
    spark = spark or installed()
    for rule in REFUSALS[cell.api]:
        if rule.holds(spark) and rule.applies(cell):
            return Support(spark=rule.reason, error_class=rule.raised(spark))
    ours = (rule.reason for rule in unmeasured.RULES if rule.applies(cell))
    return Support(ours=next(ours, ""))


def described(cell: Cell) -> str:
    """A cell in the words by which it is supported or not."""
    parts = [cell.api, cell.source, cell.setting.text, cell.sink, cell.mode, cell.workload]
    return " x ".join(part for part in parts if part != "none")


def matrix() -> list[tuple[Cell, Support]]:
    """Every api x source x setting x sink x mode x workload with its answer."""
    cells = [
        _cell(api, dict(zip(DIMENSIONS, words, strict=True)))
        for api in APIS
        for words in product(SOURCES, SETTINGS[api], SINKS[api], MODES[api], WORKLOADS)
    ]
    return [(cell, support(cell)) for cell in cells]


def _cell(api: str, words: dict[str, str]) -> Cell:
    return Cell.parse(words | {"api": api})
