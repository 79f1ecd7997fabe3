"""What DStreams refuse."""

import math
import os

from analysis import cores
from benchmarks.cell import Cell
from benchmarks.choices import COUNTS, WINDOWS
from benchmarks.support.answer import Rule


def _cores(master: str) -> float:
    """How many cores Spark has; no bound where that isn't for the master's name to say."""
    known = cores.of_master(master, os.cpu_count() or 1)
    return math.inf if known is None else known


def _between_batches(cell: Cell) -> bool:
    """Whether its windows begin or end within a batch."""
    if cell.window is None or cell.setting.interval_ns is None:
        return False
    times_ns = cell.window.length_ns, cell.window.slide_ns
    return any(ns % cell.setting.interval_ns for ns in times_ns)


REFUSALS = (
    Rule(
        lambda cell: cell.setting.kind != "interval",
        "DStreams have a batch interval, such as 500ms or 1s, and no triggers",
    ),
    Rule(
        lambda cell: cell.source == "kafka",
        "PySpark has had no Kafka source for DStreams since Spark 3.0: no pyspark.streaming.kafka",
        "ModuleNotFoundError",
    ),
    Rule(
        lambda cell: cell.source == "socket" and cell.lanes > _cores(cell.master),
        "each receiver of DStreams holds a core of its own, and this master has fewer than lanes: "
        "it is accepted, and some never connect",
    ),
    Rule(
        lambda cell: cell.implementation == "dataframe" and cell.sink != "foreachRDD",
        "DStreams turn into DataFrames in foreachRDD, and nowhere else",
    ),
    Rule(
        lambda cell: cell.implementation == "dataframe" and cell.workload in {COUNTS, WINDOWS},
        "a DataFrame made in foreachRDD has the lines of its own batch only: no running counts, no "
        "windows",
    ),
    Rule(
        _between_batches,
        "windows of DStreams are made of whole batches: length and slide are multiples of the "
        "batch interval",
        "ValueError",
    ),
)
