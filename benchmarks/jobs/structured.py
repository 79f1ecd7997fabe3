"""The workloads in Structured Streaming.

Lines have the column `value`, and for windows `timestamp`: when Spark took them in. Results are
columns of whole numbers, as `benchmarks.tally` has them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from benchmarks.cell import Cell
from benchmarks.choices import BATCH_COUNTS, COUNTS
from benchmarks.window import Window
from loadgen.numbers import DIGITS
from loadgen.units import NS_PER_MS

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import Column, DataFrame


def lengths(lines: "DataFrame") -> "DataFrame":
    """Lines -> length."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - its own documented name

    return lines.withColumn("key", F.length("value")).drop("value")


def length_counts(keyed: "DataFrame") -> "DataFrame":
    """Length -> count per length: running counts of a stream, or those of a batch."""
    return keyed.groupBy("key").count()


def window_counts(keyed: "DataFrame", length: str, slide: str, watermark: str) -> "DataFrame":
    """Length -> count per window and length.

    Args:
        keyed: with the columns `key` and `timestamp`.
        length: of a window, as Spark takes it: `5 seconds`.
        slide: from one window to the next, likewise.
        watermark: how late lines may come, likewise.
    """
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - as above

    return (
        keyed.withWatermark("timestamp", watermark)
        .groupBy(F.window("timestamp", length, slide), "key")
        .count()
        .select(F.unix_millis("window.start").alias("start"), "key", "count")
    )


def build(lines: "DataFrame", cell: Cell) -> "DataFrame":
    """The cell's job, but for what `in_batch` does of it."""
    if cell.coalesce:
        lines = lines.coalesce(cell.coalesce)
    keyed = keys_of(lines, cell.implementation, numbers=bool(cell.keys))
    if cell.workload == COUNTS:
        return length_counts(keyed)
    if cell.window is not None:
        return window_counts(keyed, *_durations(cell.window, cell.watermark_ns or 0))
    return keyed


def in_batch(cell: Cell) -> "Callable[[DataFrame], DataFrame] | None":
    """What is left to do with each batch; None if nothing is."""
    return length_counts if cell.workload == BATCH_COUNTS else None


def keys_of(lines: "DataFrame", implementation: str, *, numbers: bool) -> "DataFrame":
    """Lines -> what they are counted by, in the way asked for.

    Args:
        lines: with `value`, and maybe `timestamp`, which is kept.
        implementation: one of `benchmarks.choices.IMPLEMENTATIONS`.
        numbers: whether it is the number that they carry, or their length.
    """
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - as above

    if implementation == "map-in-pandas":
        timed = "timestamp" in lines.columns
        schema = "key int, timestamp timestamp" if timed else "key int"
        return lines.mapInPandas(_number_frames if numbers else _length_frames, schema)
    if implementation == "jvm":
        if not numbers:
            return lengths(lines)
        key: Column = F.substring("value", 1, DIGITS).cast("int")
    else:
        arrow = implementation == "arrow-udf"
        key = F.udf(_number if numbers else len, "int", useArrow=arrow)("value")
    return lines.withColumn("key", key).drop("value")


def spark_duration(ns: int) -> str:
    """A time as Spark takes it."""
    return f"{ns // NS_PER_MS} milliseconds"


def _durations(window: Window, watermark_ns: int) -> Iterable[str]:
    return map(spark_duration, (window.length_ns, window.slide_ns, watermark_ns))


def _number(line: str) -> int:
    return int(line[:DIGITS])


def _length_frames(frames: "Iterator[pd.DataFrame]") -> "Iterator[pd.DataFrame]":
    for frame in frames:
        yield frame.assign(key=frame["value"].str.len()).drop(columns="value")


def _number_frames(frames: "Iterator[pd.DataFrame]") -> "Iterator[pd.DataFrame]":
    for frame in frames:
        numbers = frame["value"].str[:DIGITS].astype("int32")
        yield frame.assign(key=numbers).drop(columns="value")
