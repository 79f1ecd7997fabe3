import json
import shutil
from pathlib import Path

import pytest

from analysis import record
from analysis.report import campaign
from tests.analysis.made import Made
from tests.analysis.synthetic import EPOCH_NS, write_run

SHORT = {"rate": 100.0, "warmup": "1s", "duration": "4s"}


def made(path: Path, name: str, **kind: object) -> Path:
    """A run of a cell called `name`."""
    run = write_run(path / "runs" / f"{name}-r{kind.get('repeat', 1)}", Made(**(SHORT | kind)))  # type: ignore[arg-type]
    info = json.loads((run / record.RUN).read_text()) | {"name": name}
    (run / record.RUN).write_text(json.dumps(info))
    return run


def about(path: Path, **parts: object) -> None:
    (path / "campaign.json").write_text(json.dumps(parts))


def test_cells_come_in_the_order_of_the_campaign(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        made(tmp_path, name)
    about(tmp_path, name="Three", cells=["c", "a", "b"], started_ns=EPOCH_NS)
    read = campaign.read(tmp_path)
    assert read.name == "Three"
    assert [cell.name for cell in read.cells] == ["c", "a", "b"]
    assert [summary["name"] for summary in read.summaries] == ["c", "a", "b"]
    about(tmp_path, cells=["b", "c"])
    read = campaign.read(tmp_path)
    assert [cell.name for cell in read.cells] == ["b", "c", "a"]
    assert read.name == tmp_path.name


@pytest.mark.parametrize("text", ["", "{", "[1, 2]"])
def test_without_a_readable_campaign_file_the_runs_are_enough(tmp_path: Path, text: str) -> None:
    made(tmp_path, "a")
    (tmp_path / "campaign.json").write_text(text)
    assert [cell.name for cell in campaign.read(tmp_path).cells] == ["a"]


def test_a_run_by_itself_is_a_campaign_of_one(tmp_path: Path) -> None:
    read = campaign.read(made(tmp_path, "alone"))
    assert [cell.name for cell in read.cells] == ["alone"]
    assert read.repeats == 1
    assert read.unread == 0


def test_what_can_not_be_read_is_listed_with_its_reason(tmp_path: Path) -> None:
    made(tmp_path, "whole")
    (tmp_path / "runs" / "empty").mkdir()
    odd = made(tmp_path, "odd")
    (odd / record.RUN).write_text('{"name": "odd", "format": 1}')
    (tmp_path / "runs" / "a file").write_text("not a run")
    read = campaign.read(tmp_path)
    reasons = {run.name: run.reason for run in read.left_out}
    assert set(reasons) == {"empty", "odd-r1"}
    assert "holds no run" in reasons["empty"]
    assert reasons["odd-r1"].startswith("its record is damaged: ")
    assert "\n" not in "".join(reasons.values())
    assert read.unread == 2


def test_runs_of_a_campaign_that_was_cut_short_are_listed(tmp_path: Path) -> None:
    made(tmp_path, "a")
    shutil.copytree(made(tmp_path, "b"), tmp_path / "runs" / "b-r2")
    (tmp_path / "runs" / "b-r2" / record.RUN).write_text("{")
    about(tmp_path, cells=["a", "b"], repeat=2)
    read = campaign.read(tmp_path)
    reasons = {run.name: run.reason for run in read.left_out}
    assert set(reasons) == {"a, run 2", "b-r2"}
    assert reasons["a, run 2"].startswith("not run")


def test_a_killed_run_is_drawn_and_counts_as_invalid(tmp_path: Path) -> None:
    made(tmp_path, "killed", killed_at=0.8)
    read = campaign.read(tmp_path)
    (cell,) = read.cells
    assert not cell.valid
    assert read.left_out == []
    assert read.summaries[0]["status"] == "running"


def test_a_run_that_never_began_is_told_by_its_evidence(tmp_path: Path) -> None:
    made(tmp_path, "whole")
    run = made(tmp_path, "failed")
    info = json.loads((run / record.RUN).read_text())
    for file in run.iterdir():
        file.unlink()
    info |= {"status": "failed", "error": "no Java", "window": None}
    (run / record.RUN).write_text(json.dumps(info))
    read = campaign.read(tmp_path)
    assert [cell.name for cell in read.cells] == ["whole"]
    (left,) = read.left_out
    assert left.name == "failed, run 1"
    assert "no Java" in left.reason
    assert len(read.summaries) == 2
    assert read.unread == 0


def test_cells_that_spark_can_not_run_are_told(tmp_path: Path) -> None:
    made(tmp_path, "a")
    about(tmp_path, cells=["a"], unsupported=[{"cell": "sink=text", "reason": "append only"}])
    read = campaign.read(tmp_path)
    assert [(left.name, left.reason) for left in read.unsupported] == [("sink=text", "append only")]
    assert read.left_out == []
    assert read.unread == 0


def test_many_cells_share_the_bins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign, "_BINS_IN_ALL", 200)
    for n in range(3):
        made(tmp_path, f"cell {n}", setting="500ms")
    few, many = campaign.read(tmp_path / "runs" / "cell 1-r1"), campaign.read(tmp_path)
    widths = [read.cells[0].shown.bands.bin_s for read in (few, many)]
    assert widths[0] < widths[1]
