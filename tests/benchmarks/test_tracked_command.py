"""`streamgauge report --asv`, and the workflow that uses it."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from analysis.report import versions
from analysis.tracked.comparison import Comparison
from benchmarks.cli import main
from tests.analysis.made_asv import LATENCY, NEW, OLD, Made, MadeResult

WORKFLOW = Path(__file__).parent.parent.parent / "docs" / "examples" / "pull-request.yml"
CELL = ("structured", "socket", "default")


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a folder of its own; the page itself has tests of its own."""

    def write(_: Comparison, folder: Path, again: str) -> list[Path]:
        folder.mkdir()
        (folder / versions.PAGE).write_text(again)
        return [folder / versions.PAGE]

    monkeypatch.setattr(versions, "write", write)
    monkeypatch.chdir(tmp_path)


def measured(folder: str = ".asv/results", *, level: float = 1.2, recorded: bool = True) -> None:
    """Two commits with two versions each: the newer commit and the newer version are slower."""
    for commit, times in ((OLD, 1.0), (NEW, level)):
        for spark, ms in (("3.5.9", 100.0), ("4.3.0", 110.0)):
            cells = {CELL: [times * ms * one for one in (0.99, 1.0, 1.01)]}
            samples: Made = {LATENCY.name: cells}
            made = MadeResult(spark, commit, samples=samples, recorded=recorded)
            made.date_ms += commit == NEW
            made.write(Path(folder))


def test_it_says_how_versions_compare_and_writes_beside_the_results(
    capsys: pytest.CaptureFixture[str],
) -> None:
    measured()
    assert main(["report", "--asv"]) == 0
    verdict, remark, written = capsys.readouterr().out.splitlines()
    assert verdict.startswith("4.3.0 is worse than 3.5.9 in 1 of 1 comparison: p99 of structured")
    assert remark.startswith("1 comparison was made in all, each with an interval of 95%")
    assert written == "report: .asv/versions/versions.html"
    again = Path(".asv/versions/versions.html").read_text()
    assert again == "streamgauge report --asv .asv/results --commit 4e322222"


def test_the_command_to_make_it_again_has_what_was_asked_for() -> None:
    measured("my results")
    asked = ["--machine", "vm", "--base", "4.3.0", "--commit", OLD[:5], "--out", "page"]
    assert main(["report", "--asv", "my results", *asked]) == 0
    assert shlex.split(Path("page/versions.html").read_text()) == [
        "streamgauge", "report", "--asv", "my results", "--commit", OLD[:8], "--machine", "vm",
        "--base", "4.3.0", "--out", "page",
    ]  # fmt: skip


def test_a_figure_beyond_the_threshold_is_status_4_and_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    measured()
    assert main(["report", "--asv", "--against", OLD, "--threshold", "15%"]) == 4
    beyond = [line for line in capsys.readouterr().out.splitlines() if "beyond" in line]
    assert [line.partition(": p99")[0] for line in beyond] == [
        "beyond the threshold: 3.5.9 at 4e322222: Latency",
        "beyond the threshold: 4.3.0 at 4e322222: Latency",
    ]
    assert main(["report", "--asv", "--out", "b", "--against", OLD, "--threshold", "25%"]) == 0
    assert main(["report", "--asv", "--out", "c", "--against", OLD]) == 0


def test_what_can_not_be_told_is_printed_and_passes(capsys: pytest.CaptureFixture[str]) -> None:
    measured()
    noisy: Made = {LATENCY.name: {CELL: [100.0, 150.0]}}
    for spark in ("3.5.9", "4.3.0"):
        MadeResult(spark, NEW, samples=noisy).write(Path(".asv/results"))
    asked = ["report", "--asv", "--commit", NEW, "--against", OLD, "--threshold", "1%"]
    assert main(asked) == 0
    assert "can't be told: 3.5.9 at 4e322222: Latency: p99 of structured socket default:" in (
        capsys.readouterr().out
    )


def test_a_threshold_that_nothing_could_be_held_to_is_status_3(
    capsys: pytest.CaptureFixture[str],
) -> None:
    measured(recorded=False)
    assert main(["report", "--asv", "--threshold", "15%"]) == 3
    assert "not compared, for want of samples: 1 figures" in capsys.readouterr().out
    assert main(["report", "--asv", "--out", "b"]) == 0


def test_as_json_there_is_one_object_with_files_verdicts_and_changes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    measured()
    assert main(["report", "--asv", "--json", "--threshold", "5%"]) == 4
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == [".asv/versions/versions.html"]
    assert [one["of"] for one in told["verdicts"]] == ["4.3.0"]
    assert [one["words"] for one in told["changes"]] == ["8–13% slower"]
    assert (len(told["beyond"]), told["not_told"]) == (1, [])
    assert main(["report", "--asv", "--json", "--out", "b"]) == 0
    assert "beyond" not in json.loads(capsys.readouterr().out)


def test_figures_for_the_chart_are_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    measured()
    assert main(["report", "--asv", "--json", "--github-action-benchmark", "figures.json"]) == 0
    entries = json.loads(Path("figures.json").read_text())
    assert [entry["value"] for entry in entries] == pytest.approx([120.0, 132.0])
    assert entries[0]["name"] == "Spark 3.5.9 / Latency / p99 / structured socket default"
    assert json.loads(capsys.readouterr().out)["files"][-1] == "figures.json"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "DIR: it takes what --out of compare or run named, or --asv in its place"),
        (["here", "--asv"], "--asv: it takes neither DIR nor --differences besides"),
        (["--differences", "--asv"], "--asv: it takes neither DIR nor --differences besides"),
        (["--asv", "--base", "4", "--against", "x"], "--base: with --against, each version is"),
        (["here", "--threshold", "1%"], "--threshold: it goes with --asv only"),
        (["here", "--github-action-benchmark", "x"], "--github-action-benchmark: it goes with"),
        (["--asv"], "--asv: .asv/results is not asv's"),
    ],
)
def test_bad_input_is_one_line(
    argv: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *argv]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"streamgauge: {told}")
    assert error.count("\n") == 1


def test_a_threshold_that_is_none_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["report", "--asv", "--threshold", "10"])
    assert "--threshold: '10' is no threshold: it takes percent above 0" in capsys.readouterr().err


def steps(job: str) -> list[dict[str, Any]]:
    held = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = held["jobs"][job]["steps"]
    return found


@pytest.mark.parametrize(("job", "status"), [("compare", 4), ("chart", 0)])
def test_the_commands_of_the_workflow_are_understood(job: str, status: int) -> None:
    measured()
    text = "\n".join(step.get("run", "") for step in steps(job))
    (command,) = re.findall(r"\.venv/bin/streamgauge (.*)", text)
    for name, commit in (("$HEAD", NEW), ("$GITHUB_SHA", NEW), ("$BASE", OLD)):
        command = command.replace(name, commit)
    assert main(shlex.split(command)) == status


def test_the_workflow_keeps_and_charts_what_its_commands_write() -> None:
    used = {step["uses"].partition("@")[0]: step["with"] for job in ("compare", "chart")
            for step in steps(job) if "uses" in step}  # fmt: skip
    text = WORKFLOW.read_text(encoding="utf-8")
    assert f"--out {used['actions/upload-artifact']['path']}\n" in text
    charted = used["benchmark-action/github-action-benchmark"]
    assert charted["tool"] == "customSmallerIsBetter"
    assert f"--github-action-benchmark {charted['output-file-path']}\n" in text
