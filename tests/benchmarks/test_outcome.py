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


def test_notes_are_printed_last_and_say_that_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    def found(code: str, level: str) -> dict[str, str]:
        return {"code": code, "level": level, "evidence": "it is so", "remedy": "change it"}

    outcome.print_findings(
        [
            {
                "name": "a",
                "findings": [found("LINES_LOST", "invalid"), found("MANY_FILES", "note")],
            },
            {"name": "b", "findings": [found("NOISY_MACHINE", "suspect")]},
            {"name": "c", "findings": []},
        ]
    )
    assert capsys.readouterr().out.splitlines()[::2] == [
        "a: LINES_LOST: it is so",
        "b: NOISY_MACHINE: it is so",
        "a: note: MANY_FILES: it is so",
    ]


def test_latencies_are_shown_in_whole_ms_and_what_is_not_known_as_a_dash() -> None:
    assert [outcome.shown_ms(ms) for ms in (1506.4, 0.4, None)] == ["1,506", "0", "-"]
