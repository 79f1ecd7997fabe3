"""`streamgauge ladder`, with runs made by hand in place of Spark's."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis import record, report
from analysis.decide.ladder import FILE
from benchmarks import runner
from benchmarks.cell import Cell
from benchmarks.cli import main
from benchmarks.runner import RunFailedError
from tests.analysis.drawn import summary_of
from tests.analysis.made import Made
from tests.analysis.synthetic import write_run

ONLY = ["--only", "no-web-page,kryo", "--api", "dstreams", "--setting", "500ms"]
SHORT: dict[str, Any] = {"rate": 200.0, "warmup": "1s", "duration": "6s"}
CELLS = ["0-spark", "1-no-web-page", "tuned", "without-no-web-page", "with-kryo", "floor"]


class Runs:
    """Stands in for `runner.run`."""

    def __init__(self) -> None:
        self.cells: dict[str, Cell] = {}
        self.fail = ""
        self.interrupt = ""

    def __call__(self, cell: Cell, path: Path, **told: Any) -> None:
        name = told["name"]
        self.cells[name] = cell
        told["on_phase"]("measuring")
        if self.interrupt in {name, "any"}:
            raise KeyboardInterrupt
        if name == self.fail:
            path.mkdir()
            record.write_json(path / record.RUN, {"status": "failed", "error": "it broke"})
            raise RunFailedError("it broke")
        api, setting = ("floor", "none") if name == "floor" else ("dstreams", "500ms")
        made = Made(api=api, setting=setting, repeat=told["repeat"], **SHORT)
        info = json.loads((write_run(path, made) / record.RUN).read_text())
        record.write_json(path / record.RUN, info | {"name": name, "status": "complete"})


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Runs:
    stand_in = Runs()
    monkeypatch.setattr(runner, "run", stand_in)
    monkeypatch.setattr(runner, "check", lambda _cell: None)
    monkeypatch.chdir(tmp_path)
    return stand_in


@pytest.fixture
def unreported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn: there are reports enough in other tests."""

    def write(out: Path) -> list[Path]:
        (out / FILE).write_text("{}")
        for run in (out / "runs").iterdir():
            analyse(run)
        return [out / FILE]

    def analyse(run: Path) -> None:
        info = json.loads((run / record.RUN).read_text())
        if info["status"] == "complete":
            summary = summary_of() | {"name": info["name"], "backlog": None}
            record.write_json(run / record.SUMMARY, summary)

    monkeypatch.setattr(report, "write", write)


def test_it_tells_what_each_rung_is_worth(runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--quick", "--json", *ONLY, "--cumulated", "--out", "out"]
    assert main(["ladder", *words]) in {0, 3}
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert "out: 4 cells, one run each, about 2 min" in err
    assert set(runs.cells) == {*CELLS[:3], "floor"}
    assert [run["name"] for run in told["runs"]] == [*CELLS[:3], "floor"]
    rung, other = told["ladder"]["rungs"]
    assert rung["climbed"]["p50_ms"]["worth"] is not None
    assert other["climbed"] is other["alone"] is None
    assert json.loads(Path("out", FILE).read_text()) == told["ladder"]
    assert "out/report.html" in told["files"]
    assert told["failures"] == []


@pytest.mark.usefixtures("unreported")
def test_it_goes_on_where_it_was_interrupted(
    runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["ladder", "--quick", *ONLY, "--cumulated", "--out", "out"]
    runs.interrupt = "floor"
    assert main(command) == 130
    done = set(runs.cells) - {"floor"}
    runs.interrupt, runs.cells = "", {}
    assert main(command) in {0, 3}
    assert set(runs.cells) == {*CELLS[:3], "floor"} - done
    out = capsys.readouterr().out
    assert "report: out/report.html" in out
    assert out.index("0-spark") < out.index("1-no-web-page") < out.index("tuned")


@pytest.mark.usefixtures("unreported")
def test_a_run_that_fails_is_told_of(runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    runs.fail = "tuned"
    assert main(["ladder", "--quick", *ONLY, "--isolated", "--out", "out"]) == 3
    assert "failed: tuned-r1: it broke" in capsys.readouterr().out
    assert set(runs.cells) == set(CELLS) - {"0-spark", "1-no-web-page"}


def test_without_a_finished_run_there_is_no_report(
    runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    runs.interrupt = "any"
    assert main(["ladder", *ONLY, "--out", "out"]) == 130
    out, err = capsys.readouterr()
    assert "out: 6 cells, 3 runs each, about " in err
    assert "nothing was finished: no report" in out


def test_the_rungs_are_listed_without_a_run(runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ladder", "--list"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "shuffle-partitions" in words
    assert "gives up Hadoop's checksums" in words
    assert "can't be tried: Spark:" in words
    assert "3 runs each, about" in words
    assert main(["ladder", "--list", "--json", "--only", "kryo"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [rung["name"] for rung in told["ladder"]["rungs"]] == ["kryo"]
    assert set(told["cells"]) == {"0-spark", "tuned", "with-kryo", "floor"}
    assert not runs.cells
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--preset", "spark"], "--preset: that is for the ladder to set"),
        (["--conf", "spark.a=1"], "--conf: that is for the ladder to set"),
        (["--option", "a=1"], "--option: that is for the ladder to set"),
        (["--only", "async-progress"], "--only: none of these can be tried"),
        (["--only", ""], "--only: '' is no rung here"),
        (["--repeat", "0"], "--repeat: 0 is too few"),
        (["--api", "floor"], "--api: floor has no settings"),
    ],
)
def test_one_line_that_names_what_is_wrong(
    words: list[str], says: str, runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ladder", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.count("\n") == 1
    assert not runs.cells
