from typing import Any

import pytest

from analysis.triggers import STEPS, Trigger, missed, neighbours, trigger_of
from tests.analysis.made_queries import START_MS, event

# As Spark 4.3.0 told of a query with a watermark, less what nobody reads.
REAL: dict[str, Any] = {
    "timestamp": "2026-11-22T14:25:36.000Z",
    "batchId": 3,
    "batchDuration": 500,
    "numInputRows": 1000,
    "inputRowsPerSecond": 500.0,
    "durationMs": {
        "addBatch": 343,
        "commitOffsets": 65,
        "getBatch": 0,
        "latestOffset": 2,
        "queryPlanning": 44,
        "triggerExecution": 502,
        "walCommit": 46,
    },
    "eventTime": {
        "max": "2026-11-22T14:25:35.275Z",
        "watermark": "2026-11-22T14:25:32.275Z",
    },
    "stateOperators": [
        {"numRowsTotal": 4, "memoryUsedBytes": 1792, "numRowsDroppedByWatermark": 7},
        {"numRowsTotal": 5, "memoryUsedBytes": 8},
    ],
    "sources": [{"startOffset": 2, "endOffset": 4, "latestOffset": 4, "numInputRows": 1000}],
}
REAL_MS = 1_795_357_536_000
# A trigger of a files source that found nothing.
IDLE: dict[str, Any] = {
    "timestamp": "2026-11-22T14:25:46.000Z",
    "batchId": 4,
    "numInputRows": 0,
    "inputRowsPerSecond": 0.0,
    "durationMs": {"latestOffset": 2, "triggerExecution": 2},
    "stateOperators": [],
    "sources": [{"startOffset": {"logOffset": 0}, "endOffset": {"logOffset": 0}}],
}


def test_an_event_is_read() -> None:
    trigger = trigger_of(REAL)
    assert (trigger.batch, trigger.start_ms, trigger.ran) == (3, REAL_MS, True)
    assert (trigger.asked_ms, trigger.end_ms) == (REAL_MS + 2, REAL_MS + 502)
    assert (trigger.rows, trigger.rows_per_s, trigger.left_rows) == (1000, 500.0, False)
    assert (trigger.state_rows, trigger.state_bytes, trigger.late_rows) == (9, 1800, 7)
    assert trigger.watermark_ms == REAL_MS - 3725
    assert trigger.least_ms == 342 + 64 + 0 + 43 + 45


def test_a_trigger_that_found_nothing_ran_no_batch() -> None:
    trigger = trigger_of(IDLE)
    assert (trigger.ran, trigger.rows, trigger.least_ms) == (False, 0, 0)
    assert (trigger.state_rows, trigger.watermark_ms) == (None, None)
    assert trigger.since_before_ms is None


def test_what_is_missing_is_nothing() -> None:
    trigger = trigger_of({"timestamp": "2026-11-22T14:25:46.000Z", "batchId": 0})
    assert trigger.end_ms == trigger.start_ms
    assert trigger.steps_ms == dict.fromkeys((*STEPS, "triggerExecution"), 0)


def test_a_watermark_of_1970_is_none_yet() -> None:
    none_yet = REAL | {"eventTime": {"watermark": "1970-01-01T00:00:00.000Z"}}
    assert trigger_of(none_yet).watermark_ms is None


def test_asking_is_over_by_the_triggers_end() -> None:
    trigger = trigger_of(event(0, START_MS, latestOffset=9, addBatch=90, triggerExecution=5))
    assert trigger.asked_ms == trigger.end_ms
    assert trigger.least_ms == 5


@pytest.mark.parametrize(
    ("latest", "left"), [(None, False), (4, False), (5, True), ({"t": {"0": 9}}, True)]
)
def test_a_source_that_has_more_left_rows(latest: Any, left: bool) -> None:  # noqa: FBT001
    source = {"endOffset": 4, "latestOffset": latest}
    assert trigger_of(REAL | {"sources": [{"endOffset": 1}, source]}).left_rows is left


@pytest.mark.parametrize(("rows", "apart_ms"), [(1, 11), (500, 11), (500, 1436), (1, 9000)])
def test_the_rate_tells_when_the_trigger_before_began(rows: int, apart_ms: int) -> None:
    told = round(rows * 1000 / apart_ms, 1)
    span = trigger_of(event(1, START_MS, rows, told)).since_before_ms
    assert span is not None
    assert span[0] <= apart_ms <= span[1]
    assert span[1] - span[0] <= 0.11 / told * apart_ms * 1.5


def test_a_rate_near_0_tells_of_a_long_time_and_no_rate_of_none() -> None:
    assert trigger_of(event(1, START_MS, 1, 0.0)).since_before_ms == (20_000, float("inf"))
    assert trigger_of(event(1, START_MS, 1, None)).since_before_ms is None


def of(*numbers: int, idle: tuple[int, ...] = ()) -> list[Trigger]:
    ran: dict[str, Any] = {"addBatch": 1}
    return [
        trigger_of(event(batch, START_MS + k, **({} if k in idle else ran)))
        for k, batch in enumerate(numbers)
    ]


def test_batches_that_were_not_told_of_are_counted() -> None:
    assert missed(of(4, 5, 6)) == 0
    assert missed(of(4, 7, 8)) == 2
    assert missed(of(4, 4, 9, idle=(1, 2))) == 0  # a trigger that found nothing is no batch
    assert missed(of(4, idle=(0,))) == 0


def test_neighbours_have_nothing_between_them() -> None:
    pairs = neighbours(of(4, 5, 6, 8, 9, 9, idle=(2, 4)))
    assert [(one.batch, other.batch) for one, other in pairs] == [(4, 5), (5, 6), (8, 9), (9, 9)]
