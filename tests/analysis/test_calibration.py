import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis import calibration
from analysis.calibration import Calibration
from tests.analysis.fake_calibration import MACHINE, floor, result, trial


def test_reads_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / calibration.FILE
    path.write_text(json.dumps(result()))
    held = calibration.read(path)
    assert held == Calibration(result())
    assert held is not None
    assert not held.quick


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', "\x00", '{"format": 1'])
def test_what_is_none_is_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / calibration.FILE
    assert calibration.read(path) is None
    path.write_text(text)
    assert calibration.read(path) is None


@pytest.mark.parametrize(
    ("change", "matches"),
    [
        ({}, True),
        ({"python": "3.13.1", "spark": "4.3.0"}, True),
        ({"cpu": "Xeon"}, False),
        ({"cores": 4}, False),
        ({"memory_mb": 15_000}, False),
        ({"os": "Linux-6.8"}, False),
    ],
)
def test_it_holds_for_its_own_machine(change: dict[str, Any], matches: bool) -> None:  # noqa: FBT001
    assert Calibration(result()).matches(MACHINE | change) is matches


def test_a_machine_of_which_nothing_is_known_is_another() -> None:
    assert not Calibration(result()).matches({})


def test_in_words() -> None:
    assert Calibration(result()).sentences() == [
        "The instrument measured itself on this machine on 22 November 2026.",
        (
            "A plain reader takes 0.640 ms at p50 and 2.40 ms at p99 from a socket, "
            "54.0 ms at p50 and 103 ms at p99 from files."
        ),
        (
            "In 2 runs of a synthetic engine of known latency, the reported p99 was off by at most "
            "0.500 ms; the engine itself kept the p99 of its law to within 0.100 ms."
        ),
        "The generator keeps up with 1M lines/s; flat out it sends 20.8M lines/s.",
        "Measuring costs an engine 0.4% of its capacity (\N{MINUS SIGN}0.3% to 1.1%).",
    ]


def said(**changes: Any) -> str:
    return " ".join(Calibration(result(**changes)).sentences())


def test_a_quick_one_says_so() -> None:
    assert "on 22 November 2026, in its quick version." in said(quick=True)


def test_what_was_skipped_is_said() -> None:
    words = said(cost={"skipped": "PySpark isn't installed"})
    assert "What measuring costs an engine isn't known: PySpark isn't installed." in words


def test_trials_without_a_p99() -> None:
    none = trial("fixed:20ms", None, within=False)
    words = "In one run of a synthetic engine of known latency, no p99 was reported."
    assert words in said(trials=[none])
    assert "was off by at most 0.200 ms, and 1 had none; the engine itself" in said(
        trials=[none, trial("fixed:20ms", 0.3)]
    )


def test_a_generator_that_keeps_up_with_nothing() -> None:
    generator = result()["generator"] | {"kept_up_per_s": None, "within": False}
    words = said(generator=generator)
    assert "The generator doesn't keep up with 1k lines/s; flat out it sends 20.8M" in words


def test_what_is_not_within_bounds_is_named() -> None:
    assert "bounds" not in said()
    every = {
        "floor": [floor("socket", 50, 99, within=False)],
        "trials": [trial("fixed:20ms", 9.0, within=False)],
        "generator": result()["generator"] | {"within": False},
        "cost": result()["cost"] | {"within": False},
    }
    names = ["the floor", "the synthetic engine", "the generator", "the cost of measuring"]
    assert said(**every).endswith(f"Not within bounds: {', '.join(names)}.")
    for name, (key, value) in zip(names, every.items(), strict=True):
        assert said(**{key: value}).endswith(f"Not within bounds: {name}.")


def test_importing_it_is_quick() -> None:
    """A command that only looks for a calibration draws no pictures."""
    program = "import sys, analysis.calibration; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
