from pathlib import Path

import pytest

from analysis.decide.climb import Turn
from analysis.decide.objective import Objective
from benchmarks.capacity import climb, climbing
from benchmarks.cell import Cell
from tests.benchmarks.capacity.fakes import FakeTrials, summary


def test_it_is_one_run_and_says_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float | None] = []

    def turn(_run: object, within_ms: float | None) -> Turn:
        asked.append(within_ms)
        return Turn(1e3, 2e3, 1.5e3, "it ended")

    monkeypatch.setattr(climbing, "analyse", lambda _path: None)
    monkeypatch.setattr(climbing, "turn", turn)
    trials = FakeTrials(Path("out"))
    cell = Cell.parse({"api": "dstreams", "setting": "1s"})
    found = climb(cell, trials)
    assert found.turn == Turn(1e3, 2e3, 1.5e3, "it ended")
    assert found.estimate_per_s == 1.5e3
    assert found.why == "it ended"
    assert found.trial is trials.made[0]
    assert found.trial.cell.schedule == "exponential:1M"
    climb(cell, trials, Objective.parse("p50<100ms,p99<1s"))
    assert asked == [None, 100.0]


def test_a_run_that_left_nothing_says_nothing() -> None:
    trials = FakeTrials(Path("out"), outcome=lambda _cell: (None, "no Java"))
    found = climb(Cell.parse({}), trials)
    assert (found.estimate_per_s, found.why) == (None, "no Java")
    trials = FakeTrials(Path("out"), outcome=lambda _cell: (None, ""))
    assert climb(Cell.parse({}), trials).why == "its record can't be read"


def test_a_run_that_broke_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climbing, "analyse", lambda _path: None)
    monkeypatch.setattr(climbing, "turn", lambda *_: Turn(1e3, 2e3, 1.5e3, "lines fell behind"))
    trials = FakeTrials(Path("out"), outcome=lambda _cell: (summary(kept_up=True), "JVM is gone"))
    found = climb(Cell.parse({}), trials)
    assert (found.estimate_per_s, found.why) == (1.5e3, "JVM is gone")
