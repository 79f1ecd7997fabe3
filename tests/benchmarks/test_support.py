from typing import Any

import pytest

from benchmarks.cell import Cell
from benchmarks.choices import APIS, MODES, SINKS, SOURCES, WORKLOADS
from benchmarks.spark.installed import NEWEST, Version, installed
from benchmarks.support import described, matrix, support
from benchmarks.support.matrix import REFUSALS, SETTINGS
from benchmarks.support.unmeasured import RULES

CONTINUOUS = {"setting": "continuous:1s", "workload": "lengths", "sink": "memory"}
REAL_TIME = {"setting": "real-time:5s", "sink": "foreach", "state-store": "rocksdb"}
WINDOWS = {"workload": "length-count-window"}
DATAFRAME = {"api": "dstreams", "implementation": "dataframe"}


@pytest.mark.parametrize("source", ["socket", "files"])
@pytest.mark.parametrize(
    ("api", "setting"),
    [("structured", "default"), ("structured", "250ms"), ("dstreams", "1s"), ("floor", "none")],
)
def test_what_is_measured_runs(api: str, setting: str, source: str) -> None:
    answer = support(Cell.parse({"api": api, "source": source, "setting": setting}))
    assert answer.runs
    assert (answer.reason, answer.error_class, answer.refused_by) == ("", "", None)


@pytest.mark.parametrize(
    ("spec", "reason", "raised"),
    [
        ({"setting": "none"}, "always has a trigger", ""),
        ({"workload": "length-count-batch", "sink": "memory"}, "done in foreachBatch", ""),
        ({"sink": "text", "mode": "update"}, "append mode only", "UNSUPPORTED_DATASOURCE"),
        (CONTINUOUS | {"sink": "foreachBatch"}, "has no batches", "_LEGACY_ERROR_TEMP_1195"),
        (CONTINUOUS | {"sink": "parquet"}, "writes no files", "StreamingQueryException"),
        (CONTINUOUS | {"source": "files"}, "reads no files", "_LEGACY_ERROR_TEMP_3102"),
        (CONTINUOUS | {"lanes": 2}, "one source", "_LEGACY_ERROR_TEMP_3102"),
        (CONTINUOUS | WINDOWS, "map-like operators only", "_LEGACY_ERROR_TEMP_3102"),
        (CONTINUOUS | {"sink": "foreach"}, "number of its batch", "PYTHON_EXCEPTION"),
        (
            CONTINUOUS | {"implementation": "map-in-pandas"},
            "no mapInPandas",
            "_LEGACY_ERROR_TEMP_3102",
        ),
        (REAL_TIME | {"sink": "memory"}, "writes to Kafka", "OPERATOR_OR_SINK_NOT_IN_ALLOWLIST"),
        (
            REAL_TIME | {"state-store": "hdfs"},
            "in RocksDB only",
            "SQL_CONFIGURATION_NOT_SUPPORTED",
        ),
        (REAL_TIME | {"mode": "complete"}, "update mode only", "OUTPUT_MODE_NOT_SUPPORTED"),
        (REAL_TIME, "reads from Kafka only", "INPUT_STREAM_NOT_SUPPORTED"),
        (
            REAL_TIME | {"source": "kafka", "setting": "real-time:4s"},
            "takes 5s or more",
            "REAL_TIME_MODE_TRIGGER_INTERVAL",
        ),
        (
            REAL_TIME | {"source": "kafka", "coalesce": 1},
            "--coalesce 0",
            "OPERATOR_OR_SINK_NOT_IN_ALLOWLIST",
        ),
        (
            REAL_TIME | {"source": "kafka", "implementation": "arrow-udf"},
            "runs no Python",
            "OPERATOR_OR_SINK_NOT_IN_ALLOWLIST",
        ),
        ({"mode": "append"}, "takes a watermark", "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION"),
        (
            {"workload": "lengths", "mode": "complete"},
            "without an aggregation there is none",
            "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
        ),
        ({"setting": "available-now"}, "ends at once with 0 rows", ""),
        ({"api": "dstreams", "setting": "default"}, "DStreams have a batch interval", ""),
        ({"api": "dstreams", "source": "kafka"}, "since Spark 3.0", "ModuleNotFoundError"),
        (DATAFRAME | {"sink": "pprint", "workload": "lengths"}, "in foreachRDD", ""),
        (DATAFRAME, "no running counts", ""),
        (DATAFRAME | WINDOWS, "no windows", ""),
        ({"api": "dstreams", "setting": "2s"} | WINDOWS, "whole batches", "ValueError"),
        (
            {"api": "dstreams", "window": "10s/5s", "setting": "10s"} | WINDOWS,
            "whole batches",
            "ValueError",
        ),
        ({"api": "floor", "setting": "1s"}, "its setting is none", ""),
    ],
)
def test_what_spark_refuses_has_its_reason_and_its_error(
    spec: dict[str, Any], reason: str, raised: str
) -> None:
    answer = support(Cell.parse(spec))
    assert reason in answer.spark
    assert raised in answer.error_class
    assert bool(raised) == bool(answer.error_class)
    assert (answer.runs, answer.refused_by, answer.ours) == (False, "spark", "")


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (REAL_TIME | {"source": "kafka", "lanes": 2}, "nobody tells how many lines of each"),
        (CONTINUOUS | {"source": "kafka", "lanes": 2}, "nobody tells how many lines of each"),
        (CONTINUOUS | {"sink": "noop"}, "nobody knows what is in"),
        ({"api": "floor"} | WINDOWS, "a plain reader has no windows"),
        ({"api": "floor", "lanes": 2}, "a plain reader has one lane"),
        (WINDOWS | {"mode": "append", "lanes": 2}, "later than their batch"),
        ({"api": "dstreams", "source": "files", "lanes": 2} | WINDOWS, "later than their batch"),
        ({"job": "job.py", "sink": "memory"}, "a job of your own"),
        ({"api": "dstreams", "job": "job.py", "sink": "pprint"}, "a job of your own"),
    ],
)
def test_what_spark_could_do_is_told_apart(spec: dict[str, Any], reason: str) -> None:
    answer = support(Cell.parse(spec))
    assert reason in answer.ours
    assert (answer.spark, answer.error_class) == ("", "")
    assert (answer.runs, answer.refused_by) == (False, "streamgauge")


@pytest.mark.parametrize(
    "spec",
    [
        {"sink": "noop"},
        {"job": "job.py"},
        {"job": "job.py", "sink": "noop"},
        {"api": "dstreams", "job": "job.py"},
        {"source": "files", "setting": "available-now", "sink": "parquet", "workload": "lengths"},
        {"lanes": 2, "state-store": "rocksdb"},
        {"source": "kafka", "lanes": 3},
        {"source": "kafka", "setting": "available-now", "sink": "kafka"},
        {"sink": "kafka"},
        REAL_TIME | {"source": "kafka"},
        REAL_TIME | {"source": "kafka", "workload": "lengths"},
        CONTINUOUS | {"source": "kafka", "sink": "kafka"},
        {"api": "floor", "source": "kafka"},
        CONTINUOUS,
        CONTINUOUS | {"implementation": "arrow-udf"},
        WINDOWS | {"sink": "text"},
        DATAFRAME | {"workload": "length-count-batch"},
        {"api": "dstreams", "window": "4s/2s"} | WINDOWS,
    ],
    ids=str,
)
def test_what_goes_together_runs(spec: dict[str, Any]) -> None:
    assert support(Cell.parse(spec)).runs


@pytest.mark.parametrize("master", ["local[2]", "local[*]", "local[10]", "spark://one:7077"])
def test_a_receiver_needs_a_second_core_only(master: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert support(Cell.parse({"api": "dstreams", "master": master})).runs


def test_receivers_take_a_core_each() -> None:
    def answer(master: str, lanes: int, source: str = "socket") -> bool:
        spec = {"api": "dstreams", "master": master, "lanes": lanes, "source": source}
        return support(Cell.parse(spec)).runs

    assert answer("local[3]", 2)
    assert answer("local[4, 2]", 4)  # it starves: the run ends soon, and a finding says so
    assert not answer("local[4, 2]", 5)
    assert answer("local", 1)
    assert not answer("local[1]", 2)
    assert answer("local[1]", 2, "files")
    assert answer("spark://host:7077", 64)
    assert not answer("local[*]", 1000)


def test_the_matrix_has_an_answer_for_every_cell_once() -> None:
    cells = [cell for cell, _ in matrix()]
    assert len(set(cells)) == len(cells)
    assert len(cells) == sum(
        len(SOURCES) * len(SETTINGS[api]) * len(SINKS[api]) * len(MODES[api]) * len(WORKLOADS)
        for api in APIS
    )
    assert all(answer.runs != bool(answer.reason) for _, answer in matrix())
    assert {cell.api for cell, answer in matrix() if answer.runs} == set(APIS)


def test_an_answer_is_that_of_the_cell_alone() -> None:
    assert all(answer == support(cell) for cell, answer in matrix())


def test_no_reason_stands_for_two_rules() -> None:
    reasons = [rule.reason for rules in (*REFUSALS.values(), RULES) for rule in rules]
    assert len(set(reasons)) == len(reasons)


@pytest.mark.parametrize("spark", [(3, 5), (4, 0), (4, 1)])
@pytest.mark.parametrize("spec", [{}, {"sink": "memory"}, {"sink": "text"}, {"mode": "append"}])
def test_a_spark_without_real_time_mode_has_no_other_reason(
    spark: Version, spec: dict[str, str]
) -> None:
    answer = support(Cell.parse(REAL_TIME | spec), spark)
    assert "since 4.2" in answer.spark
    assert answer.error_class == "TypeError"
    assert "since 4.2" not in support(Cell.parse(REAL_TIME | spec), (4, 2)).spark


def test_real_time_mode_has_looked_at_its_state_store_since_4_3() -> None:
    cell = Cell.parse(REAL_TIME | {"state-store": "hdfs"})
    assert "reads from Kafka only" in support(cell, (4, 2)).spark
    assert "in RocksDB only" in support(cell, (4, 3)).spark


@pytest.mark.parametrize("spark", [(3, 5), (4, 0), (4, 1), (4, 2)])
def test_what_runs_is_the_same_in_each_spark(spark: Version) -> None:
    assert all(
        support(cell, spark).runs == support(cell, NEWEST).runs
        for cell, _ in matrix()
        if cell.setting.kind != "real-time" or spark >= (4, 3)
    )


@pytest.mark.parametrize(
    ("spec", "raised"),
    [
        ({"mode": "append"}, "AnalysisException"),
        ({"sink": "text", "mode": "update"}, "AnalysisException [_LEGACY_ERROR_TEMP_1131]"),
        (CONTINUOUS | {"source": "files"}, "AnalysisException"),
        (CONTINUOUS | {"sink": "text", "mode": "append"}, "Py4JJavaError"),
        (CONTINUOUS | {"sink": "foreach"}, "StreamingQueryException"),
    ],
)
def test_what_spark_raises_has_changed(spec: dict[str, str], raised: str) -> None:
    cell = Cell.parse(spec)
    assert support(cell, (3, 5)).error_class == raised
    assert support(cell, NEWEST).error_class != raised
    assert support(cell, (3, 5)).reason == support(cell, NEWEST).reason


def test_the_spark_asked_about_is_the_one_installed_unless_another_is_named() -> None:
    for spec in (REAL_TIME, {"sink": "text"}):
        assert support(Cell.parse(spec)) == support(Cell.parse(spec), installed())


def test_the_synthetic_engine_runs_from_a_socket_and_is_in_no_matrix() -> None:
    assert support(Cell.parse({"api": "synthetic"})).runs
    files = support(Cell.parse({"api": "synthetic", "source": "files"}))
    assert files.reason == "the synthetic engine reads a socket"
    lanes = support(Cell.parse({"api": "synthetic", "lanes": 2}))
    assert lanes.reason == "the synthetic engine reads one lane"
    timed = support(Cell.parse({"api": "synthetic", "setting": "1s"}))
    assert "its setting is none" in timed.reason
    assert "synthetic" not in {cell.api for cell, _ in matrix()}


def test_a_cell_is_named_by_what_decides() -> None:
    assert described(Cell()) == (
        "structured x socket x default x foreachBatch x update x length-count"
    )
    dstreams = Cell.parse({"api": "dstreams"})
    assert described(dstreams) == "dstreams x socket x 1s x foreachRDD x length-count"
