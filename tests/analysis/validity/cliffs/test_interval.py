from dataclasses import replace

import pytest

from analysis.run import Run
from analysis.validity.cliffs import interval_too_short
from analysis.validity.finding import Level
from tests.analysis.synthetic import MS
from tests.analysis.validity.changes import level, told
from tests.analysis.validity.cliffs.worked import cell, telling, working

STEPS = {"structured": "triggerExecution", "dstreams": "processing"}


def taking(run: Run, api: str, took_ms: list[int]) -> Run:
    """A run of this API whose measured batches took so long."""
    return cell(working(run, {STEPS[api]: took_ms}), api=api)


def every(run: Run, interval_ms: int) -> Run:
    return told(run, interval_ns=interval_ms * MS)


@pytest.mark.parametrize(
    ("took_ms", "expected"),
    [
        ([90, 100, 5_000], None),
        ([90, 101, 102], Level.NOTE),
        ([500, 500], None),  # too few
    ],
)
@pytest.mark.parametrize("api", STEPS)
def test_it_is_the_median_batch_that_is_held_against_the_interval(
    run: Run, api: str, took_ms: list[int], expected: Level | None
) -> None:
    found = interval_too_short(every(taking(run, api, took_ms), 100))
    assert level(found) is expected


def test_each_api_has_its_own_words(run: Run) -> None:
    triggers, queue = (
        interval_too_short(every(taking(run, api, [800, 812, 830]), 250)) for api in STEPS
    )
    assert triggers is not None
    assert queue is not None
    assert triggers.evidence == (
        "the median of 3 batches took 812 ms, longer than the interval of 250 ms: "
        "triggers come late"
    )
    assert "`default`" in triggers.remedy
    assert queue.evidence.endswith("those that are due queue")
    assert "`default`" not in queue.remedy


def test_without_an_interval_none_is_too_short(run: Run) -> None:
    slow = working(run, {"triggerExecution": [9_000] * 5})
    assert interval_too_short(told(slow, interval_ns=None)) is None
    assert level(interval_too_short(every(slow, 1_000))) is Level.NOTE


def test_batches_of_the_warm_up_dont_count(run: Run) -> None:
    slow = every(working(run, {"triggerExecution": [9_000] * 5}), 1_000)
    window = run.record.info["window"]
    late = told(slow, window={**window, "warm_ns": window["warm_ns"] + 3 * MS})
    assert interval_too_short(late) is None
    never = told(slow, window={**window, "warm_ns": window["end_ns"]})
    assert interval_too_short(never) is None


def test_an_engine_that_times_no_steps_says_nothing_of_them(run: Run) -> None:
    slow = every(working(run, {"triggerExecution": [9_000] * 5}), 1_000)
    untimed = replace(slow, batches=replace(slow.batches, durations_ns={}))
    assert interval_too_short(untimed) is None


def queue_of(run: Run, took_ms: list[int], since_ms: int = 5_000) -> Run:
    """DStreams that began with a slow batch, and then worked off their queue of empty ones."""
    events = [{"batchTime": 0, "processingStartTime": 1_000, "processingEndTime": 4_000}]
    at_ms = 1_000 + since_ms
    for k, took in enumerate(took_ms):
        events.append(
            {
                "batchTime": k + 1,
                "processingStartTime": at_ms,
                "processingEndTime": at_ms + took,
            }
        )
        at_ms += took
    return every(cell(telling(taking(run, "dstreams", []), events), api="dstreams"), 50)


def test_a_queue_of_empty_batches_says_it_too(run: Run) -> None:
    found = interval_too_short(queue_of(run, [400, 410, 430]))
    assert found is not None
    assert found.evidence.startswith("the median of 3 batches took 410 ms")
    assert interval_too_short(queue_of(run, [40, 40, 430])) is None
    assert interval_too_short(queue_of(run, [400, 410, 430], since_ms=4_999)) is None  # cold
    assert interval_too_short(telling(queue_of(run, [400, 410, 430]), [])) is None
    assert interval_too_short(cell(queue_of(run, [400, 410, 430]), api="structured")) is None
