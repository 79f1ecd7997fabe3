"""What `streamgauge choose` makes of its words; tests/integration has it run something."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis import folders
from benchmarks import host, runner
from benchmarks.calibration import store
from benchmarks.cell import Cell
from benchmarks.cli import main
from benchmarks.commands import choose
from benchmarks.held import Held
from tests.analysis.synthetic import EPOCH_NS
from tests.benchmarks.choose.pretend import HERE, SPEC, Pretence

WORDS = [word for key, value in SPEC.items() for word in (f"--{key}", value)]
ONLY = [*WORDS, "--api", "structured", "--setting", "default,1s"]
DEFAULT = "structured-socket-default"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, on the machine and the day of the synthetic runs."""

    def held(folders: Sequence[Path], _here: Mapping[str, Any], _now_ns: int) -> Held:
        return Held(folders, HERE, EPOCH_NS)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(choose, "Held", held)
    monkeypatch.setattr(runner, "check", lambda _cell: None)
    monkeypatch.setenv("STREAMGAUGE_STATE", str(tmp_path / "state"))
    return tmp_path


@pytest.mark.usefixtures("pretence")
def test_it_says_what_to_use_and_why(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["choose", *ONLY, "--objective", "p99<900ms", "--out", "out"]) == 0
    out, err = capsys.readouterr()
    first, *lines = out.splitlines()
    assert first.startswith("At 200 lines/s from a socket, use structured with --setting default")
    assert first.endswith(
        "; in runs of their own it kept up with 1.6k lines/s, 8 times that: more wasn't tried."
    )
    assert any(line.split()[:2] == ["structured", "1s"] and "alone makes" in line for line in lines)
    assert any(line.startswith("streamgauge run --api structured") for line in lines)
    assert lines[-2:] == ["answer: out/choose.json", "report: streamgauge report out"]
    assert err == ""
    told = json.loads((elsewhere / "out" / "choose.json").read_text())
    assert told["recommended"] == DEFAULT


@pytest.mark.usefixtures("pretence")
def test_as_json_it_is_what_is_kept(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["choose", *ONLY, "--json", "--out", "out"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((elsewhere / "out" / "choose.json").read_text())


@pytest.mark.usefixtures("pretence")
def test_a_report_can_be_made_of_its_runs(capsys: pytest.CaptureFixture[str]) -> None:
    main(["choose", *ONLY, "--out", "out"])
    assert main(["report", "out"]) == 0
    assert DEFAULT in Path("out/report.md").read_text()
    capsys.readouterr()


def test_what_is_there_is_taken_and_dated_unless_it_is_to_be_fresh(
    pretence: Pretence,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["choose", *ONLY, "--out", "before"])
    pretence.ran.clear()
    capsys.readouterr()
    assert main(["choose", *ONLY, "--from", "before", "--out", "again"]) == 0
    assert pretence.ran == []
    out = capsys.readouterr().out
    assert "(run of 2026-11-2" in out
    assert f"before/runs/{DEFAULT}-r1 (run of 2026-11-2" in out
    assert main(["choose", *ONLY, "--from", "before", "--fresh"]) == 0
    assert DEFAULT in pretence.ran
    (made,) = Path("results").iterdir()
    assert made.name.startswith("choose-")


def test_what_was_measured_before_ctrl_c_is_answered_from(
    pretence: Pretence, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(cell: Cell, path: Path, **more: Any) -> None:
        if pretence.ran:
            raise KeyboardInterrupt
        pretence.run(cell, path, **more)

    monkeypatch.setattr(runner, "run", run)
    assert main(["choose", *ONLY, "--out", "out"]) == 130
    out, err = capsys.readouterr()
    assert err == "interrupted: answering from what is finished\n"
    assert out.startswith("At 200 lines/s from a socket, use structured with --setting default")


def test_where_nothing_will_do_it_says_what_comes_nearest(
    pretence: Pretence,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["choose", *ONLY, "--objective", "p99<9ms", "--cost", "--out", "out"]) == 4
    assert pretence.ran == [DEFAULT]
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("Nothing that was looked at meets p99<9ms at 200 lines/s")
    assert "--setting default (preset tuned) comes nearest, with p99 " in first


@pytest.mark.parametrize("objective", [[], ["--objective", "p99<900ms"]])
def test_where_no_run_counts_nothing_is_said(
    pretence: Pretence,
    objective: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    pretence.failing = (DEFAULT, "structured-socket-1s")
    assert main(["choose", *ONLY, *objective, "--out", "out"]) == 3
    out = capsys.readouterr().out
    assert "there is no run that counts" in out
    assert "invalid: Spark's JVM is gone (status 1)" in out


def test_the_machines_noise_is_known(elsewhere: Path) -> None:
    assert choose._noise_factor() == 1.0
    folder = store.folder(host.describe())
    folder.mkdir(parents=True)
    noise = {
        "share": 0.99, "pairs": 3, "observed": 1.1, "factor": 1.3, "told_apart": 0, "basis": "runs"
    }  # fmt: skip
    held = {"environment": {}, "repeats": 2, "noises": [noise]}
    (folder / folders.NOISE).write_text(json.dumps(held))
    assert folder.is_relative_to(elsewhere)
    assert choose._noise_factor() == 1.3
    (folder / folders.NOISE).write_text(json.dumps(held | {"noises": []}))
    assert choose._noise_factor() == 1.0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--objective", "fast"], "--objective: 'fast' is no limit"),
        (["--api", "floor"], "--api: 'floor' is none to choose"),
        (["--from", "nowhere"], "--from: nowhere is no folder"),
        (["--mode", "append"], "running counts are never final"),
    ],
)
def test_one_line_that_names_what_is_wrong(
    words: list[str], says: str, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["choose", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.count("\n") == 1
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("within", ["0s", "soon"])
def test_within_takes_a_time(within: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["choose", "--within", within])
    assert caught.value.code == 2
    assert "--within" in capsys.readouterr().err
