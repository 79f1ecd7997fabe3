"""The command as a runner uses it."""

import contextlib
import json
import signal
import time
from pathlib import Path

import pytest

from loadgen import journal
from loadgen.clock import RunClock
from tests.loadgen.commands import event, finished, loadgen, names, start
from tests.loadgen.consumers import DEADLINE_S, connected

MS = 1_000_000


def test_a_runner_steers_it(tmp_path: Path) -> None:
    clock = RunClock(123)
    emission = tmp_path / "sent.parquet"
    options = ("--rate", "10k", "--duration", "200ms", "--port", "0", "--emission", emission)
    with loadgen("socket", *options, "--hold", "--clock-offset-ns", "123") as process:
        ready = event(process)
        assert (ready["event"], ready["host"]) == ("ready", "127.0.0.1")
        with connected(ready["port"]) as peer:
            assert event(process) == {"event": "connected", "lane": 0}
            process.send_signal(signal.SIGINT)  # Ctrl-C in a terminal reaches all; it isn't ours
            start_ns = clock.now_ns() + 300 * MS
            start(process, start_ns)
            first = peer.recv(1)
            assert clock.now_ns() >= start_ns
            sent = event(process)
            assert (sent["event"], sent["emitted"]) == ("sent", 2000)
            assert sent["start_ns"] == start_ns
            assert sent["lateness_ms"]["min"] >= 0
            assert journal.read(emission)[1]["start_ns"] == start_ns  # closed before it tells
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            received = first
            while received.count(b"\n") < 2000:
                received += peer.recv(1 << 20)
            peer.settimeout(0.2)
            with pytest.raises(TimeoutError):  # held open though all has been sent
                peer.recv(1)
            peer.settimeout(DEADLINE_S)
            assert process.stdin is not None
            process.stdin.close()
            assert peer.recv(1) == b""
            assert process.wait(DEADLINE_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.parametrize("stage", ["ready", "connected", "started", "early"])
def test_it_ends_with_its_runner_at_any_time(tmp_path: Path, stage: str) -> None:
    options = ("--rate", "10k", "--duration", "1h", "--port", "0", "--hold")
    with loadgen("socket", *options, "--clock-offset-ns", "0") as process:
        with contextlib.ExitStack() as stack:
            if stage != "early":
                port = event(process)["port"]
            if stage in ("connected", "started"):
                peer = stack.enter_context(connected(port))
                event(process)
            if stage == "started":
                start(process, RunClock(0).now_ns())
                assert peer.recv(10)
            assert process.stdin is not None
            process.stdin.close()
            before = time.monotonic()
            assert process.wait(DEADLINE_S) == 0
            assert time.monotonic() - before < 5  # of an hour; 0.1 s where nothing else runs
        assert process.stdout is not None
        last = process.stdout.read().splitlines()[-1]
        assert json.loads(last)["event"] == "sent"
    assert names(tmp_path) == []


def test_it_holds_files_too(tmp_path: Path) -> None:
    options = ("--rate", "1k", "--duration", "50ms", "--file-every", "10ms", "--hold")
    with loadgen("files", "--dir", tmp_path, *options, "--clock-offset-ns", "0") as process:
        assert event(process) == {"event": "ready", "dir": str(tmp_path)}
        assert any(name.startswith(".loadgen-") for name in names(tmp_path))
        start(process, RunClock(0).now_ns())
        assert event(process)["emitted"] == 50
        assert process.poll() is None
        assert finished(process)[0] == 0
    assert len(names(tmp_path)) <= 5


def test_it_tells_the_runner_of_a_consumer_that_left() -> None:
    options = ("--rate", "10k", "--duration", "1h", "--port", "0", "--hold")
    with loadgen("socket", *options, "--clock-offset-ns", "0") as process:
        with connected(event(process)["port"]) as peer:
            event(process)
            start(process, RunClock(0).now_ns())
            assert peer.recv(10)
        sent = event(process)
        assert sent["connections"][0]["closed_early"]
        assert process.poll() is None
        assert finished(process)[0] == 0


def test_a_runner_that_talks_nonsense_is_told() -> None:
    with (
        loadgen("socket", "--port", "0", "--hold") as process,
        connected(event(process)["port"]),
    ):
        event(process)
        assert process.stdin is not None
        process.stdin.write("go!\n")
        process.stdin.flush()
        assert process.wait(DEADLINE_S) == 2
        assert process.stderr is not None
        assert process.stderr.read().startswith("loadgen socket: --hold: b'go!' on stdin: it takes")
