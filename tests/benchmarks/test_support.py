from typing import Any

import pytest

from benchmarks.cell import Cell
from benchmarks.support import matrix, support


@pytest.mark.parametrize("source", ["socket", "files"])
@pytest.mark.parametrize(
    ("api", "setting"),
    [("structured", "default"), ("structured", "250ms"), ("dstreams", "1s"), ("floor", "none")],
)
def test_what_is_measured_runs(api: str, setting: str, source: str) -> None:
    answer = support(Cell.parse({"api": api, "source": source, "setting": setting}))
    assert answer.runs
    assert answer.reason == ""


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"api": "dstreams", "setting": "default"}, "DStreams have a batch interval"),
        ({"api": "dstreams", "source": "kafka"}, "no Kafka source for DStreams since Spark 3.0"),
        ({"api": "dstreams", "master": "local[1]"}, "holds a core of its own, and local[1]"),
        ({"api": "dstreams", "master": "local"}, "holds a core of its own, and local has"),
        ({"api": "dstreams", "master": "local[2]", "lanes": 2}, "holds a core of its own"),
        ({"setting": "none"}, "always has a trigger"),
        ({"setting": "continuous:1s"}, "map-like operators only"),
        ({"setting": "available-now"}, "ends at once with 0 rows"),
        ({"setting": "real-time:5s"}, "reads from Kafka only"),
        ({"setting": "real-time:5s", "source": "kafka"}, "writes to Kafka"),
        ({"sink": "parquet"}, "append mode only"),
        ({"api": "floor", "setting": "1s"}, "its setting is none"),
    ],
)
def test_what_spark_refuses_has_its_reason(spec: dict[str, Any], reason: str) -> None:
    answer = support(Cell.parse(spec))
    assert reason in answer.spark
    assert not answer.runs
    assert answer.ours == ""


@pytest.mark.parametrize(
    "spec",
    [
        {"workload": "lengths"},
        {"source": "kafka"},
        {"sink": "memory"},
        {"source": "files", "setting": "available-now"},
    ],
)
def test_what_spark_could_do_is_told_apart(spec: dict[str, Any]) -> None:
    answer = support(Cell.parse(spec))
    assert answer.spark == ""
    assert answer.ours.endswith("is not measured yet")


@pytest.mark.parametrize("master", ["local[2]", "local[*]", "local[10]", "spark://one:7077"])
def test_a_receiver_needs_a_second_core_only(master: str) -> None:
    assert support(Cell.parse({"api": "dstreams", "master": master})).runs


def test_the_matrix_has_an_answer_for_every_cell_once() -> None:
    cells = [cell for cell, _ in matrix()]
    assert len(set(cells)) == len(cells)
    assert all(answer.runs != bool(answer.reason) for _, answer in matrix())
    assert {cell.api for cell, answer in matrix() if answer.runs} == {
        "structured",
        "dstreams",
        "floor",
    }


def test_the_synthetic_engine_runs_from_a_socket_and_is_in_no_matrix() -> None:
    assert support(Cell.parse({"api": "synthetic"})).runs
    files = support(Cell.parse({"api": "synthetic", "source": "files"}))
    assert files.reason == "the synthetic engine reads a socket"
    lanes = support(Cell.parse({"api": "synthetic", "lanes": 2}))
    assert lanes.reason == "the synthetic engine reads one lane"
    timed = support(Cell.parse({"api": "synthetic", "setting": "1s"}))
    assert "its setting is none" in timed.reason
    assert "synthetic" not in {cell.api for cell, _ in matrix()}


def test_receivers_take_a_core_each_and_the_job_one_more() -> None:
    def answer(master: str, lanes: int, source: str = "socket") -> bool:
        spec = {"api": "dstreams", "master": master, "lanes": lanes, "source": source}
        return support(Cell.parse(spec)).runs

    assert answer("local[3]", 2)
    assert answer("local[4, 2]", 3)
    assert not answer("local[4, 2]", 4)
    assert answer("local[1]", 2, "files")
    assert answer("spark://host:7077", 64)
    assert not answer("local[*]", 1000)


def test_a_plain_reader_has_one_lane() -> None:
    answer = support(Cell.parse({"api": "floor", "lanes": 2}))
    assert answer.ours.startswith("a plain reader has one lane")
