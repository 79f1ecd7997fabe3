import pytest

from benchmarks.commands import outcome


def test_a_backlog_is_told_of_where_there_was_one(capsys: pytest.CaptureFixture[str]) -> None:
    worked_off = {"lines": 45_500, "took_s": 5.9, "lines_per_s": 7712.0}
    outcome.print_backlogs(
        [
            {"name": "default", "backlog": None},
            {"name": "now", "backlog": worked_off},
        ]
    )
    told = "now: a backlog of 45,500 lines, worked off in 5.90 s: 7,712 lines/s\n"
    assert capsys.readouterr().out == told
