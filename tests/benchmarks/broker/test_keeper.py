import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from benchmarks.broker.keeper import Task, last_words
from benchmarks.processes import alive
from tests.loadgen.consumers import until

STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILS = [sys.executable, "-c", "print('SomeError: no'); raise SystemExit(1)"]
Keeping = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "broker"
    made.mkdir()
    return made


@pytest.fixture
def keeping(folder: Path, tmp_path: Path) -> Iterator[Keeping]:
    """Starts a keeper of some commands."""
    begun = []

    def begin(*commands: list[str], **more: Any) -> "subprocess.Popen[bytes]":
        log = folder / "log"
        task = Task(
            **{
                "commands": commands,
                "folder": str(folder),
                "remove": True,
                "log": str(log),
                "keep_log": str(tmp_path / "kept"),
                **more,
            }
        )
        with log.open("wb") as errors:
            begun.append(
                subprocess.Popen(
                    task.command(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                )
            )
        return begun[-1]

    yield begin
    for process in begun:
        process.communicate(timeout=20)


def told(keeper: "subprocess.Popen[bytes]") -> dict[str, Any]:
    assert keeper.stdout
    event: dict[str, Any] = json.loads(keeper.stdout.readline())
    return event


def kept_by(keeper: "subprocess.Popen[bytes]") -> psutil.Process:
    event = told(keeper)
    assert event["event"] == "started"
    return psutil.Process(event["pid"])


def release(keeper: "subprocess.Popen[bytes]") -> None:
    assert keeper.stdin
    keeper.stdin.write(b"stay")
    keeper.stdin.close()
    keeper.stdin = None


def test_it_ends_with_the_one_who_has_its_pipe(keeping: Keeping, folder: Path) -> None:
    keeper = keeping([sys.executable, "-c", ""], STAYS)
    process = kept_by(keeper)
    assert keeper.communicate(timeout=20)[0] == b""
    assert not alive(process)
    assert not folder.exists()


def test_a_given_folder_stays(keeping: Keeping, folder: Path) -> None:
    keeper = keeping(STAYS, remove=False)
    kept_by(keeper)
    keeper.communicate(timeout=20)
    assert folder.exists()


def test_once_left_it_stays_until_it_is_told(keeping: Keeping, folder: Path) -> None:
    keeper = keeping(STAYS)
    process = kept_by(keeper)
    release(keeper)
    with pytest.raises(subprocess.TimeoutExpired):
        keeper.wait(timeout=0.6)
    assert alive(process)
    keeper.terminate()
    assert keeper.wait(timeout=20) == 0
    assert not alive(process)
    assert not folder.exists()


def test_once_left_it_ends_with_its_owner(keeping: Keeping, folder: Path) -> None:
    with subprocess.Popen(STAYS) as owner:
        keeper = keeping(STAYS, owner=owner.pid)
        process = kept_by(keeper)
        release(keeper)
        assert alive(process)
        owner.kill()
        until(lambda: keeper.poll() is not None)
    assert not alive(process)
    assert not folder.exists()


def test_what_fails_is_told_of_and_its_log_kept(
    keeping: Keeping, folder: Path, tmp_path: Path
) -> None:
    keeper = keeping(FAILS, STAYS)
    assert told(keeper) == {"event": "ended", "why": "SomeError: no"}
    assert keeper.wait(timeout=20) == 0
    assert (tmp_path / "kept").read_text() == "SomeError: no\n"
    assert not folder.exists()


def test_it_notes_a_death_that_nobody_asked_for(keeping: Keeping) -> None:
    keeper = keeping(STAYS)
    kept_by(keeper).kill()
    assert told(keeper) == {"event": "ended", "why": "it said nothing"}


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("", "it said nothing"),
        ("one\ntwo\n\n", "two"),
        ("a.b.SomeException: no\n\tat a.b.c(Error.java)\n    more\nINFO stopping\n", "a.b.SomeE"),
        ("Error: first\nCaused by: LaterException: why\ndone\n", "Caused by: LaterException: why"),
    ],
)
def test_the_last_words_are_the_last_error(tmp_path: Path, log: str, said: str) -> None:
    path = tmp_path / "log"
    path.write_text(log)
    assert last_words(path).startswith(said)


def test_a_log_that_is_missing_says_nothing(tmp_path: Path) -> None:
    assert last_words(tmp_path / "none") == "it said nothing"
