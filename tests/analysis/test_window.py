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
