"""`streamgauge compare`, for real, of cells that need no Spark."""

import json
from pathlib import Path

import pytest

from benchmarks import cli
from tests.integration.leftovers import Leftovers

CAMPAIGN = """
title = "Small"
[common]
api = "floor"
rate = "1k"
duration = "2s"
warmup = "1s"
[[cells]]
schedule = ["burst:5k:1s:200ms"]
[[cells]]
schedule = "trace:access.log"
speed = 2
"""
LOG = "".join(f"2026-11-22T08:00:{k // 50:02d}.{k % 50 * 20:03d}Z GET /{k}\n" for k in range(500))


def test_a_cell_against_itself(
    tmp_path: Path, leftovers: Leftovers, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "small.toml").write_text(CAMPAIGN)
    (tmp_path / "access.log").write_text(LOG)
    out = tmp_path / "out"
    command = ["compare", str(tmp_path / "small.toml"), "--aa", "--json", "--out", str(out)]
    assert cli.main(command) in {0, 3}  # a run may be spoilt by what else the machine does
    leftovers.check()
    told = json.loads(capsys.readouterr().out)
    assert told["failures"] == []
    names = [run["name"] for run in told["runs"]]
    burst, trace = "floor-socket-burst_5k_1s_200ms-1", "floor-socket-access.log-2"
    assert names == [burst, f"{burst}-again", trace, f"{trace}-again"]
    due = {run["name"]: run["records"]["measured"] for run in told["runs"]}
    assert due[burst] == due[f"{burst}-again"] == 1000 + 4000 // 5
    assert due[trace] == due[f"{trace}-again"] == 100  # two s of the log's 10, at twice the speed
    report = (out / "report.md").read_text()
    assert "# Small: A/A" in report
    assert "A/A: the same cell against itself differed by up to" in report
    assert json.loads((out / "noise.json").read_text())["repeats"] == 1


def test_a_trace_that_is_too_short_is_refused_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "access.log").write_text(LOG)
    shape = f"trace:{tmp_path / 'access.log'}"
    command = ["run", "--api", "floor", "--schedule", shape, "--out", str(tmp_path / "out")]
    assert cli.main(command) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("streamgauge: --duration: ")
    assert "9.980 s long at this speed, and 50.000 s of it are to be replayed" in line
    assert not (tmp_path / "out").exists()
