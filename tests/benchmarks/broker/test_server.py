import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from benchmarks.broker import server, topics
from benchmarks.broker.server import started
from benchmarks.processes import alive
from benchmarks.spark.java import Java
from loadgen.errors import BadInput

Saying = Callable[[str], None]
"""Has `java` do what the lines of shell say, where it is to be the broker."""

FORMAT = 'case "$*" in *StorageTool*) exit 0;; esac\n'


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saying:
    """A Java that is none, and a temporary folder and a cache that are ours."""
    binary = tmp_path / "java"
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cache" / "streamgauge").mkdir(parents=True)
    monkeypatch.setattr(server, "find_java", lambda: Java(binary, 17))
    monkeypatch.setattr(server, "jars", lambda: [tmp_path / "a.jar"])

    def say(script: str) -> None:
        binary.write_text(f"#!/bin/sh\n{FORMAT}{script}\n")
        binary.chmod(0o755)

    return say


def temporary_folders(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "temporary").iterdir())


def test_it_is_there_for_the_block(
    java: Saying, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java("exec sleep 60")
    monkeypatch.setattr(topics, "answers", lambda _address, _limit_s: True)
    with started() as broker:
        process = psutil.Process(broker.pid)
        assert alive(process)
        assert broker.address.startswith("127.0.0.1:")
        assert temporary_folders(tmp_path) == [broker.folder]
        text = (broker.folder / "server.properties").read_text()
        assert f"listeners=PLAINTEXT://{broker.address},CONTROLLER://127.0.0.1:" in text
    assert not alive(process)
    assert temporary_folders(tmp_path) == []


def test_a_broker_that_dies_is_one_line_with_its_last_words(java: Saying, tmp_path: Path) -> None:
    java("echo 'x.SomeException: no luck'; exit 1")
    with pytest.raises(BadInput) as caught, started():
        pass
    log = tmp_path / "cache" / "streamgauge" / "kafka-that-ended.log"
    assert str(caught.value) == f"Kafka didn't start: x.SomeException: no luck: see {log}"
    assert log.read_text() == "x.SomeException: no luck\n"
    assert temporary_folders(tmp_path) == []


def test_a_given_folder_keeps_its_log(java: Saying, tmp_path: Path) -> None:
    java("echo 'x.SomeException: no luck'; exit 1")
    with (
        pytest.raises(BadInput, match=r"no luck: see .*/mine/kafka\.log"),
        started(tmp_path / "mine"),
    ):
        pass
    assert (tmp_path / "mine" / "kafka.log").exists()


def test_a_port_that_somebody_takes_in_between_is_another_try(
    java: Saying, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = tmp_path / "tries"
    tries.touch()
    java(
        f"echo x >> {tries}\n[ $(wc -l < {tries}) -gt 1 ] && exec sleep 60\n"
        "echo 'KafkaException: failed to bind: Address already in use'; exit 1"
    )
    monkeypatch.setattr(
        topics, "answers", lambda _address, _limit_s: tries.read_text().count("x") > 1
    )
    with started():
        assert len(temporary_folders(tmp_path)) == 1
    tries.write_text("")
    monkeypatch.setattr(server, "_TRIES", 1)
    with pytest.raises(BadInput, match="Address already in use"), started():
        pass
    assert temporary_folders(tmp_path) == []


def test_one_that_never_answers_is_given_up(
    java: Saying, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java("exec sleep 60")
    monkeypatch.setattr(server, "_READY_S", 0.5)
    monkeypatch.setattr(topics, "answers", lambda _address, _limit_s: False)
    with (
        pytest.raises(BadInput, match=r"Kafka didn't answer at 127\.0\.0\.1:\d+ within"),
        started(),
    ):
        pass
    assert temporary_folders(tmp_path) == []


def test_a_keeper_that_is_killed_takes_the_broker_along_in_the_end(
    java: Saying, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java("exec sleep 60")
    monkeypatch.setattr(topics, "answers", lambda _address, _limit_s: True)
    with started() as broker:
        process = psutil.Process(broker.pid)
        keeper = process.parent()
        assert keeper is not None
        keeper.kill()
    assert not alive(process)
    assert temporary_folders(tmp_path) == []


def test_a_given_port_that_is_taken_starts_nothing(java: Saying, tmp_path: Path) -> None:
    java("exec sleep 60")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(BadInput, match=f"--port: {port} can't be listened on"),
            started(tmp_path / "mine", port),
        ):
            pass
    assert not (tmp_path / "mine").exists()


def test_a_folder_that_kafka_would_take_for_two_is_refused(java: Saying, tmp_path: Path) -> None:
    java("exec sleep 60")
    with pytest.raises(BadInput, match="comma"), started(tmp_path / "a,b"):
        pass
    assert not (tmp_path / "a,b").exists()
