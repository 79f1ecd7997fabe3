from dataclasses import replace
from pathlib import Path

from analysis import record, window
from analysis.window import Window
from tests.analysis.synthetic import Made, write_run


def test_the_window_is_as_noted_or_as_planned(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run"))
    noted = window.measured(run)
    assert noted == Window(run.info["window"]["warm_ns"], run.info["window"]["end_ns"])
    assert noted.seconds == 10.0
    for missing in (None, dict.fromkeys(("start_ns", "warm_ns", "end_ns", "stop_ns"))):
        cut = replace(run, info=dict(run.info) | {"window": missing})
        assert window.measured(cut) == noted
        assert window.measured(replace(cut, load={})) is None


def test_lines_due_are_the_schedules(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(rate=777.0, killed_at=0.5)))
    noted = window.measured(run)
    assert noted is not None
    assert window.lines_due(run, noted) == 7_770
    start_ns = run.load["start_ns"]
    everything = Window(start_ns, noted.until_ns)
    assert window.lines_due(run, everything) == Made(rate=777.0).plan().count
    assert window.lines_due(run, Window(start_ns, start_ns + 1)) == 1


def test_a_backlog_s_work_is_not_in_the_measured_window(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run"))
    assert window.at_work(run) == window.measured(run)
    given = {"lines": 9, "start_ns": 40, "end_ns": 70}
    drained = replace(run, info={**run.info, "backlog": given})
    assert window.at_work(drained) == Window(40, 70)
    assert window.measured(drained) == window.measured(run)
    cut = replace(run, info={**run.info, "backlog": given | {"end_ns": None}})
    assert window.at_work(cut) is None


def test_the_schedule_proper_ends_when_the_run_says(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(tail="3s")))
    assert window.end_ns(run) == run.info["window"]["end_ns"]
    assert window.end_ns(run) == run.load["start_ns"] + Made().duration_ns
    for noted in (None, {"start_ns": 5}):
        assert window.end_ns(replace(run, info={**run.info, "window": noted})) is None
