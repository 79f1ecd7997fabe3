import os
import signal
import socket
import time

import pytest

from loadgen.clock import RunClock
from loadgen.control import Control
from loadgen.units import NS_PER_MS, NS_PER_S
from loadgen.waiting import Wait


def test_waits_for_a_time() -> None:
    clock = RunClock.start()
    wait = Wait(clock)
    until_ns = clock.now_ns() + 5 * NS_PER_MS
    assert wait(until_ns)
    assert until_ns <= clock.now_ns()
    assert wait(until_ns - NS_PER_S)  # in the past: no wait at all


def test_returns_from_time_to_time_to_look_at_signals() -> None:
    clock = RunClock.start()
    before_ns = clock.now_ns()
    assert Wait(clock)(before_ns + 3600 * NS_PER_S)
    assert Wait(clock)()
    assert clock.now_ns() - before_ns < 60 * NS_PER_S


def test_a_descriptor_ends_a_wait() -> None:
    clock = RunClock.start()
    wait = Wait(clock)
    here, there = socket.socketpair()
    with here, there:
        before = time.perf_counter()
        for _ in range(100):
            assert wait(clock.now_ns() + NS_PER_S, (here.fileno(),))
        there.send(b"x")
        for _ in range(100):
            assert wait(readable=(here.fileno(),))
        assert time.perf_counter() - before < 200 * 0.1  # what waiting in full would take


def test_the_runner_ends_it() -> None:
    reading, writing = os.pipe()
    control = Control(reading)
    wait = Wait(RunClock.start(), control)
    os.write(writing, b'{"start_ns": 5}\n')
    assert wait()
    assert control.start_ns == 5
    os.close(writing)
    assert not wait()
    assert not wait.go_on
    os.close(reading)


def test_a_signal_ends_it_and_nothing_else() -> None:
    wait = Wait(RunClock.start())
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]
    with wait.stopped_by(signal.SIGTERM, ignored=[signal.SIGHUP]):
        signal.raise_signal(signal.SIGHUP)
        assert wait()
        signal.raise_signal(signal.SIGTERM)
        assert not wait()
        assert wait.signal == signal.SIGTERM
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)] == before


def test_handlers_are_put_back_after_an_error() -> None:
    wait = Wait(RunClock.start())
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyError), wait.stopped_by(signal.SIGTERM):
        raise KeyError
    assert signal.getsignal(signal.SIGTERM) == before
