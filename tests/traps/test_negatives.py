"""Results that count lines before they are due: negative latencies stay what they are."""

import numpy as np
import pytest

from analysis.plots import portrait
from analysis.run import Run
from tests.traps.by_line import latencies_ms
from tests.traps.real import Bench, Trap, codes


@pytest.fixture
def early(bench: Bench) -> Run:
    """In its second half 80 lines were counted twice, so each result has 80 that came later."""
    return bench.of(Trap.DOUBLED)


def test_they_are_in_every_figure(early: Run) -> None:
    took = latencies_ms(early.measured)
    below = np.count_nonzero(took < 0)
    assert below > 10
    latency_ms = early.summary["latency_ms"]
    assert latency_ms["min"] == pytest.approx(took.min())
    assert latency_ms["min"] < 0
    assert latency_ms["mean"] == pytest.approx(took.mean())
    assert early.measured.latency.known == len(took)
    assert early.measured.latency.upto(-1) == below
    # Clamped or dropped, they would have left a run with nothing odd in it.
    assert latency_ms["mean"] < np.maximum(took, 0).mean()
    assert latency_ms["mean"] < took[took >= 0].mean()


def test_they_are_in_the_pictures_data(early: Run) -> None:
    lowest_ns = portrait.of(early).histogram.quantile_ns(0)
    assert lowest_ns
    assert lowest_ns < 0


def test_they_are_a_finding(early: Run, bench: Bench) -> None:
    assert codes(early)["NEGATIVE_LATENCY"] == "invalid"
    assert codes(bench.of(Trap.LIAR)).get("NEGATIVE_LATENCY") != "invalid"
