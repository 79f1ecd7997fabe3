"""Several processes that send one load, through the command and by themselves."""

import contextlib
import errno
import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from loadgen import emission, journal
from loadgen.acknowledged import ACKNOWLEDGED
from loadgen.clock import RunClock
from loadgen.emission import EMISSION, by_lane
from loadgen.errors import BadInput
from loadgen.journal import Journal
from loadgen.lines import Ring, parse_lines
from loadgen.load import Load
from loadgen.pacer import Tick
from loadgen.schedule import Constant
from loadgen.sending import Logs
from loadgen.sinks.files import FilesSink
from loadgen.sinks.sink import Place
from loadgen.team import Team
from loadgen.waiting import Wait
from tests.loadgen.commands import event, finished, loadgen, names, port_of, start
from tests.loadgen.consumers import DEADLINE_S, connected, read_to_end, until

MS = 1_000_000
RING: Ring = parse_lines("uniform:1:20", seed=1)


def load_of(lanes: int, processes: int, count: int = 3000) -> Load:
    schedule = Constant(30_000.0, count * 1_000_000_000 // 30_000)
    return Load("files", schedule, "uniform:1:20", RING, 1, lanes, 10 * MS, processes)


@contextlib.contextmanager
def team_of(load: Load, sink: Place, clock: RunClock) -> Iterator[tuple[Team, Logs]]:
    wait = Wait(clock)
    with (
        Journal(None, EMISSION, {}) as sent,
        Journal(None, ACKNOWLEDGED, {}) as acked,
        Team(load, sink, clock=clock, pace=Tick(MS), wait=wait, paths=(None, None)) as team,
    ):
        yield team, Logs(sent, acked)


def rows_of(path: Path) -> np.ndarray[Any, np.dtype[np.int64]]:
    table, _ = journal.read(path)
    return np.stack([table[name].to_numpy() for name in EMISSION], axis=1)


def gone(process: psutil.Process) -> bool:
    """Whether it has ended: a zombie has, and is for whoever adopted it to take note of."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_processes_share_the_lanes_and_their_logs_become_one(tmp_path: Path) -> None:
    log = tmp_path / "sent.parquet"
    options = ("--rate", "50k", "--duration", "300ms", "--lanes", "3", "--processes", "2")
    with loadgen("files", "--dir", tmp_path / "in", *options, "--emission", log,
                 "--file-every", "20ms", "--json") as process:  # fmt: skip
        status, out, err = finished(process)
    assert (status, len(err.splitlines())) == (0, 1)
    summary = json.loads(out)
    assert (summary["emitted"], summary["scheduled"]) == (15_000, 15_000)
    rows = rows_of(log)
    assert (np.diff(rows[:, 2]) >= 0).all()
    lanes = by_lane(rows, 3)
    assert [int(lane[-1, 1]) for lane in lanes] == [5_000] * 3
    texts = ["" for _ in lanes]
    for name in names(tmp_path / "in"):
        texts[int(name.split("-")[1])] += (tmp_path / "in" / name).read_text()
    assert texts == [b"".join(parse_lines("uniform:10:120", 1).slice(0, 5_000)).decode()] * 3
    assert names(tmp_path) == ["in", "sent.parquet"]


def test_each_connection_is_one_process_work(tmp_path: Path) -> None:
    options = ("--rate", "20k", "--duration", "200ms", "--port", "0", "--connections", "2")
    with (
        loadgen("socket", *options, "--processes", "2", "--json", cwd=tmp_path) as process,
        connected(port := port_of(process)) as first,
        connected(port) as second,
    ):
        got: dict[int, bytes] = {}
        reader = threading.Thread(target=lambda: got.update({1: read_to_end(second)}))
        reader.start()
        got[0] = read_to_end(first)
        reader.join(DEADLINE_S)
        status, out, _ = finished(process)
    assert status == 0
    taken = json.loads(out)["connections"]
    assert [one["lines"] for one in taken] == [2_000, 2_000]
    assert [one["bytes"] for one in taken] == [len(got[0]), len(got[1])]
    assert names(tmp_path) == []


def test_a_team_ends_with_its_runner(tmp_path: Path) -> None:
    options = ("--rate", "10k", "--duration", "1h", "--lanes", "2", "--processes", "2", "--hold")
    directory = tmp_path / "in"
    with loadgen("files", "--dir", directory, *options, "--clock-offset-ns", "0",
                 "--emission", tmp_path / "sent.parquet") as process:  # fmt: skip
        assert event(process)["event"] == "ready"
        start(process, RunClock(0).now_ns())
        until(lambda: len(names(directory)) > 4)
        members = psutil.Process(process.pid).children()
        assert len(members) == 2
        assert process.stdin is not None
        process.stdin.close()
        assert event(process)["emitted"] > 0
        assert process.wait(DEADLINE_S) == 0
    until(lambda: all(map(gone, members)))
    assert names(tmp_path) == ["in", "sent.parquet"]
    assert len(rows_of(tmp_path / "sent.parquet")) > 0


def test_a_team_whose_leader_is_killed_ends_and_leaves_its_logs(tmp_path: Path) -> None:
    options = ("--rate", "10k", "--duration", "1h", "--lanes", "2", "--processes", "2")
    with loadgen("files", "--dir", tmp_path / "in", *options,
                 "--emission", tmp_path / "sent.parquet") as process:  # fmt: skip
        until(lambda: (tmp_path / "in").is_dir() and len(names(tmp_path / "in")) > 4)
        members = psutil.Process(process.pid).children()
        process.kill()
        process.wait(DEADLINE_S)
        until(lambda: all(map(gone, members)))
    table, meta = emission.read(tmp_path / "sent.parquet")
    assert sorted(set(table["lane"].to_pylist())) == [0, 1]
    assert table["sent_ns"].to_pylist() == sorted(table["sent_ns"].to_pylist())
    assert meta["lanes"] == 2


def test_a_member_that_dies_is_told_of(tmp_path: Path) -> None:
    options = ("--rate", "10k", "--duration", "1h", "--lanes", "2", "--processes", "2")
    with loadgen("files", "--dir", tmp_path / "in", *options) as process:
        until(lambda: (tmp_path / "in").is_dir() and len(names(tmp_path / "in")) > 4)
        first, second = psutil.Process(process.pid).children()
        first.kill()
        process.send_signal(signal.SIGINT)
        status, _, err = finished(process)
        until(lambda: gone(second))
    assert status == 2
    assert err.splitlines()[-1].startswith("loadgen files: a process that sends lines died (pid ")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BadInput("--dir: gone"), "--dir: gone"),
        (OSError(errno.ENOSPC, "No space left on device", "x"), "No space left on device"),
    ],
)
def test_what_stops_a_member_stops_the_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    clock = RunClock.start()

    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(FilesSink, "hand_over", fail)
    with (
        FilesSink(tmp_path / "in", RING, 2, clock) as sink,
        team_of(load_of(2, 2), sink, clock) as (team, logs),
        pytest.raises(type(error), match=told),
    ):
        team.send(clock.now_ns(), logs, lambda _: None)


def test_what_keeps_a_member_from_beginning_stops_the_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, before = RunClock.start(), set(psutil.Process().children())

    def fail(_: object) -> None:
        raise BadInput("nobody there")

    monkeypatch.setattr(FilesSink, "begin", fail)
    with (
        FilesSink(tmp_path / "in", RING, 2, clock) as sink,
        pytest.raises(BadInput, match="nobody there"),
        team_of(load_of(2, 2), sink, clock),
    ):
        pytest.fail("it began")
    assert set(psutil.Process().children()) <= before


def test_a_team_that_is_stopped_while_it_begins_sends_nothing(tmp_path: Path) -> None:
    clock, wait = RunClock.start(), Wait(RunClock.start())
    wait.signal = signal.SIGINT
    emission_log = tmp_path / "sent.parquet"
    with (
        FilesSink(tmp_path / "in", RING, 2, clock) as sink,
        Team(
            load_of(2, 2),
            sink,
            clock=clock,
            pace=Tick(MS),
            wait=wait,
            paths=(emission_log, None),
        ),
    ):
        pass
    assert names(tmp_path) == ["in"]
    assert names(tmp_path / "in") == []


def test_a_member_that_has_died_before_the_start_is_told_of(tmp_path: Path) -> None:
    clock, before = RunClock.start(), set(psutil.Process().children())
    with (
        FilesSink(tmp_path / "in", RING, 2, clock) as sink,
        team_of(load_of(2, 2), sink, clock) as (team, logs),
    ):
        dead, *_ = set(psutil.Process().children()) - before
        dead.kill()
        until(lambda: gone(dead))
        with pytest.raises(OSError, match=rf"died \(pid {dead.pid}\)"):
            team.send(clock.now_ns(), logs, lambda _: None)


def test_the_beat_is_the_whole_teams(tmp_path: Path) -> None:
    load, before = load_of(3, 3), set(psutil.Process().children())
    clock = RunClock.start()
    beats: list[int] = []
    with (
        FilesSink(tmp_path / "in", RING, 3, clock) as sink,
        team_of(load, sink, clock) as (team, logs),
    ):
        sent, took = team.send(clock.now_ns(), logs, beats.append)
        rows = np.array(logs.sent.rows())
    assert (sent.finished, sent.lines, took) == (True, 3000, [])
    assert sent.end_ns >= rows[-1, 2]
    assert beats[-1] == 3000
    assert sum(int(lane[-1, 1]) for lane in by_lane(rows, 3)) == 3000
    assert set(psutil.Process().children()) <= before


def test_more_processes_than_lanes_are_refused(tmp_path: Path) -> None:
    with loadgen("files", "--dir", tmp_path / "in", "--processes", "2") as process:
        status, _, err = finished(process)
    assert status == 2
    assert err == ("loadgen files: --processes: 2 have no lane each: it takes up to --lanes, 1\n")
    assert names(tmp_path) == []
