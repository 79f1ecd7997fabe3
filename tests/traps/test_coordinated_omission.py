"""The consumer stops reading for 5 s: every line that was due meanwhile shows its own wait."""

from pathlib import Path

import numpy as np
import pytest

from analysis.plots import portrait
from analysis.run import Run
from analysis.summary import analyse
from loadgen.units import NS_PER_MS
from tests.analysis.synthetic import Made, write_run
from tests.traps.by_line import from_send_ms, latencies_ms, quantile, took_ms
from tests.traps.real import Bench, Trap, codes

STALL_S = 5
SINCE_S, END_S = 3, 6  # from the middle of the schedule on
RATE = 5_000
BACK_PRESSURE_MS = 100


@pytest.fixture
def stalled(bench: Bench) -> Run:
    return bench.of(Trap.STALL)


def test_latencies_are_spread_evenly_up_to_the_stall(stalled: Run) -> None:
    took = latencies_ms(stalled.measured)
    for least_s in range(1, STALL_S):
        due_s = min(END_S, SINCE_S + STALL_S - least_s) - SINCE_S
        # A line of each end may be due a nanosecond off it.
        assert np.count_nonzero(took >= 1000 * least_s) >= RATE * due_s - 2
    latency_ms = stalled.summary["latency_ms"]
    assert latency_ms["max"] >= 1000 * STALL_S - 1
    assert latency_ms["p50"] == pytest.approx(quantile(took, 0.5))
    assert stalled.summary["records"]["lost"] == 0


def test_who_counts_from_send_sees_little_of_what_the_generator_held_back(stalled: Run) -> None:
    due_ns, sent_ns, _ = stalled.measured.each()
    held = sent_ns - due_ns > BACK_PRESSURE_MS * NS_PER_MS
    assert np.count_nonzero(held) > 1000
    from_send, from_due = from_send_ms(stalled.measured), latencies_ms(stalled.measured)
    assert np.median(from_send[held]) < np.median(from_due[held]) / 2
    assert np.count_nonzero(from_send >= 1000) < np.count_nonzero(from_due >= 1000) / 2
    assert codes(stalled)["GENERATOR_LATE"] == "invalid"


def test_one_slow_batch_among_many_is_thousands_of_slow_lines(tmp_path: Path) -> None:
    made = Made(stall_ms=1000 * STALL_S)
    run = analyse(write_run(tmp_path / "run", made))
    batches = took_ms(run.record.progress)
    assert np.count_nonzero(batches >= 1000) == 1
    assert quantile(batches, 0.9) < 500
    took = latencies_ms(run.measured)
    for least_s in range(1, STALL_S):
        assert np.count_nonzero(took >= 1000 * least_s) >= made.rate * (STALL_S - least_s) - 2
    assert run.summary["latency_ms"]["p90"] > 4000


def test_the_picture_shows_the_stall_in_the_bins_of_its_lines(stalled: Run) -> None:
    drawn = portrait.of(stalled)
    bands = drawn.bands
    end_s = bands.middle_s + bands.bin_s / 2
    inside = (end_s - bands.bin_s >= SINCE_S) & (end_s <= END_S)
    assert np.count_nonzero(inside) > 10
    least_ms = 1000 * (SINCE_S + STALL_S - end_s)
    assert (bands.worst >= least_ms)[inside].all()
    assert (bands.p50 >= least_ms)[inside].all()
    assert bands.worst.max() >= 1000 * STALL_S - 1
    # Drawn by when results came, there would have been nothing to draw in all that time.
    idle = np.diff(np.concatenate([[0.0], drawn.batch_s])).max()
    assert idle > STALL_S - 1
