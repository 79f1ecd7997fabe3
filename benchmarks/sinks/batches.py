"""foreachBatch and foreachRDD: Spark calls back with each batch's results; noop: it doesn't."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from benchmarks.cell import Cell
from benchmarks.jobs import dstreams
from benchmarks.seen import Seen
from benchmarks.sinks.sink import Unread

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming.readwriter import DataStreamWriter
    from pyspark.streaming import DStream


class ForeachBatch(Unread):
    """The rows of a batch, collected in the driver's Python.

    Args:
        seen: takes them.
        rest: what of the job is left to do with each batch.
    """

    def __init__(self, seen: Seen, rest: "Callable[[DataFrame], DataFrame] | None" = None) -> None:
        self._seen = seen
        self._rest = rest

    def write(self, results: "DataFrame") -> "DataStreamWriter":
        """Have Spark call back."""
        return results.writeStream.foreachBatch(self._collect)

    def _collect(self, changed: "DataFrame", batch: int) -> None:
        self._seen.rows(batch, (self._rest(changed) if self._rest else changed).collect())


class Noop(Unread):
    """Nowhere: the engine's progress alone tells of it."""

    def write(self, results: "DataFrame") -> "DataStreamWriter":
        """Throw the results away."""
        return results.writeStream.format("noop")


class ForeachRDD(Unread):
    """The items of a batch, collected in the driver's Python.

    Args:
        seen: takes them.
        cell: whose they are.
    """

    def __init__(self, seen: Seen, cell: Cell) -> None:
        self._here = Here((seen, cell))

    def write(self, results: "DStream[Any]") -> None:
        """Have Spark call back."""
        results.foreachRDD(_collector(self._here))


class Here:
    """Holds what stays in this process.

    DStreams pickle the functions of a job, and all they hold, into each checkpoint. Ours are never
    restored, so what can't be pickled needs only not to stand in the way.

    Args:
        held: whatever it is.
    """

    def __init__(self, held: Any = None) -> None:  # noqa: ANN401 - whatever it is
        self.held = held

    def __reduce__(self) -> tuple[type["Here"], tuple[()]]:
        return Here, ()


def _collector(here: Here) -> Callable[[datetime, "RDD[Any]"], None]:
    def collect(time: datetime, batch: "RDD[Any]") -> None:
        if here.held is None:
            return
        seen, cell = here.held
        made = cell.implementation == "dataframe"
        items = dstreams.by_dataframe(batch, cell) if made else batch.collect()
        time_ms = round(time.timestamp() * 1000)
        seen.rows(time_ms, dstreams.rows_of(cell, time_ms, items))

    return collect
