"""The command with consumers, and what may happen to both."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from loadgen import journal
from loadgen.lines import parse_lines
from loadgen.sinks.files import file_name
from tests.loadgen.commands import finished, loadgen, names, port_of
from tests.loadgen.consumers import connected, read_to_end, until


def test_serves_consumers_over_a_socket() -> None:
    options = ("--rate", "50k", "--duration", "400ms", "--connections", "2", "--port", "0")
    with loadgen("socket", *options, "--json") as process:
        port = port_of(process)
        with connected(port) as first, connected(port) as second:
            got = [read_to_end(first), read_to_end(second)]
        status, out, err = finished(process)
    assert (status, err) == (0, "")
    expected = b"".join(parse_lines("uniform:10:120", 1).slice(0, 10_000))
    assert got == [expected, expected]
    summary = json.loads(out)
    assert summary["emitted"] == sum(took["lines"] for took in summary["connections"]) == 20_000
    assert summary["bytes"] == sum(took["bytes"] for took in summary["connections"])
    assert summary["lateness_ms"]["min"] >= 0


def test_a_consumer_that_leaves_is_told_and_status_3() -> None:
    with loadgen("socket", "--rate", "10k", "--duration", "60s", "--port", "0") as process:
        with connected(port_of(process)) as peer:
            assert peer.recv(10)
        status, out, _ = finished(process)
    assert status == 3
    assert "its consumer left after" in out


def test_lines_that_a_stalled_consumer_holds_up_keep_their_due_times(tmp_path: Path) -> None:
    emission = tmp_path / "sent.parquet"
    options = ("--rate", "1M", "--duration", "1s", "--port", "0", "--emission", emission)
    with loadgen("socket", *options, "--json") as process:
        with connected(port_of(process), receive_buffer=4096) as peer:
            received = peer.recv(1000)
            time.sleep(1.5)  # the stall itself, not a wait for something
            received += read_to_end(peer)
        status, out, _ = finished(process)
    summary = json.loads(out)
    assert status == 0
    assert received.count(b"\n") == summary["emitted"] == 1_000_000
    assert summary["lateness_ms"]["max"] > 400
    assert summary["late"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_what_was_sent(tmp_path: Path, number: signal.Signals) -> None:
    emission = tmp_path / "sent.parquet"
    options = ("--rate", "1k", "--port", "0", "--json", "--emission", emission)
    with loadgen("socket", *options) as process:
        with connected(port_of(process)) as peer:
            received = b""
            while received.count(b"\n") < 100:
                received += peer.recv(1000)
            process.send_signal(number)
            received += read_to_end(peer)
        status, out, err = finished(process)
    summary = json.loads(out)
    assert (status, err) == (128 + number, "")
    assert summary["emitted"] == received.count(b"\n") < 60_000
    assert journal.read(emission)[0]["lines"][-1].as_py() == summary["emitted"]
    assert names(tmp_path) == ["sent.parquet"]


def test_ctrl_c_before_anybody_has_come() -> None:
    with loadgen("socket", "--port", "0", "--json") as process:
        port_of(process)
        process.send_signal(signal.SIGINT)
        status, out, _ = finished(process)
    assert status == 130
    assert json.loads(out)["emitted"] == 0


def test_a_signal_leaves_whole_files_only(tmp_path: Path) -> None:
    with loadgen("files", "--dir", tmp_path, "--rate", "10k", "--file-every", "10ms") as process:
        until((tmp_path / file_name(0, 3)).exists)
        process.send_signal(signal.SIGHUP)
        assert finished(process)[0] == 128 + signal.SIGHUP
    assert all(name.startswith("lines-0-") for name in names(tmp_path))


def test_a_kill_leaves_a_readable_journal(tmp_path: Path) -> None:
    emission = tmp_path / "sent.parquet"
    options = ("--rate", "5k", "--port", "0", "--emission", emission)
    with loadgen("socket", *options) as process, connected(port_of(process)) as peer:
        received = 0
        while received < 6000:  # more than a second's worth, which is what may be lost
            received += peer.recv(10_000).count(b"\n")
        process.kill()
        assert finished(process)[0] == -signal.SIGKILL
    table, meta = journal.read(emission)
    assert table["lines"][-1].as_py() >= 4000
    assert meta["source"] == "socket"


def test_a_reader_of_the_summary_that_has_gone_does_no_harm(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    options = ("files", "--dir", tmp_path, "--count", "1")
    with loadgen(*options, stdout=writing) as process:
        os.close(writing)
        status, _, err = finished(process)
    assert status == 128 + signal.SIGPIPE
    assert err == f"loadgen: into {tmp_path}\n"
