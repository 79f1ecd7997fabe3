import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from unittest.mock import Mock

import pytest

from benchmarks import cli, storage
from benchmarks.broker import server, standing
from benchmarks.broker.server import Broker
from benchmarks.broker.standing import Standing
from loadgen.errors import BadInput


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setenv("STREAMGAUGE_STATE", str(folder))
    return folder


def tell(folder: Path, pid: int, *, temporary: bool = True) -> Standing:
    """Have the state say that there is a broker."""
    folder.mkdir(exist_ok=True)
    told = Standing("127.0.0.1:9", "4.3.1", pid, pid, str(folder), temporary, time.time())
    standing._file().parent.mkdir(exist_ok=True)
    standing._file().write_text(json.dumps(asdict(told)))
    return told


def acting_as(folder: Path) -> "subprocess.Popen[bytes]":
    """A process with the command line of a broker in that folder."""
    words = ["import time; time.sleep(60)", str(folder / "server.properties")]
    return subprocess.Popen([sys.executable, "-c", *words])


def test_none_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert standing.find() is None
    assert cli.main(["kafka", "status"]) == 3
    assert cli.main(["kafka", "down"]) == 0
    assert capsys.readouterr().out == "none is running\n" * 2


def test_one_is_found_described_and_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with acting_as(tmp_path / "broker") as process:
        told = tell(tmp_path / "broker", process.pid)
        assert standing.find() == told
        assert cli.main(["kafka", "status"]) == 0
        said = capsys.readouterr().out
        assert said.startswith(
            f"Kafka 4.3.1 at 127.0.0.1:9, pid {process.pid}, in {tmp_path / 'broker'}, since 2"
        )
        assert cli.main(["kafka", "up"]) == 0
        assert capsys.readouterr().out == f"it is up already: {said}"
        assert cli.main(["kafka", "down"]) == 0
        assert capsys.readouterr().out == "ended\n"
    assert standing.find() is None
    assert not (tmp_path / "broker").exists()


def test_a_given_folder_outlives_its_broker(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with acting_as(tmp_path / "broker") as process:
        tell(tmp_path / "broker", process.pid, temporary=False)
        assert cli.main(["kafka", "down"]) == 0
    assert capsys.readouterr().out == f"ended: what it kept is in {tmp_path / 'broker'}\n"
    assert (tmp_path / "broker").is_dir()


def test_a_number_that_another_program_has_now_is_no_broker(tmp_path: Path) -> None:
    tell(tmp_path / "broker", os.getpid())
    assert standing.find() is None
    assert not standing._file().exists()
    assert not (tmp_path / "broker").exists()


def test_one_that_has_ended_is_none(tmp_path: Path) -> None:
    with acting_as(tmp_path / "broker") as process:
        process.kill()
    tell(tmp_path / "broker", process.pid, temporary=False)
    assert standing.find() is None
    assert (tmp_path / "broker").is_dir()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"address": 1}'])
def test_a_spoilt_state_is_none(text: str, state: Path) -> None:
    state.mkdir()
    standing._file().write_text(text)
    assert standing.find() is None


def test_a_folder_of_somebody_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter-1").touch()
    assert cli.main(["kafka", "up", "--dir", str(tmp_path / "thesis")]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"streamgauge: --dir: {tmp_path / 'thesis'} isn't empty: it takes")
    assert list((tmp_path / "thesis").iterdir()) == [tmp_path / "thesis" / "chapter-1"]
    with pytest.raises(BadInput, match="can't be used: Not a directory"):
        standing.up(tmp_path / "thesis" / "chapter-1", 0)


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_what_is_no_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["kafka", "up", "--port", port])
    assert caught.value.code == 2
    assert "--port" in capsys.readouterr().err


def test_one_that_cannot_be_remembered_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Mock(broker=Broker("127.0.0.1:9", 1, tmp_path), keeper_pid=1)
    monkeypatch.setattr(server, "start", lambda _folder, _port: running)
    (tmp_path / "state").write_text("no folder")
    with pytest.raises(OSError, match="exists"):
        standing.up(None, 0)
    running.end.assert_called_once()
    running.leave.assert_not_called()


def test_where_things_are_kept_is_the_systems_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert storage.state() == tmp_path / "state"
    monkeypatch.delenv("STREAMGAUGE_STATE")
    monkeypatch.setenv("XDG_STATE_HOME", "/s")
    monkeypatch.setenv("XDG_CACHE_HOME", "/c")
    assert (storage.state(), storage.cache()) == (Path("/s/streamgauge"), Path("/c/streamgauge"))
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.delenv("XDG_CACHE_HOME")
    home = Path.home()
    assert storage.state() == home / ".local" / "state" / "streamgauge"
    assert storage.cache() == home / ".cache" / "streamgauge"
