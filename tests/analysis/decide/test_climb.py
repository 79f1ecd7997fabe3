"""Runs of growing rate, made by a law: where it stops is known."""

from pathlib import Path
from typing import Any

import pytest

from analysis import record
from analysis.decide.climb import Turn, turn
from analysis.run import Run
from analysis.summary import analyse
from benchmarks.cell import Cell
from tests.analysis.by_law import run_by_law

CLIMB = {"rate": "500", "schedule": "exponential:100k", "warmup": "1s", "duration": "9s"}


def climbed(path: Path, law: str, give_up: str = "none", **ends: Any) -> Run:
    return run_by_law(path, Cell.parse({**CLIMB, "give-up": give_up}), law, **ends)


@pytest.mark.parametrize("capacity", [3_000, 10_000, 30_000])
@pytest.mark.parametrize("ended_s", [9.5, 8.0])
def test_it_stops_where_the_law_does(tmp_path: Path, capacity: int, ended_s: float) -> None:
    found = turn(climbed(tmp_path / "run", f"limited:{capacity}:5ms", ended_s=ended_s))
    assert found.estimate_per_s == pytest.approx(capacity, rel=0.15)
    assert (found.low_per_s or 0) <= (found.estimate_per_s or 0) <= (found.high_per_s or 0)
    assert found.why.startswith("lines fell behind at ")
    assert found.why.endswith("lines/s from then on")


def test_one_that_keeps_up_to_the_end_has_no_upper_figure(tmp_path: Path) -> None:
    found = turn(climbed(tmp_path / "run", "uniform:200ms:20ms"))
    assert found.high_per_s is None
    assert found.low_per_s == found.estimate_per_s
    assert found.estimate_per_s == pytest.approx(100_000, rel=0.05)
    assert found.why.startswith("it kept up to the end, at 9")


def test_less_may_be_asked_for_than_keeping_up(tmp_path: Path) -> None:
    run = climbed(tmp_path / "run", "limited:20k:5ms")
    asked, kept = turn(run, within_ms=8.0), turn(run)
    assert asked.low_per_s is not None
    assert kept.low_per_s is not None
    assert asked.low_per_s == asked.high_per_s
    # A batch takes 5 ms / (1 - share), and its oldest line waits for the one before as well.
    assert asked.low_per_s < 10_000 < kept.low_per_s


def test_a_batch_that_never_ended_shows_by_what_was_not_seen(tmp_path: Path) -> None:
    # A batch of 60 s begins in the middle, at 4.5 s, when 5.1k lines/s are offered.
    run = climbed(tmp_path / "run", "stalls:100ms:10ms:60s", give_up="3s")
    found = turn(run)
    assert found.estimate_per_s == found.low_per_s == found.high_per_s
    assert found.estimate_per_s == pytest.approx(5_100, rel=0.1)
    assert found.why == f"lines fell behind at {found.estimate_per_s:,.0f} lines/s"


def test_a_late_generator_leaves_the_upper_end_open(tmp_path: Path) -> None:
    run = climbed(tmp_path / "run", "stalls:100ms:10ms:60s", give_up="3s", stuck_s=4.4)
    found = turn(run)
    assert found.high_per_s is None
    assert found.low_per_s == pytest.approx(5_100, rel=0.1)
    assert found.why.endswith("; but it was the generator that was late")


def test_one_that_is_behind_from_the_start_shows_its_own_rate(tmp_path: Path) -> None:
    found = turn(climbed(tmp_path / "run", "limited:100:5ms", ended_s=9))
    assert found.low_per_s == pytest.approx(100, rel=0.3)


def test_nothing_shown_is_nothing_known(tmp_path: Path) -> None:
    nothing = Turn(None, None, None, "nothing was shown")
    assert turn(climbed(tmp_path / "run", "fixed:5ms", results=False)) == nothing
    for name in (record.EMISSION_FILE, record.VISIBLE_FILE):
        (tmp_path / "run" / name).unlink()
    assert turn(analyse(tmp_path / "run")) == nothing
