import pytest

from benchmarks.cell import Cell
from benchmarks.display import Display, expected_s

CELLS = [Cell.parse({"duration": "30s"}), Cell.parse({"api": "floor", "duration": "30s"})]


def test_nothing_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with Display(CELLS) as display:
        display.phase("one", "measuring")
        display.next()
        display.say("one failed")
    assert capsys.readouterr() == ("", "")


def test_the_time_left_follows_what_runs_really_take(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    display = Display(CELLS)
    display._refresh()
    first, second = map(expected_s, CELLS)
    assert display._bar.tasks[0].fields["left"] == _minutes(first + second)
    now[0] += 2 * first  # the first run took twice as long as was thought
    display.next()
    display._refresh()
    assert display._bar.tasks[0].fields["left"] == _minutes(2 * second)
    assert display._bar.tasks[0].fields["count"] == "1/2"


def _minutes(seconds: float) -> str:
    return f"{seconds // 60:.0f}:{seconds % 60:02.0f} left"
