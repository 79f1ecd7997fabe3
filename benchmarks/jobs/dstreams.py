"""The workloads in DStreams.

Results are items of whole numbers: pairs of key and count, or a key alone.
"""

import operator
from typing import TYPE_CHECKING, Any

from benchmarks.cell import Cell
from benchmarks.choices import BATCH_COUNTS, COUNTS
from benchmarks.jobs import structured
from benchmarks.tally import Rows
from benchmarks.window import Window
from loadgen.numbers import DIGITS
from loadgen.units import NS_PER_S

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.streaming import DStream


def lengths(lines: "DStream[str]") -> "DStream[int]":
    """Lines -> length."""
    return lines.map(len)


def batch_counts(keys: "DStream[int]") -> "DStream[tuple[int, int]]":
    """Length -> count per length in each batch."""
    return keys.map(lambda key: (key, 1)).reduceByKey(operator.add)


def length_counts(keys: "DStream[int]") -> "DStream[tuple[int, int]]":
    """Length -> count per length, kept up to date.

    Returns:
        Pairs of length and count, all that have ever occurred, in every batch.
    """
    return batch_counts(keys).updateStateByKey(lambda new, count: sum(new, count or 0))


def window_counts(keys: "DStream[int]", length_s: float, slide_s: float) -> "DStream[Any]":
    """Length -> count per length in each window.

    Where windows overlap, what leaves a window is taken off.
    """
    inverse = operator.sub if slide_s < length_s else None
    return keys.map(lambda key: (key, 1)).reduceByKeyAndWindow(  # parts of a second work too
        operator.add,
        inverse,
        length_s,  # type: ignore[arg-type]
        slide_s,  # type: ignore[arg-type]
        filterFunc=lambda pair: pair[1] > 0,
    )


def build(lines: "DStream[str]", cell: Cell) -> "DStream[Any]":
    """The cell's job; where batches are made into DataFrames, that is left for its sink to do."""
    if cell.implementation == "dataframe":
        return lines
    lines = together(lines, cell.coalesce) if cell.coalesce else lines
    keys = numbers(lines) if cell.keys else lengths(lines)
    if cell.workload == COUNTS:
        return length_counts(keys)
    if cell.workload == BATCH_COUNTS:
        return batch_counts(keys)
    if cell.window is not None:
        return window_counts(keys, *_durations_s(cell.window))
    return keys


def numbers(lines: "DStream[str]") -> "DStream[int]":
    """Lines -> the number that they carry."""
    return lines.map(lambda line: int(line[:DIGITS]))


def together(lines: "DStream[str]", partitions: int) -> "DStream[str]":
    """Lines, in so many partitions a batch: each is a Python task."""
    return lines.transform(lambda blocks: blocks.coalesce(partitions))


def by_dataframe(lines: "RDD[str]", cell: Cell) -> list[Any]:
    """A batch's lines made into a DataFrame, and the job done there: rows, in hand."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - slow; workers only

    session = SparkSession.builder.getOrCreate()
    blocks = lines.coalesce(cell.coalesce) if cell.coalesce else lines
    one = blocks.map(lambda line: (line,))
    keyed = structured.keys_of(
        session.createDataFrame(one, "value string"), "jvm", numbers=bool(cell.keys)
    )
    counted = structured.in_batch(cell)
    return (counted(keyed) if counted else keyed).collect()


def rows_of(cell: Cell, time_ms: int, items: list[Any]) -> Rows:
    """A batch's items as rows.

    Args:
        cell: whose they are.
        time_ms: the batch's time; a window ends then.
        items: pairs of key and count, or keys.
    """
    if cell.window is not None:
        start_ms = time_ms - cell.window.length_ms
        return ((start_ms, key, count) for key, count in items)
    return items if not items or not isinstance(items[0], int) else ((key,) for key in items)


def _durations_s(window: Window) -> tuple[float, float]:
    return window.length_ns / NS_PER_S, window.slide_ns / NS_PER_S
