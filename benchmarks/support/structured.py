"""What Structured Streaming refuses, in the order in which Spark looks at it."""

from benchmarks.cell import Cell
from benchmarks.choices import BATCH_COUNTS, COUNTS, FILE_SINKS, LENGTHS, WINDOWS
from benchmarks.support.answer import Rule
from loadgen.units import NS_PER_S

_MODE = "AnalysisException [STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION]"
_CONTINUOUS = "AnalysisException [_LEGACY_ERROR_TEMP_3102]"
# Spark 3.5 has no name for either.
_UNNAMED = {(4, 0): "AnalysisException"}
_REAL_TIME = "[STREAMING_REAL_TIME_MODE"
_REAL_TIME_SINKS = {"kafka", "foreach", "console"}
_SHORTEST = "spark.sql.streaming.realTimeMode.minBatchDuration"
_SHORTEST_NS = 5 * NS_PER_S
_BY_EXPRESSION = {"jvm", "python-udf", "arrow-udf"}


def _continuous(cell: Cell) -> bool:
    return cell.setting.kind == "continuous"


def _real_time(cell: Cell) -> bool:
    return cell.setting.kind == "real-time"


def _too_short(cell: Cell) -> bool:
    """Whether a real-time batch is shorter than Spark lets it be, and nobody has told Spark."""
    shorter = (cell.setting.interval_ns or 0) < _SHORTEST_NS
    return _real_time(cell) and shorter and _SHORTEST not in dict(cell.conf)


REFUSALS = (
    Rule(
        lambda cell: cell.setting.kind == "none",
        "a Structured Streaming query always has a trigger: default, 1s, …",
    ),
    Rule(
        lambda cell: cell.workload == BATCH_COUNTS and cell.sink != "foreachBatch",
        "a query can't count each batch alone: that is done in foreachBatch, and nowhere else",
    ),
    Rule(
        _real_time,
        "PySpark has real-time mode since 4.2: before, a trigger has no realTime",
        "TypeError",
        before=(4, 2),
    ),
    Rule(
        lambda cell: cell.sink in FILE_SINKS and cell.mode != "append",
        "files, once written, stay as they are: text and parquet take append mode only",
        "AnalysisException [STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE]",
        earlier={(4, 0): "AnalysisException [_LEGACY_ERROR_TEMP_1131]"},
    ),
    Rule(
        lambda cell: _continuous(cell) and cell.sink == "foreachBatch",
        "continuous processing has no batches, so no foreachBatch",
        "AnalysisException [_LEGACY_ERROR_TEMP_1195]",
    ),
    Rule(
        lambda cell: _real_time(cell) and cell.sink not in _REAL_TIME_SINKS,
        "real-time mode writes to Kafka, foreach and console only",
        f"IllegalArgumentException {_REAL_TIME}.OPERATOR_OR_SINK_NOT_IN_ALLOWLIST]",
        since=(4, 2),
    ),
    Rule(
        _too_short,
        f"a real-time batch takes 5s or more: less is for who sets --conf {_SHORTEST}",
        "IllegalArgumentException [INVALID_STREAMING_REAL_TIME_MODE_TRIGGER_INTERVAL]",
        since=(4, 2),
    ),
    Rule(
        lambda cell: _real_time(cell) and cell.state_store == "hdfs",
        "real-time mode keeps state in RocksDB only, also where there is none to keep",
        f"IllegalArgumentException {_REAL_TIME}.SQL_CONFIGURATION_NOT_SUPPORTED]",
        since=(4, 3),
    ),
    Rule(
        lambda cell: _real_time(cell) and cell.mode != "update",
        "real-time mode takes update mode only",
        f"AnalysisException {_REAL_TIME}.OUTPUT_MODE_NOT_SUPPORTED]",
        since=(4, 2),
    ),
    Rule(
        lambda cell: cell.workload == COUNTS and cell.mode == "append",
        "running counts are never final, and append mode shows only what is: it takes a watermark",
        _MODE,
        earlier=_UNNAMED,
    ),
    Rule(
        lambda cell: cell.workload in {LENGTHS, BATCH_COUNTS} and cell.mode == "complete",
        "complete mode shows all of a state, and without an aggregation there is none",
        _MODE,
        earlier=_UNNAMED,
    ),
    Rule(
        lambda cell: _real_time(cell) and cell.source != "kafka",
        "real-time mode reads from Kafka only",
        f"StreamingQueryException {_REAL_TIME}.INPUT_STREAM_NOT_SUPPORTED]",
        since=(4, 2),
    ),
    Rule(
        lambda cell: _real_time(cell) and cell.workload in {COUNTS, WINDOWS},
        "real-time mode keeps state since 4.3: before, lengths is all that it runs",
        f"StreamingQueryException {_REAL_TIME}.OPERATOR_OR_SINK_NOT_IN_ALLOWLIST]",
        since=(4, 2),
        before=(4, 3),
    ),
    Rule(
        lambda cell: _real_time(cell) and cell.implementation != "jvm",
        "real-time mode runs no Python: its operators are few, and those aren't among them",
        f"StreamingQueryException {_REAL_TIME}.OPERATOR_OR_SINK_NOT_IN_ALLOWLIST]",
        since=(4, 2),
    ),
    Rule(
        lambda cell: _real_time(cell) and cell.coalesce > 0,
        "real-time mode brings no partitions together: it takes --coalesce 0",
        f"StreamingQueryException {_REAL_TIME}.OPERATOR_OR_SINK_NOT_IN_ALLOWLIST]",
        since=(4, 2),
    ),
    Rule(
        lambda cell: _continuous(cell) and cell.sink in FILE_SINKS,
        "continuous processing writes no files: the sinks text and parquet know no such trigger",
        "StreamingQueryException",
        earlier={(4, 0): "Py4JJavaError"},
    ),
    Rule(
        lambda cell: _continuous(cell) and cell.source == "files",
        "continuous processing reads no files: the source knows batches only",
        _CONTINUOUS,
        earlier=_UNNAMED,
    ),
    Rule(
        lambda cell: _continuous(cell) and cell.source == "socket" and cell.lanes > 1,
        "continuous processing reads one source: no union of several",
        _CONTINUOUS,
        earlier=_UNNAMED,
    ),
    Rule(
        lambda cell: _continuous(cell) and cell.workload in {COUNTS, WINDOWS},
        "continuous processing takes map-like operators only: no aggregation, no watermark",
        _CONTINUOUS,
        earlier=_UNNAMED,
    ),
    Rule(
        lambda cell: _continuous(cell) and cell.implementation not in _BY_EXPRESSION,
        "continuous processing takes expressions, and no mapInPandas",
        _CONTINUOUS,
        earlier=_UNNAMED,
    ),
    Rule(
        lambda cell: _continuous(cell) and cell.sink == "foreach",
        "a Python foreach asks for the number of its batch, and continuous processing has none",
        "StreamingQueryException [PYTHON_EXCEPTION]",
        earlier={(4, 2): "StreamingQueryException"},
    ),
    Rule(
        lambda cell: cell.setting.kind == "available-now" and cell.source == "socket",
        "a socket has no end to be drained to: available-now ends at once with 0 rows",
    ),
)
