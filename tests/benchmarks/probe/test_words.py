from typing import Any

import pytest

from analysis import by_progress
from analysis.triggers import trigger_of
from benchmarks.probe import words
from tests.analysis.made_queries import START_MS, event

STATE = [{"numRowsTotal": 1234, "memoryUsedBytes": 1536 * 2**10, "numRowsDroppedByWatermark": 3}]
MARK = {"watermark": "2026-11-22T08:15:31.295Z"}
REPORT = """\
counts, 1s: 2 batches (1 to 2), 2,000 rows, 1k rows/s, idle 91% of the time

                                     p50       p90       p99       max
  a trigger takes                90.0 ms   90.0 ms   90.0 ms   90.0 ms
  latency, at least              53.0 ms   53.0 ms   53.0 ms   53.0 ms
  latency, if rows come evenly    584 ms    984 ms    1.07 s    1.08 s
  latency, at most                1.09 s    1.09 s    1.09 s    1.09 s

Latency is from when a row was there for Spark to find until its batch was committed. Nobody
told when rows came: `evenly` is an estimate, the other two are bounds of its percentiles.

In the mean: latestOffset 5.00 ms, walCommit 5.00 ms, getBatch 0 ms, queryPlanning 0 ms, \
addBatch 50.0 ms, commitOffsets 0 ms, between steps 30.0 ms, triggerExecution 90.0 ms.
State: 9 rows in 1.5 KiB, at most 1,234 in 1.5 MiB.
Watermark: 2.00 s behind the last trigger, at most 2.00 s; 6 rows came too late for it.
"""


def job(batch: int, rows: int = 1000, **more: Any) -> dict[str, Any]:
    start_ms = START_MS + batch * 1000
    return event(batch, start_ms, rows, float(rows), latestOffset=5, walCommit=5, addBatch=50,
                 triggerExecution=90, **more)  # fmt: skip


def summary(*events: dict[str, Any], setting: str = "1s", since: int = 0) -> dict[str, Any]:
    triggers = [trigger_of(one) for one in events]
    found = by_progress.figures(triggers, START_MS + since * 1000, setting)
    return {"name": "counts", **found, "notes": words.notes(found, None)}


def test_a_report() -> None:
    less = [STATE[0] | {"numRowsTotal": 9, "memoryUsedBytes": 1536}]
    events = [
        job(batch, more={"stateOperators": state, "eventTime": MARK})
        for batch, state in enumerate([[], STATE, less])
    ]
    found = summary(*events, since=1)
    assert found["notes"] == []
    assert words.report(found) == REPORT


def test_one_batch_is_one_batch() -> None:
    assert words.report(summary(job(0), job(1), since=1)).startswith(
        "counts, 1s: 1 batch, 1,000 rows, 1k rows/s, idle \N{EN DASH} of the time\n"
    )


@pytest.mark.parametrize(
    ("events", "setting", "said"),
    [
        ([], "1s", "No batch began and ended while we looked"),
        ([job(0, 0)], "1s", "No batch took any rows"),
        ([job(0), job(3)], "1s", "weren't told of: 2. Spark dropped them"),
        ([event(0, START_MS, 7, 0.0, addBatch=5)], "1s", "query's first trigger: 7."),
        ([job(0, latest=9), job(1)], "1s", "left in the source for the next: 1,000,"),
        ([job(0)], "available-now", "With the trigger available-now rows don't come"),
        ([job(0)], "real-time:5s", "With the trigger real-time rows don't come"),
    ],
)
def test_what_has_to_be_known_is_said(events: list[Any], setting: str, said: str) -> None:
    found = summary(*events, setting=setting)
    assert [note for note in found["notes"] if said in note]
    assert said in words.report(found)


def test_without_rows_there_is_no_table() -> None:
    for found in (summary(), summary(job(0, 0))):
        text = words.report(found)
        assert "p50" not in text
        assert "latency, " not in text


def test_without_latency_there_is_still_how_long_a_trigger_takes() -> None:
    text = words.report(summary(job(0), job(1), setting="once"))
    assert "a trigger takes" in text
    assert "latency, if" not in text


def test_reading_that_failed_is_said_first() -> None:
    assert "(Py4JNetworkError)" in words.notes(summary(job(0)), "Py4JNetworkError")[0]
