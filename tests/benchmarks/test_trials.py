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


def test_a_trial_is_a_run_with_its_summary_and_one_that_is_there_is_taken_once(
    tmp_path: Path,
) -> None:
    phases: list[tuple[str, str]] = []
    trials = Trials(tmp_path / "first", on_phase=lambda name, phase: phases.append((name, phase)))
    first = trials.run(CELL, "mine")

    def find(cell: Cell, used: frozenset[Path]) -> Path | None:
        return first.path if cell == CELL and first.path not in used else None

    later = Trials(tmp_path / "later", held=find)
    held, fresh = later.run(CELL, "mine"), later.run(CELL, "mine")

    assert first.path.name == "mine-r1"
    assert first.summary
    assert first.summary["records"]["lost"] == 0
    assert ("mine", "measuring") in phases
    assert (first.failed, first.reused) == ("", False)
    assert (held.path, held.reused) == (first.path, True)
    assert fresh.path == tmp_path / "later" / "runs" / "mine-r2"
    assert not fresh.reused
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
