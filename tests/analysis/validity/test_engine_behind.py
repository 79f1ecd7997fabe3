"""Runs that were given up: said once, and not what follows from it."""

from pathlib import Path

from analysis.run import Run
from analysis.validity import engine
from tests.analysis.synthetic import Made
from tests.analysis.test_keeping_up import OVERLOADED, cut
from tests.analysis.validity.changes import INVALID, level

FOLLOWS = {
    "LINES_LOST",
    "RATE_SHORTFALL",
    "GENERATOR_LATE",
    "TOO_FEW_BATCHES",
    "OBSERVERS_DISAGREE",
    "NOTHING_MEASURED",
    "INCOMPLETE",
}


def codes(run: Run) -> set[str]:
    return {finding["code"] for finding in run.summary["findings"]}


def test_a_run_that_was_given_up_is_invalid_and_says_why(tmp_path: Path) -> None:
    run = cut(tmp_path / "run", 8)
    assert run.summary["records"]["lost"] > 0
    assert "FELL_BEHIND" in codes(run)
    assert not FOLLOWS & codes(run)
    assert run.summary["verdict"] == "invalid"
    found = engine.fell_behind(run)
    assert level(found) is INVALID
    assert found is not None
    assert found.evidence.startswith(
        "when the run was ended, 8.0 s after its start, the oldest line had waited for 1.5 s"
    )
    assert found.evidence.endswith("longer than --give-up 1s allows")


def test_a_late_generator_is_named(tmp_path: Path) -> None:
    run = cut(tmp_path / "run", 8, Made(late_ms=1200.0))
    found = engine.fell_behind(run)
    assert found is not None
    assert "waited for 1.5 s, 1.2 s of it to be sent, longer than" in found.evidence
    assert not FOLLOWS & codes(run)


def test_one_that_was_given_up_in_its_warm_up_says_only_that(tmp_path: Path) -> None:
    run = cut(tmp_path / "run", 1.5, OVERLOADED)
    assert run.summary["records"]["measured"] == 0
    assert "FELL_BEHIND" in codes(run)
    assert not FOLLOWS & codes(run)
