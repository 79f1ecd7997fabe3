import errno
import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import maven
from benchmarks.broker import jars
from benchmarks.broker.jars import Jar
from loadgen.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

PATHS = [f"org/some/{name}/1/{name}-1.jar" for name in "abcdefgh"]
KNOWN = [Jar(path, hashlib.sha256(path.encode()).hexdigest()) for path in PATHS]


class Repository:
    """A repository in which each jar holds its own path."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.content: Callable[[str], bytes] = str.encode
        self._lock = threading.Lock()
        self._now = self.most = 0

    def download(self, path: str) -> bytes:
        with self._lock:
            self.asked.append(path)
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            return self.content(path)
        finally:
            with self._lock:
                self._now -= 1


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Repository:
    made = Repository()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(jars, "locked", lambda: KNOWN)
    monkeypatch.setattr(maven, "repository", lambda: "https://example.org/maven2")
    monkeypatch.setattr(maven, "download", made.download)
    return made


def here(tmp_path: Path) -> Path:
    return tmp_path / "streamgauge" / f"kafka-{jars.VERSION}"


def test_the_lock_is_whole() -> None:
    known = jars.locked()
    assert len({jar.name for jar in known}) == len(known)
    assert all(jar.path.endswith(".jar") and len(jar.sha256) == 64 for jar in known)
    version = jars.VERSION
    assert f"org/apache/kafka/kafka_2.13/{version}/kafka_2.13-{version}.jar" in {
        jar.path for jar in known
    }


def test_they_are_fetched_once(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = jars.jars()
    assert found == [here(tmp_path) / jar.name for jar in KNOWN]
    assert [path.read_text() for path in found] == PATHS
    assert sorted(repository.asked) == PATHS
    assert repository.most <= 4
    assert capsys.readouterr().err == (
        f"fetching Kafka {jars.VERSION} (8 files, once) from https://example.org/maven2\n"
    )
    assert jars.jars() == found
    assert len(repository.asked) == len(PATHS)
    assert capsys.readouterr().err == ""


def test_only_what_is_missing_or_spoilt_is_fetched_again(
    repository: Repository, tmp_path: Path
) -> None:
    jars.jars()
    (here(tmp_path) / KNOWN[2].name).unlink()
    (here(tmp_path) / KNOWN[5].name).write_text("half of")
    repository.asked.clear()
    assert [path.read_text() for path in jars.jars()] == PATHS
    assert sorted(repository.asked) == [PATHS[2], PATHS[5]]


def test_another_file_than_the_known_one_is_not_kept(
    repository: Repository, tmp_path: Path
) -> None:
    repository.content = lambda path: b"evil" if path == PATHS[3] else path.encode()
    with pytest.raises(BadInput, match=r"d-1\.jar isn't the file that it was: not kept"):
        jars.jars()
    assert not (here(tmp_path) / KNOWN[3].name).exists()
    assert list(here(tmp_path).glob("*.part")) == []


def test_what_was_fetched_before_the_network_went_is_kept(
    repository: Repository, tmp_path: Path
) -> None:
    def broken(path: str) -> bytes:
        if path >= PATHS[4]:
            raise BadInput(f"https://example.org/maven2/{path}: no route to host")
        return path.encode()

    repository.content = broken
    with pytest.raises(BadInput, match="no route to host"):
        jars.jars()
    kept = {path.name for path in here(tmp_path).iterdir()}
    assert kept == {jar.name for jar in KNOWN[:4]}
    repository.asked.clear()
    repository.content = str.encode
    jars.jars()
    assert sorted(repository.asked) == PATHS[4:]


@pytest.mark.usefixtures("repository")
def test_no_room_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        write(path, content[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(BadInput) as caught:
        jars.jars()
    assert str(caught.value) == f"Kafka can't be kept in {here(tmp_path)}: No space left on device"
    assert list(here(tmp_path).iterdir()) == []
