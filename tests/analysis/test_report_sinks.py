from typing import Any

import pytest

from analysis.report import sinks
from tests.analysis.drawn import cells_of, summary_of

ONE = "structured-socket-1s"


def cell(name: str, sink: str, **spec: Any) -> dict[str, Any]:
    return summary_of(name, sink=sink, setting="1s", **spec)


def test_sinks_that_mean_the_same_are_told_together() -> None:
    made = cells_of(
        cell(ONE, "foreachBatch"),
        cell("dstreams-socket-1s", "foreachRDD"),
        cell("floor-socket", "reader"),
    )
    (collected, meaning), (reader, _) = sinks.meanings(made)
    assert collected == "foreachBatch, foreachRDD"
    assert "collected in the driver's Python" in meaning
    assert reader == "reader"
    assert not sinks.differ(made[:2])


def test_a_sink_that_nobody_described_is_left_out() -> None:
    assert sinks.meanings(cells_of(cell(ONE, "pigeon"))) == []


def test_what_a_trigger_and_a_mode_change_is_told() -> None:
    continuous = summary_of("structured-socket-c", sink="memory", setting="continuous:1s")
    windows = cell(ONE, "memory", workload="length-count-window", mode="append")
    told = dict(sinks.meanings(cells_of(continuous, windows)))
    assert "epoch" in told["with a continuous trigger"]
    assert "watermark" in told["with windows in append mode"]
    assert len(told) == 3


def test_an_own_job_has_a_meaning_of_its_own() -> None:
    made = cells_of(cell(ONE, "foreachBatch", job="mine.py"), cell(f"{ONE}-two", "foreachBatch"))
    assert [name for name, _ in sinks.meanings(made)] == [sinks.OWN_JOB, "foreachBatch"]
    assert sinks.differ(made)


def test_cells_whose_results_say_nothing_of_lines_are_unchecked() -> None:
    made = cells_of(
        cell(ONE, "noop") | {"observers": {"results": False, "progress": True}},
        cell(f"{ONE}-told", "memory") | {"observers": {"results": True, "progress": True}},
        cell(f"{ONE}-old", "foreachBatch") | {"observers": {"sink_lines": 1}},
    )
    assert [one.name for one in sinks.unchecked(made)] == [ONE]


@pytest.mark.parametrize("setting", ["continuous:1s", "real-time:5s"])
def test_into_a_topic_lines_come_one_by_one(setting: str) -> None:
    told = dict(
        sinks.meanings(cells_of(summary_of("structured-kafka-k", sink="kafka", setting=setting)))
    )
    assert "consumer" in told["kafka"]
    assert "by itself" in told["with a continuous or real-time trigger, to Kafka"]
    assert not any("epoch" in words for words in told.values())
