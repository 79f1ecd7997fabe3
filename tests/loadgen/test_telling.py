import json
import sys

import pytest

from loadgen.lines import Ring, parse_lines
from loadgen.load import Load
from loadgen.schedule import Constant
from loadgen.telling import ToPerson, ToRunner
from loadgen.units import NS_PER_S

SUMMARY = {
    "emitted": 0,
    "scheduled": 5,
    "keys": 0,
    "bytes": 0,
    "rate": {"target_per_s": 1.0, "sent_per_s": 0.0},
    "lateness_ms": {},
    "late": False,
    "connections": [],
    "start_ns": 0,
    "end_ns": 0,
}


def load(ring: Ring | None = None, lanes: int = 1) -> Load:
    ring = ring or parse_lines("fixed:5", 1)
    return Load("socket", Constant(1000.0, 10 * NS_PER_S), "fixed:5", ring, 1, lanes)


def test_a_runner_gets_a_line_of_json_a_stage(capsys: pytest.CaptureFixture[str]) -> None:
    teller = ToRunner()
    teller.ready({"host": "127.0.0.1", "port": 5})
    teller.connected(0)
    teller.beat(5)
    teller.sent(SUMMARY)
    out, err = capsys.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == [
        {"event": "ready", "host": "127.0.0.1", "port": 5},
        {"event": "connected", "lane": 0},
        {"event": "sent", **SUMMARY},
    ]
    assert err == ""


def test_a_person_without_a_terminal_gets_the_place_and_the_summary(
    capsys: pytest.CaptureFixture[str],
) -> None:
    teller = ToPerson(load(lanes=2), as_json=False)
    teller.ready({"host": "127.0.0.1", "port": 5})
    teller.connected(0)
    teller.beat(5)
    teller.sent(SUMMARY)
    out, err = capsys.readouterr()
    assert out == "sent      0 of 5 lines, 0.0 MB, in 0.0 s\n"
    assert err == "loadgen: listening on 127.0.0.1:5 for 2 consumers; Ctrl-C ends\n"


def test_json_is_all_there_is_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    few = parse_lines("fixed:5000000", 1)
    teller = ToPerson(load(few), as_json=True)
    teller.ready({"dir": "in"})
    teller.sent(SUMMARY)
    out, err = capsys.readouterr()
    assert json.loads(out) == SUMMARY
    assert err == f"loadgen: into in\nloadgen: {few.note}\n"


@pytest.mark.parametrize("no_color", ["", "1"])
def test_a_terminal_sees_how_far_it_has_come(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, no_color: str
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    teller = ToPerson(load(), as_json=False)
    teller.connected(0)
    teller.beat(2500)
    progress = capsys.readouterr().err
    teller.sent(SUMMARY)
    assert progress.startswith("loadgen: consumer 0 has come\n\r")
    assert " 25%  2,500 lines  " in progress
    assert ("\033[" in progress) == (no_color == "")
    assert capsys.readouterr().err == "\r" + " " * 60 + "\r"  # gone before the summary
