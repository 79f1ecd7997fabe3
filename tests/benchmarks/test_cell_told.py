"""What a cell says of the runs that are made of it."""

from typing import Any

import pytest

from benchmarks.cell import Cell
from loadgen.units import NS_PER_S

WINDOWS = {"workload": "length-count-window"}


@pytest.mark.parametrize(
    ("spec", "true"),
    [
        ({}, {"results_count", "tells_progress"}),
        ({"sink": "noop"}, {"tells_progress"}),
        ({"job": "mine.py"}, {"tells_progress"}),
        ({"api": "floor"}, {"results_count"}),
        ({"setting": "continuous:1s", "workload": "lengths"}, {"results_count"}),
        ({"setting": "continuous:1s", "sink": "noop"}, set()),
        (
            {"setting": "available-now", "source": "files"},
            {"results_count", "tells_progress", "of_backlog"},
        ),
        (WINDOWS, {"results_count", "tells_progress"}),
        (
            WINDOWS | {"mode": "append"},
            {"results_count", "tells_progress", "until_closed", "withheld"},
        ),
        (
            WINDOWS | {"api": "dstreams", "setting": "1s"},
            {"results_count", "tells_progress", "withheld"},
        ),
        (
            WINDOWS | {"api": "dstreams", "setting": "1s", "window": "10s/1s"},
            {"results_count", "tells_progress"},
        ),
    ],
)
def test_what_its_record_can_tell(spec: dict[str, Any], true: set[str]) -> None:
    cell = Cell.parse(spec)
    told = ("results_count", "tells_progress", "of_backlog", "until_closed", "withheld")
    assert {name for name in told if getattr(cell, name)} == true


@pytest.mark.parametrize(
    ("spec", "tail_s"),
    [
        ({}, 5 + 1 + 3),
        ({"setting": "2s"}, 5 + 1 + 3 + 4),
        ({"window": "10s/5s", "watermark": "0s"}, 10 + 3),
    ],
)
def test_lines_go_on_until_the_last_windows_are_closed(spec: dict[str, Any], tail_s: int) -> None:
    times = {"duration": "3s", "warmup": "1s"}
    cell = Cell.parse(WINDOWS | {"mode": "append"} | times | spec)
    assert cell.tail_ns == tail_s * NS_PER_S
    plan, without = cell.plan(1), Cell.parse(WINDOWS | times | spec).plan(1)
    assert without.duration_ns == cell.duration_ns
    assert plan.duration_ns == cell.duration_ns + cell.tail_ns
    assert plan.count_due(cell.duration_ns - 1) == without.count
    assert plan.count > without.count


@pytest.mark.parametrize(
    ("spec", "on_kafka", "by_batch", "interval_s"),
    [
        ({}, False, True, None),
        ({"setting": "2s"}, False, True, 2),
        ({"source": "kafka"}, True, True, None),
        ({"sink": "kafka", "setting": "2s"}, True, True, 2),
        ({"source": "kafka", "setting": "real-time:5s"}, True, False, None),
        ({"setting": "continuous:1s", "sink": "memory"}, False, False, 1),
        ({"api": "floor", "source": "kafka"}, True, True, None),
    ],
)
def test_how_its_results_come(
    spec: dict[str, Any],
    on_kafka: bool,  # noqa: FBT001
    by_batch: bool,  # noqa: FBT001
    interval_s: int | None,
) -> None:
    cell = Cell.parse(spec)
    assert (cell.on_kafka, cell.by_batch) == (on_kafka, by_batch)
    assert cell.interval_ns == (interval_s and interval_s * NS_PER_S)
