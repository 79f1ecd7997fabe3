"""Which cells can be run, and the reason where one can't.

Two kinds of no are kept apart: what Spark itself can't do, and what Streamgauge doesn't measure
yet.
"""

import math
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from benchmarks.cell import Cell
from benchmarks.choices import APIS, SINKS, SOURCES, SYNTHETIC
from benchmarks.setting import Setting

MEASURED_SOURCES = ("socket", "files")
SETTINGS = {
    "structured": ("default", "1s", "available-now", "continuous:1s", "real-time:5s"),
    "dstreams": ("1s",),
    "floor": ("none",),
}
_LOCAL = re.compile(r"local(?:\[(\d+|\*)(?:,.*)?\])?")
_REAL_TIME_SINKS = {"kafka", "foreach", "console"}

# What Spark refuses, per api: whether it applies to a cell, and the reason in words.
_REFUSALS: dict[str, list[tuple[Callable[[Cell], bool], str]]] = {
    "structured": [
        (
            lambda cell: cell.setting.kind == "none",
            "a Structured Streaming query always has a trigger: default, 1s, …",
        ),
        (
            lambda cell: cell.setting.kind == "continuous" and cell.workload != "lengths",
            "continuous processing takes map-like operators only, and length-count aggregates",
        ),
        (
            lambda cell: cell.setting.kind == "available-now" and cell.source == "socket",
            "a socket has no end to be drained to: available-now ends at once with 0 rows",
        ),
        (
            lambda cell: cell.setting.kind == "real-time" and cell.source != "kafka",
            "real-time mode reads from Kafka only",
        ),
        (
            lambda cell: cell.setting.kind == "real-time" and cell.sink not in _REAL_TIME_SINKS,
            "real-time mode writes to Kafka, foreach and console only",
        ),
    ],
    "dstreams": [
        (
            lambda cell: cell.setting.kind != "interval",
            "DStreams have a batch interval, such as 500ms or 1s, and no trigger {setting}",
        ),
        (
            lambda cell: cell.source == "kafka",
            "PySpark has had no Kafka source for DStreams since Spark 3.0",
        ),
        (
            lambda cell: cell.source == "socket" and cell.lanes >= _cores(cell.master),
            "a DStreams receiver holds a core of its own, and {master} has no other for the job",
        ),
    ],
    "floor": [
        (
            lambda cell: cell.setting.kind != "none",
            "the floor is a plain reader: its setting is none",
        ),
    ],
    SYNTHETIC: [
        (
            lambda cell: cell.setting.kind != "none",
            "the synthetic engine follows its law: its setting is none",
        ),
        (
            lambda cell: cell.source != "socket",
            "the synthetic engine reads a socket",
        ),
        (
            lambda cell: cell.lanes != 1,
            "the synthetic engine reads one lane",
        ),
    ],
}


@dataclass(frozen=True)
class Support:
    """Whether a cell can be run.

    Args:
        spark: why Spark can't; "" if it can.
        ours: why Streamgauge doesn't, though Spark could; "" if it does.
    """

    spark: str = ""
    ours: str = ""

    @property
    def runs(self) -> bool:
        """Whether it can be run here and now."""
        return not self.spark and not self.ours

    @property
    def reason(self) -> str:
        """Why not; "" if it can."""
        return self.spark or self.ours


def support(cell: Cell) -> Support:
    """Whether the cell can be run, and if not, why."""
    spark = next(_spark_refuses(cell), "")
    return Support(spark, "" if spark else next(_not_measured(cell), ""))


def described(cell: Cell) -> str:
    """A cell in the words by which it is supported or not."""
    parts = [cell.api, cell.source, cell.setting.text, cell.sink, cell.mode, cell.workload]
    return " x ".join(part for part in parts if part != "none")


def matrix() -> list[tuple[Cell, Support]]:
    """Every api x source x setting x sink with its answer, for the length-count job."""
    cells = [
        Cell(api=api, source=source, setting=Setting.parse(setting), sink=sink)
        for api in APIS
        for source, setting, sink in product(SOURCES, SETTINGS[api], SINKS[api])
    ]
    return [(cell, support(cell)) for cell in cells]


def _cores(master: str) -> float:
    """How many cores Spark has; no bound where that isn't for the master's name to say."""
    found = _LOCAL.fullmatch(master)
    if not found:
        return math.inf
    return (os.cpu_count() or 1) if found[1] == "*" else int(found[1] or 1)


def _spark_refuses(cell: Cell) -> Iterator[str]:
    for applies, reason in _REFUSALS[cell.api]:
        if applies(cell):
            yield reason.format(setting=cell.setting.text, master=cell.master)


def _not_measured(cell: Cell) -> Iterator[str]:
    if cell.lanes > 1 and not cell.on_spark:
        yield "a plain reader has one lane: nobody tells how many lines of each are in its results"
    if cell.source not in MEASURED_SOURCES:
        yield "this source is not measured yet"
