"""`streamgauge capacity`, on an engine of known capacity."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis import folders
from analysis.decide.capacity import Capacity, Tried
from analysis.decide.sustained import Judged
from benchmarks.capacity import INTERRUPTED
from benchmarks.cli import main
from benchmarks.commands import capacity

WORDS = ["capacity", "--api", "synthetic"]


def test_it_finds_a_known_capacity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, per_s = tmp_path / "out", 5_000
    assert main([*WORDS, "--conf", "law=limited:5k:5ms", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["out"] == str(out)
    assert told["low_per_s"] <= 1.1 * per_s
    assert 0.9 * per_s <= told["high_per_s"] <= told["low_per_s"] * 1.15
    kept = json.loads((out / "capacity.json").read_text())
    assert kept == {key: value for key, value in told.items() if key != "out"}
    paths = [kept["climb"]["path"], *(one["path"] for one in kept["trials"])]
    assert sorted(map(Path, paths)) == folders.runs(out)
    assert kept["trials"][0]["p99_ms"] > 0


def test_what_it_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = (
        Tried(41e3, Judged(kept_up=True, why="latency didn't grow"), Path("x"), 312.0, 1506.0),
        Tried(46e3, Judged(kept_up=False, why="it grows"), Path("y")),
        Tried(50e3, Judged(None, "too few"), Path("z")),
    )
    found = Capacity("cell", {}, "", tried, "lines fell behind", Path("climb"))
    asked: list[Any] = []

    def find(*given: Any) -> Capacity:
        asked.extend(given)
        return found

    monkeypatch.setattr(capacity, "find", find)
    out = tmp_path / "out"
    words = ["--objective", "p99<2s", "--within", "4m", "--seed", "7"]
    assert main([*WORDS, *words, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    rows = [line.split() for line in said.splitlines() if "k " in line and "sustains" not in line]
    assert rows == [
        ["41k", "yes", "312", "1,506", "latency", "didn't", "grow"],
        ["46k", "no", "-", "-", "it", "grows"],
        ["50k", "?", "-", "-", "too", "few"],
    ]
    assert said.splitlines()[-4:] == [
        "growing rate: lines fell behind",
        "cell sustains 41k lines/s, and not 46k",
        f"records: {out}",
        f"report: streamgauge report {out}",
    ]
    cell, trials, objective, budget_s, _say = asked
    assert (cell.api, objective.text, budget_s) == ("synthetic", "p99<2s", 240)
    assert (trials.out, trials.seed) == (out, 7)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--rate", "5k"], "--rate: capacity chooses it itself, run by run: leave it out"),
        (["--give-up", "5s"], "--give-up: capacity chooses it itself"),
        (["--schedule", "ramp:5k"], "--schedule: capacity chooses it itself"),
        (["--setting", "available-now"], "--setting: available-now works off what is there"),
        (["--file-every", "500lines"], "--file-every: where rates are searched for"),
        (["--setting", "real-time:5s"], "structured x socket x real-time:5s x "),
        (["--checkpoint", "/nowhere"], "--checkpoint: /nowhere can't be used: No such file"),
        (["--within", "5"], "--within: '5' is not a time"),
        (["--objective", "p98<1s"], "--objective: 'p98<1s' is no limit"),
    ],
)
def test_bad_input_is_one_line(
    words: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["capacity", *words, "--out", str(tmp_path / "out")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"streamgauge: {says}")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("kept_up", "objective", "status"),
    [
        (True, "", 0),
        (False, "", 0),
        (None, "", 3),
        (True, "p99<1s", 0),
        (False, "p99<1s", 4),
        (None, "p99<1s", 3),
    ],
)
def test_each_status(kept_up: bool | None, objective: str, status: int) -> None:  # noqa: FBT001
    tried = (Tried(500.0, Judged(kept_up, "why"), Path("x")),)
    found = Capacity("cell", {}, objective, tried, "lines fell behind", Path("climb"))
    assert capacity._status(found) == status
    assert capacity._status(replace(found, stopped=INTERRUPTED)) == 130
