import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks import processes, runner
from benchmarks.cell import Cell
from benchmarks.place import Place
from benchmarks.runner import RunFailedError, make_directory
from loadgen.errors import BadInput

LOOPBACK = ("127.0.0.1", "127.0.0.1")


def test_one_machine_stays_on_the_loopback() -> None:
    for spec in ({}, {"master": "local[2]"}, {"master": "local-cluster[1,1,1024]"}):
        assert Place().listen(Cell.parse(spec)) == LOOPBACK
    assert Place().listen(Cell.parse({"api": "floor", "master": "spark://a:7077"})) == LOOPBACK


def test_a_cluster_is_told_a_name() -> None:
    listen, advertise = Place().listen(Cell.parse({"master": "spark://a:7077"}))
    assert listen == "0.0.0.0"  # noqa: S104 - what is asserted
    assert advertise
    assert Place("me.example").listen(Cell.parse({}))[1] == "me.example"


def test_a_new_folder_is_made_and_an_empty_one_taken(tmp_path: Path) -> None:
    made = make_directory(tmp_path / "a" / "b")
    assert made == [tmp_path / "a" / "b", tmp_path / "a"]
    (tmp_path / "empty").mkdir()
    assert make_directory(tmp_path / "empty") == []


def test_a_run_that_is_refused_leaves_no_folder(tmp_path: Path) -> None:
    cell = Cell.parse({"api": "floor", "checkpoint": str(tmp_path / "gone")})
    with pytest.raises(BadInput, match="--checkpoint"):
        runner.run(cell, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(BadInput, match="isn't empty"):
        make_directory(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def follow(program: str, deadline_s: float) -> list[str]:
    """Follow a worker of these words; returns the phases that it told."""
    worker = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    events: queue.Queue[dict[str, Any] | None] = queue.Queue()
    phases: list[str] = []
    try:
        reader = threading.Thread(target=runner._read, args=(worker, events))
        reader.start()
        runner._follow(worker, events, time.monotonic() + deadline_s, phases.append)
    finally:
        processes.end(worker)
        reader.join()
    return phases


def test_a_worker_that_is_done() -> None:
    program = 'print(\'{"event": "phase", "phase": "measuring"}\\n{"event": "done"}\', flush=True)'
    assert follow(program, 30) == ["measuring"]


def test_a_worker_that_hangs_is_ended_at_its_deadline() -> None:
    with pytest.raises(RunFailedError, match="didn't end by its deadline"):
        follow("import sys; sys.stdin.read()", 0.2)


def test_a_worker_that_dies_without_a_word() -> None:
    with pytest.raises(RunFailedError, match=r"its process died \(status 7\): see engine.log"):
        follow("import sys; sys.exit(7)", 30)


@pytest.mark.parametrize(("event", "kind"), [("refused", BadInput), ("failed", RunFailedError)])
def test_a_worker_that_says_why(event: str, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"^because$"):
        follow(f'print(\'{{"event": "{event}", "why": "because"}}\', flush=True)', 30)
