"""The sink that a cell asks for."""

from benchmarks.choices import LENGTHS
from benchmarks.engines.engine import Stage
from benchmarks.jobs import structured
from benchmarks.sinks.batches import ForeachBatch, ForeachRDD, Noop
from benchmarks.sinks.files import Files
from benchmarks.sinks.folders import SaveAsTextFiles
from benchmarks.sinks.memory import Memory
from benchmarks.sinks.printed import Console, Pprint
from benchmarks.sinks.rows import Foreach
from benchmarks.sinks.sink import DStreamsSink, StructuredSink


def of_structured(stage: Stage) -> StructuredSink:
    """The sink of a Structured Streaming cell."""
    cell, seen = stage.cell, stage.seen
    if cell.sink == "foreach":
        each = cell.workload == LENGTHS
        return Foreach(seen, stage.listen, stage.advertise, each=each)
    if cell.sink == "memory":
        return Memory(seen)
    if cell.sink == "console":
        return Console(seen, cell)
    if cell.sink == "noop":
        return Noop()
    if cell.sink in {"text", "parquet"}:
        return Files(seen, cell.sink, stage.scratch / "out")
    return ForeachBatch(seen, structured.in_batch(cell))


def of_dstreams(stage: Stage) -> DStreamsSink:
    """The sink of a DStreams cell."""
    cell, seen = stage.cell, stage.seen
    if cell.sink == "saveAsTextFiles":
        return SaveAsTextFiles(seen, cell, stage.scratch / "out")
    if cell.sink == "pprint":
        return Pprint(seen, cell)
    return ForeachRDD(seen, cell)
