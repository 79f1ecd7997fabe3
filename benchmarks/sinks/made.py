"""The sink that a cell asks for."""

from typing import TYPE_CHECKING

from benchmarks.choices import KAFKA, LENGTHS
from benchmarks.engines.engine import Stage
from benchmarks.jobs import structured
from benchmarks.sinks.batches import ForeachBatch, ForeachRDD, Noop
from benchmarks.sinks.files import Files
from benchmarks.sinks.folders import SaveAsTextFiles
from benchmarks.sinks.memory import Memory
from benchmarks.sinks.printed import Console, Pprint
from benchmarks.sinks.rows import Foreach
from benchmarks.sinks.sink import DStreamsSink, StructuredSink
from benchmarks.sinks.topic import Topic
from benchmarks.spark.presets import sink_options

if TYPE_CHECKING:
    from collections.abc import Callable


def of_structured(stage: Stage) -> StructuredSink:
    """The sink of a Structured Streaming cell."""
    cell, seen = stage.cell, stage.seen
    each = cell.workload == LENGTHS
    makers: dict[str, Callable[[], StructuredSink]] = {
        "foreachBatch": lambda: ForeachBatch(seen, structured.in_batch(cell)),
        "foreach": lambda: Foreach(seen, stage.listen, stage.advertise, each=each),
        "memory": lambda: Memory(seen),
        "console": lambda: Console(seen, cell),
        "text": lambda: Files(seen, cell.sink, stage.scratch / "out"),
        "parquet": lambda: Files(seen, cell.sink, stage.scratch / "out"),
        "noop": Noop,
        KAFKA: lambda: Topic(seen, stage.on_kafka, sink_options(cell)),
    }
    return makers[cell.sink]()


def of_dstreams(stage: Stage) -> DStreamsSink:
    """The sink of a DStreams cell."""
    cell, seen = stage.cell, stage.seen
    if cell.sink == "saveAsTextFiles":
        return SaveAsTextFiles(seen, cell, stage.scratch / "out")
    if cell.sink == "pprint":
        return Pprint(seen, cell)
    return ForeachRDD(seen, cell)
