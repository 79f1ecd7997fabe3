from typing import Any

import pytest

from analysis import by_progress
from analysis.progress import STRUCTURED_STEPS
from analysis.samples import STATISTICS
from analysis.stages import BETWEEN
from analysis.triggers import trigger_of
from tests.analysis.made_queries import START_MS, event

EVER = float("-inf")
TOOK_MS = {"latestOffset": 10, "walCommit": 5, "queryPlanning": 3, "addBatch": 50,
           "commitOffsets": 12, "triggerExecution": 100}  # fmt: skip


def job(batch: int, start_ms: int, rows: int = 100, **more: Any) -> dict[str, Any]:
    return event(batch, START_MS + start_ms, rows, rows_per_s=float(rows), more=more, **TOOK_MS)


def figures(
    *events: dict[str, Any], since_ms: float = EVER, setting: str | None = "1s"
) -> dict[str, Any]:
    return by_progress.figures([trigger_of(one) for one in events], since_ms, setting)


def test_batches_and_rows_are_counted() -> None:
    idle = event(9, START_MS + 4000, latestOffset=1, triggerExecution=1)
    found = figures(job(3, 0), job(4, 1000, 0), job(7, 2000), idle)
    assert found["batches"] == {"first": 3, "last": 7, "told": 3, "with_rows": 2, "missed": 2}
    assert found["rows"] == {"taken": 200, "late": 0, "held_back": 0, "unknown": 0}


def test_only_what_began_since_counts() -> None:
    found = figures(job(3, 0), job(4, 1000), job(5, 2000, 300), since_ms=START_MS + 1000)
    assert found["batches"]["first"] == 4
    assert found["rows"]["taken"] == 400
    assert found["rows_per_s"] == 400 / 2.0  # batch 4's came since batch 3 had asked


def test_a_trigger_is_split_into_its_steps() -> None:
    found = figures(job(3, 0), job(4, 1000, 0, durationMs=TOOK_MS | {"addBatch": 1}))
    steps = found["engine_steps_ms"]
    assert steps == {name: TOOK_MS.get(name, 0) for name in STRUCTURED_STEPS} | {BETWEEN: 20.0}
    assert sum(steps.values()) == 2 * steps["triggerExecution"]
    assert list(steps)[-1] == "triggerExecution"
    assert {found["trigger_ms"][name] for name in STATISTICS} == {100.0}


def test_the_time_between_triggers_is_idle() -> None:
    assert figures(job(3, 0), job(4, 400), job(5, 1000))["idle_share"] == 0.8
    # What went on around the batch that wasn't told of isn't known.
    assert figures(job(3, 0), job(4, 400), job(6, 1000), job(7, 1600))["idle_share"] == 0.8
    assert figures(job(3, 0))["idle_share"] is None
    assert figures(job(3, 0))["rows_per_s"] is None


def test_the_state_is_that_of_the_last_batch_and_its_most() -> None:
    def held(rows: int, mib: int) -> list[dict[str, Any]]:
        size = mib * 2**20
        return [{"numRowsTotal": rows, "memoryUsedBytes": size, "numRowsDroppedByWatermark": 2}]

    found = figures(
        job(3, 0, stateOperators=held(9, 2)), job(4, 1000, stateOperators=held(5, 4)), job(5, 2000)
    )
    assert found["state"] == {"rows": 5, "most_rows": 9, "memory_mb": 2 * 2, "most_memory_mb": 4}
    assert found["rows"]["late"] == 4
    assert figures(job(3, 0))["state"] is None


def test_the_watermarks_lag_is_from_the_triggers_start() -> None:
    marked: dict[str, Any] = {"eventTime": {"watermark": "2026-11-22T08:15:31.295Z"}}  # as START_MS
    found = figures(job(3, 3000, **marked), job(4, 2000, **marked), job(5, 4000))
    assert found["watermark_lag_ms"] == {"last": 2000.0, "most": 3000.0}
    assert figures(job(3, 0))["watermark_lag_ms"] is None


def test_latency_is_an_estimate_between_two_bounds() -> None:
    found = figures(job(3, 0), job(4, 1000, 1000), since_ms=START_MS + 1000)
    least, even, most = (found[f"latency_ms_{name}"] for name in ("least", "even", "most"))
    assert set(least) == set(even) == set(most) == set(STATISTICS)
    assert least["p50"] == 4 + 2 + 49 + 11
    assert even["p50"] == pytest.approx(90 + 500, abs=1)
    assert even["mean"] == pytest.approx(90 + 500, abs=0.1)
    assert most["p50"] == 1101.0


@pytest.mark.parametrize("setting", ["available-now", "once", "real-time:5s"])
def test_no_latency_where_rows_do_not_come_between_two_looks(setting: str) -> None:
    found = figures(job(3, 0), job(4, 1000), setting=setting)
    assert [found[f"latency_ms_{name}"] for name in ("least", "even", "most")] == [None] * 3
    assert found["rows"] == {"taken": 200, "late": 0, "held_back": None, "unknown": None}
    assert found["trigger_ms"]["p50"] == 100.0


def test_of_nothing_there_is_nothing_to_say() -> None:
    for found in (figures(), figures(job(3, 0), since_ms=START_MS + 1)):
        assert found["batches"]["first"] is None
        assert found["rows"]["taken"] == found["batches"]["told"] == 0
        keys = ("rows_per_s", "idle_share", "engine_steps_ms", "state", "latency_ms_even")
        assert [found[key] for key in keys] == [None] * 5
        assert found["trigger_ms"] == dict.fromkeys(STATISTICS)


def test_a_trigger_that_is_not_known_is_taken_for_a_usual_one() -> None:
    assert figures(job(3, 0), job(4, 1000), setting=None)["latency_ms_even"] is not None
