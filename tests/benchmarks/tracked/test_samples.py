import math
import os
from pathlib import Path
from typing import Any

import pytest

from benchmarks.tracked.measured import Measured
from benchmarks.tracked.samples import AskedAgainError, Samples, samples

CELL = {"api": "structured", "source": "socket"}


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run_of(value: float | None, verdict: str = "valid", repeat: int = 1, **cell: str) -> Any:
    levels = {"suspect": ["suspect"], "invalid": ["suspect", "invalid"]}.get(verdict, [])
    findings = [{"code": f"IS_{level.upper()}", "level": level} for level in [*levels, "note"]]
    about = {"cell": {**CELL, "rate": 5000.0} | cell, "repeat": repeat}
    return {"value": value, "verdict": verdict, "findings": findings} | about


def sampled(*runs: Any, wanted: int | None = None) -> Samples | float:
    measured = Measured(runs, ["cell-r2: it was killed"], wanted or len(runs))
    return samples(measured, lambda run: run["value"], "p99", **CELL)


def test_each_valid_run_of_the_cell_is_a_sample() -> None:
    runs = run_of(3.0), run_of(4.0, api="dstreams"), run_of(0.0, repeat=2)
    assert sampled(*runs, wanted=2) == {"samples": [3.0, 0.0], "number": 1}


def test_a_suspect_run_is_none_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert sampled(run_of(3.0), run_of(9.0, "suspect", 2)) == {"samples": [3.0], "number": 1}
    told = "p99 of structured/socket: repeat 2 is suspect: IS_SUSPECT\n"
    assert capsys.readouterr().err == told


def test_with_an_invalid_run_there_is_no_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert math.isnan(sampled(run_of(3.0), run_of(9.0, "invalid", 2)))  # type: ignore[arg-type]
    assert "repeat 2 is invalid: IS_INVALID\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        ([run_of(9.0, "suspect")], "repeat 1 is suspect: IS_SUSPECT"),
        ([run_of(None)], "repeat 1 has none"),
        ([], "2 of its 2 runs lack: cell-r2: it was killed"),
        ([run_of(3.0)], "1 of its 2 runs lack: cell-r2: it was killed"),
    ],
)
def test_without_a_valid_run_or_all_runs_there_is_no_figure(
    runs: list[Any], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = 2 if "lack" in told else 1
    assert math.isnan(sampled(*runs, wanted=wanted))  # type: ignore[arg-type]
    assert told in capsys.readouterr().err


def test_a_later_round_does_not_count_a_measurement_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sampled(run_of(3.0)) == sampled(run_of(3.0))  # in one process: asv profiles
    monkeypatch.setattr(os, "getpid", lambda: 1)
    with pytest.raises(AskedAgainError, match="interleave-rounds"):
        sampled(run_of(3.0))


def test_four_digits_say_all_that_there_is_to_say() -> None:
    assert sampled(run_of(1234.5678), run_of(0.0123456)) == {
        "samples": [1235.0, 0.01235],
        "number": 1,
    }
