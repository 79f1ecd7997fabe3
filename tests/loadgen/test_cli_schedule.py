"""The command's load shapes."""

import json
from pathlib import Path
from typing import Any

import pytest

from loadgen import journal
from loadgen.cli import main
from loadgen.schedule import Constant, from_spec

MS = 1_000_000


def sent(tmp_path: Path, arguments: str) -> dict[str, Any]:
    """The schedule's spec, as the record has it, of a run that sent everything."""
    emission = tmp_path / "sent.parquet"
    files = f"files --dir {tmp_path}/in --file-every 20ms --emission {emission}"
    assert main([*files.split(), *arguments.split()]) == 0
    spec: dict[str, Any] = journal.read(emission)[1]["schedule"]
    return spec


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """30 lines, 10 ms apart, in two entries of 1 and one of 28 lines."""
    path = tmp_path / "a.log"
    path.write_text("9.00 a\n9.01 b\n9.02 c\n" + "more\n" * 27)
    return path


@pytest.mark.parametrize(
    ("shape", "spec"),
    [
        ("constant", {"kind": "constant"}),
        ("poisson", {"kind": "poisson", "seed": 3}),
        ("ramp:2k", {"kind": "ramp", "from_per_s": 1000, "to_per_s": 2000}),
        ("step:0:2k", {"kind": "step", "rates_per_s": [1000, 0, 2000]}),
        ("sine:0.5:50ms", {"kind": "sine", "amplitude": 0.5, "period_ns": 50 * MS}),
        ("burst:20k:50ms:5ms", {"kind": "burst", "peak_per_s": 20_000, "length_ns": 5 * MS}),
    ],
)
def test_sends_lines_in_a_shape(
    shape: str, spec: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = sent(tmp_path, f"--schedule {shape} --rate 1k --seed 3 --duration 100ms --json")
    assert told["duration_ns"] == 100 * MS
    assert spec.items() <= told.items()
    summary = json.loads(capsys.readouterr().out)
    assert summary["emitted"] == summary["scheduled"] == from_spec(told).count


def test_the_rate_is_1k_if_none_is_given(tmp_path: Path) -> None:
    assert from_spec(sent(tmp_path, "--duration 50ms")) == Constant(1000.0, 50 * MS)


def test_replays_all_of_a_trace(
    tmp_path: Path, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schedule = from_spec(sent(tmp_path, f"--schedule trace:{log} --speed 10"))
    assert [schedule.due_at(i) for i in (0, 1, 2, 29)] == [0, MS, 2 * MS, 2 * MS]
    assert schedule.duration_ns == 100 * MS  # a log is a second long at least
    assert "30 of 30 lines" in capsys.readouterr().out


def test_a_trace_follows_its_warm_up(tmp_path: Path, log: Path) -> None:
    told = sent(tmp_path, f"--schedule trace:{log} --speed 20 --warmup 40ms")
    assert [part["kind"] for part in told["parts"]] == ["ramp", "constant", "trace"]
    assert told["parts"][1]["rate_per_s"] == 600
    assert from_spec(told).duration_ns == 90 * MS


def test_replays_the_first_lines_of_a_trace(tmp_path: Path, log: Path) -> None:
    assert from_spec(sent(tmp_path, f"--schedule trace:{log} --count 3")).due_at(2) == 20 * MS


def test_a_tail_follows_the_duration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = sent(tmp_path, "--rate 1k --warmup 40ms --duration 100ms --tail 200ms --json")
    schedule = from_spec(told)
    assert [part["kind"] for part in told["parts"]] == ["ramp", "constant", "constant", "constant"]
    assert told["parts"][-1] == {"kind": "constant", "rate_per_s": 20, "duration_ns": 200 * MS}
    before = schedule.count_due(100 * MS - 1)
    assert [schedule.due_at(before + k) for k in range(4)] == [
        (100 + 50 * k) * MS for k in range(4)
    ]
    summary = json.loads(capsys.readouterr().out)
    assert summary["emitted"] == summary["scheduled"] == before + 4


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("--tail 5", "--tail: '5' is not a time"),
        ("--tail 5s --count 5", "--tail: it comes after a --duration, not after a --count"),
        ("--tail 9999h", "--duration: it takes up to 115 days, the tail included"),
        ("--schedule square", "--schedule: 'square' is not known: it takes constant, poisson"),
        ("--schedule ramp:", "--schedule: 'ramp:': '' is not a rate"),
        ("--schedule sine:1", "--schedule: 'sine:1': it takes sine:AMPLITUDE:PERIOD"),
        ("--schedule trace:/no/such", "/no/such: No such file or directory"),
        ("--schedule trace:{log} --rate 5", "--rate: a trace has its own"),
        ("--schedule trace:{log} --duration 2s", "is 1.000 s long at this speed"),
        ("--schedule trace:{log} --count 31", "--count: {log} has only 30 lines"),
        ("--speed 2", "--speed: only a trace takes it"),
        ("--schedule trace:{log} --speed 0", "--speed: '0' is not a speed: it takes a number"),
        ("--schedule trace:{log} --speed fast", "--speed: 'fast' is not a speed"),
        ("--schedule poisson --rate 1G", "poisson takes up to 2G lines"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments: str, says: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status: object = main(["socket", *arguments.format(log=log).split()])
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert says.format(log=log) in err
    assert err.count("\n") == 1


def test_help_tells_the_shapes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["socket", "--help"])
    out = " ".join(capsys.readouterr().out.split())
    for told in ("poisson", "burst:PEAK:EVERY:LENGTH", "trace:FILE", "--speed X"):
        assert told in out
