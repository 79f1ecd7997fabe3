"""The system's clock is set in mid-run: no latency moves, and the run says that it was."""

import time
from datetime import datetime

import numpy as np
import pytest

from analysis.run import Run
from analysis.summary import analyse
from loadgen.clock import RunClock
from loadgen.units import NS_PER_MS, NS_PER_S
from tests.analysis.synthetic import Made, write_run
from tests.traps.real import codes

STEP_MS = 500


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """The same run twice; in the second the clock was set."""
    path = tmp_path_factory.mktemp("clocks")
    steady, stepped = Made(), Made(clock_step_ms=STEP_MS)
    return analyse(write_run(path / "steady", steady)), analyse(write_run(path / "set", stepped))


def ends_ms(run: Run) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """By how much each batch ended after its result was seen, by the engine's own dates, ms."""
    ends = [
        datetime.fromisoformat(event["timestamp"]).timestamp() * 1000
        + event["durationMs"]["triggerExecution"]
        for event in run.record.progress
    ]
    return np.array(ends) - run.record.visible["visible_ns"] / NS_PER_MS


def test_latency_is_the_same_to_the_nanosecond(runs: tuple[Run, Run]) -> None:
    steady, stepped = runs
    for one, other in zip(steady.lines.each(), stepped.lines.each(), strict=True):
        assert (one == other).all()
    assert steady.summary["latency_ms"] == stepped.summary["latency_ms"]
    # The engine's dates carry the step; put beside the results as they are, they would be off.
    assert abs(np.median(ends_ms(steady))) < STEP_MS / 2
    assert np.ptp(ends_ms(stepped)) > STEP_MS / 2 > np.ptp(ends_ms(steady))
    # On the run clock they aren't, but for the batches between two looks at the clocks.
    apart_ms = [run.summary["progress_latency_ms"]["p50"] for run in runs]
    assert abs(apart_ms[0] - apart_ms[1]) < STEP_MS / 10


def test_the_step_is_a_finding(runs: tuple[Run, Run]) -> None:
    steady, stepped = runs
    assert "CLOCK_STEPPED" not in codes(steady)
    assert codes(stepped)["CLOCK_STEPPED"] == "invalid"


def test_the_run_clock_goes_on_when_the_systems_clock_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = RunClock.start()
    before_ns, real_ns = clock.now_ns(), time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real_ns() - 3600 * NS_PER_S)
    after_ns = clock.now_ns()
    assert before_ns <= after_ns < before_ns + 600 * NS_PER_S
    assert time.time_ns() < before_ns  # a difference of its readings would be below 0
    assert clock.wall_ahead_ns() < -3000 * NS_PER_S
