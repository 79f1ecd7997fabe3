import time

import pytest

from loadgen.clock import RunClock


def test_starts_at_the_systems_time_and_goes_on_monotonically() -> None:
    clock = RunClock.start()
    assert abs(clock.now_ns() - time.time_ns()) < 1_000_000_000
    assert clock.now_ns() <= clock.now_ns()


def test_a_process_that_gets_the_offset_reads_the_same_time() -> None:
    clock = RunClock.start()
    before = clock.now_ns()
    other = RunClock(clock.offset_ns).now_ns()
    assert before <= other <= clock.now_ns()


def test_tells_that_the_systems_clock_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic_ns", lambda: 1_000)
    monkeypatch.setattr(time, "time_ns", lambda: 5_000)
    clock = RunClock.start()
    assert (clock.now_ns(), clock.wall_ahead_ns()) == (5_000, 0)
    monkeypatch.setattr(time, "time_ns", lambda: 4_000)
    assert (clock.now_ns(), clock.wall_ahead_ns()) == (5_000, -1_000)
