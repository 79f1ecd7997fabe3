import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import record
from benchmarks import runner
from benchmarks.cell import Cell
from benchmarks.choices import SYNTHETIC
from benchmarks.runner import RunFailedError
from benchmarks.trials import Trials
from loadgen.errors import BadInput
from tests.benchmarks.choose.pretend import SPEC, Pretence, write

CELL = Cell.parse(
    {
        "api": SYNTHETIC,
        "rate": "200",
        "duration": "1s",
        "warmup": "200ms",
        "drain": "5s",
        "conf": {"law": "fixed:20ms"},
    }
)


def test_a_trial_is_a_run_with_its_summary(tmp_path: Path) -> None:
    phases: list[tuple[str, str]] = []
    out = tmp_path / "out"
    trials = Trials(out, seed=7, on_phase=lambda name, phase: phases.append((name, phase)))
    trial = trials.run(CELL, "mine")

    assert trial.path == out / "runs" / "mine-r1"
    assert trial.summary
    assert trial.summary["records"]["lost"] == 0
    assert ("mine", "measuring") in phases
    assert (trial.failed, trial.reused) == ("", False)
    assert json.loads((trial.path / record.SUMMARY).read_text()) == trial.summary
    assert json.loads((trial.path / record.RUN).read_text())["seed"] == 7


def test_one_that_is_there_is_taken_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = Cell.parse(SPEC)
    there = write(cell, tmp_path / "there")
    monkeypatch.setattr(runner, "run", Pretence().run)

    def find(wanted: Cell, used: frozenset[Path]) -> Path | None:
        return there if wanted == cell and there not in used else None

    trials = Trials(tmp_path / "out", held=find)
    held, fresh = trials.run(cell, "mine"), trials.run(cell, "mine")

    assert (held.path, held.reused) == (there, True)
    assert held.summary
    assert (fresh.path, fresh.reused) == (tmp_path / "out" / "runs" / "mine-r2", False)
    assert json.loads((fresh.path / record.SUMMARY).read_text())["repeat"] == 2
    assert json.loads((fresh.path / record.RUN).read_text())["seed"] == 2


def test_a_run_that_fails_is_a_trial_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_cell: Cell, path: Path, **_more: object) -> None:
        path.mkdir(parents=True)
        raise RunFailedError("Spark's JVM is gone (status 1)")

    monkeypatch.setattr(runner, "run", fail)
    trial = Trials(tmp_path).run(CELL)

    assert trial.failed == "Spark's JVM is gone (status 1)"
    assert trial.summary is None


def test_what_cannot_be_run_is_nobodys_result(tmp_path: Path) -> None:
    trials = Trials(tmp_path)

    with pytest.raises(BadInput):
        trials.run(replace(CELL, lines="file:/nowhere"))
    assert not trials.made
