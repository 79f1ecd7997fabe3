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
