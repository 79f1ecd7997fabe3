"""The command's own doing; what it measures is tested beside it, and whole in the integration."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.calibration.plan import Plan, full, quick
from benchmarks.cli import main
from tests.analysis.fake_calibration import floor, result, trial

MEASURE = "benchmarks.calibration.instrument.measure"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setenv("STREAMGAUGE_STATE", str(folder))
    monkeypatch.setenv("COLUMNS", "200")
    return folder


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans that were carried out, each with the same result."""
    seen: list[Plan] = []

    def measure(plan: Plan, out: Path, tell: Callable[[str], None]) -> dict[str, Any]:
        assert out.is_dir()
        tell("something")
        seen.append(plan)
        return result(quick=plan.quick)

    monkeypatch.setattr(MEASURE, measure)
    return seen


def test_all_of_it_is_printed_and_kept(
    plans: list[Plan], state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["calibrate", "--out", str(out)]) == 0
    assert plans == [full(5000)]
    printed = capsys.readouterr().out
    words = " ".join(printed.split())
    (kept,) = state.glob("*/calibration.json")
    assert f"kept: {kept}" in words
    assert json.loads(kept.read_text()) == result() == json.loads((out / kept.name).read_text())
    assert "socket 0.640 ms 0.640 ms 2.40 ms 2.40 ms 2.40 ms within bounds" in words
    assert "uniform:500ms:120ms 20k 620 ms 620 ms" in words
    assert "1M 0.300 ms 1.20 ms 4.50 ms 0.0% 1 keeps up" in words
    assert "2M 0.300 ms 1.20 ms 4.50 ms 0.0% 2 late" in words
    assert "keeps up with 1M lines/s, sends 20.8M flat out; at least 100k are wanted" in words
    assert "capacity x 0.996 (0.989 to 1.003); 0.98 is wanted within bounds" in words


def test_as_json_it_is_one_object(
    plans: list[Plan], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    assert main(["calibrate", "--quick", "--json", "--rate", "2k"]) == 0
    assert plans == [quick(2000)]
    told = capsys.readouterr()
    assert json.loads(told.out) == result(quick=True)
    assert told.err == ""
    assert sorted(tmp_path.iterdir()) == [*before, tmp_path / "state"]


@pytest.mark.usefixtures("plans")
def test_a_quick_one_says_that_it_was_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate"]) == main(["calibrate", "--quick"]) == 0
    assert "not kept: a calibration in full is there already" in capsys.readouterr().out


@pytest.mark.usefixtures("plans")
def test_figures_that_cannot_be_kept_are_printed_all_the_same(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state.touch()
    assert main(["calibrate", "--json"]) == 2
    told = capsys.readouterr()
    assert json.loads(told.out) == result()
    assert told.err.startswith(f"streamgauge: {state}")
    assert told.err.count("\n") == 1


def test_what_is_out_of_bounds_is_said_and_ends_with_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = result(
        floor=[floor("socket", 50, 99, within=False)],
        trials=[trial("fixed:20ms", None, within=False)],
        cost={"skipped": "PySpark isn't installed"},
        within=False,
    )
    monkeypatch.setattr(MEASURE, lambda *_: bad)
    assert main(["calibrate"]) == 3
    out = capsys.readouterr().out
    assert out.count("NOT WITHIN BOUNDS") == 2
    assert "skipped: PySpark isn't installed" in out


def test_interrupted(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MEASURE, interrupt)
    assert main(["calibrate"]) == 130
    assert not state.exists()


@pytest.mark.usefixtures("plans")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--out", "full"], "--out: full isn't empty: it takes a new folder"),
        (["--out", "full/thesis.txt/out"], "--out: full/thesis.txt/out can't be written"),
        (["--rate", "fast"], "--rate: 'fast' is not a rate"),
    ],
)
def test_bad_input_is_one_line(
    words: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    try:
        status = main(["calibrate", *words])
    except SystemExit as ended:  # argparse's way
        status = int(str(ended.code))
    told = capsys.readouterr()
    assert status == 2
    assert says in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("plan", [full(5000), quick(5000)])
def test_plans_are_fair(plan: Plan) -> None:
    assert plan.cost_blocks % 4 == 0
    assert list(plan.rates_per_s) == sorted(plan.rates_per_s)
    assert {rate for _, rate in plan.trials} == {1e3, 20e3}
    kinds = [(law.partition(":")[0], rate) for law, rate in plan.trials]
    assert len(set(kinds)) == len(kinds)  # they name the folders
    assert plan.floor_warmup_ns < plan.floor_ns
    assert plan.trial_warmup_ns < plan.trial_ns
