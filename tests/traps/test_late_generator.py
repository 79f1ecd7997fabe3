"""The generator gets no turn for a second: that is in the latency, and told as its own."""

import numpy as np
import pytest

from analysis.run import Run
from loadgen.units import NS_PER_MS
from tests.traps.by_line import from_send_ms, latencies_ms
from tests.traps.real import Bench, Trap, codes

PAUSE_MS = 1000


@pytest.fixture
def late(bench: Bench) -> Run:
    return bench.of(Trap.LATE)


def test_lines_that_left_late_count_from_when_they_were_due(late: Run) -> None:
    pause = Trap.LATE.value.pause
    assert pause
    due_ns, sent_ns, visible_ns = late.measured.each()
    held = (due_ns >= pause.since_ns) & (due_ns < pause.until_ns)
    assert np.count_nonzero(held) >= PAUSE_MS - 1  # one a ms
    assert (sent_ns[held] >= pause.until_ns).all()
    assert (visible_ns[held] - due_ns[held] >= pause.until_ns - due_ns[held]).all()
    # The first of them was due within a ms of the pause's start.
    assert late.summary["latency_ms"]["max"] >= PAUSE_MS - 1
    # Who counts from when lines were sent sees next to nothing of it.
    least_ms = np.median(pause.until_ns - due_ns[held]) / NS_PER_MS
    assert np.median(latencies_ms(late.measured)[held]) >= least_ms
    assert np.median(from_send_ms(late.measured)[held]) < least_ms / 2


def test_lateness_is_shown_apart_and_makes_the_run_invalid(late: Run) -> None:
    assert late.summary["lateness_ms"]["max"] >= PAUSE_MS - 1
    assert codes(late)["GENERATOR_LATE"] == "invalid"
    # The p99 from send alone would have passed for that of a run with nothing wrong in it.
    assert late.summary["latency_from_send_ms"]["p99"] < late.summary["latency_ms"]["p99"] / 2
