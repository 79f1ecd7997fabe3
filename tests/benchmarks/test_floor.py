"""The reader alone, in this process."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.cell import Cell
from benchmarks.engines.engine import Inlet, Stage
from benchmarks.engines.floor import FloorEngine
from benchmarks.progress_log import ProgressLog
from tests.benchmarks.taken import Taken
from tests.loadgen.consumers import until

pytestmark = pytest.mark.usefixtures("nothing_left")

Make = Callable[..., FloorEngine]
LINES = "one\nthree\n\ntwo\nümlaut\n"


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def engine(tmp_path: Path, server: socket.socket, taken: Taken) -> Iterator[Make]:
    """Makes an engine that has begun; it is closed after the test."""
    engines: list[FloorEngine] = []
    (tmp_path / "in").mkdir()
    progress = ProgressLog(tmp_path / "progress.jsonl")

    def make(**spec: object) -> FloorEngine:
        cell = Cell.parse({"api": "floor"} | spec)
        inlet = Inlet("127.0.0.1", (server.getsockname()[1],), tmp_path / "in")
        engines.append(FloorEngine(Stage(cell, inlet, tmp_path, taken, progress)))
        engines[-1].open()
        engines[-1].begin()
        return engines[-1]

    yield make
    for one in engines:
        one.close()
        assert one.failure() is None
    progress.close()


@pytest.mark.parametrize(
    ("workload", "first", "second"),
    [
        ("length-count", [(0, 1), (3, 2), (5, 1), (6, 1)], [(3, 3)]),
        ("length-count-batch", [(0, 1), (3, 2), (5, 1), (6, 1)], [(3, 1)]),
        ("lengths", [(0,), (3,), (3,), (5,), (6,)], [(3,)]),
    ],
)
def test_each_workload_has_rows_of_its_form(
    workload: str,
    first: list[tuple[int, ...]],
    second: list[tuple[int, ...]],
    engine: Make,
    server: socket.socket,
    taken: Taken,
) -> None:
    engine(workload=workload)
    peer, _ = server.accept()
    with peer:
        peer.sendall(LINES.encode())
        until(lambda: len(taken.calls) == 1)
        peer.sendall(b"new\n")
        until(lambda: len(taken.calls) == 2)
    assert [(batch, sorted(rows)) for batch, rows in taken.batches] == [(1, first), (2, second)]


def test_keyed_lines_are_counted_by_their_number(
    engine: Make, server: socket.socket, taken: Taken
) -> None:
    engine(keys=1000)
    peer, _ = server.accept()
    with peer:
        peer.sendall(b"000000012 text\n000000999\n000000012\n")
        until(lambda: taken.calls)
    assert sorted(taken.batches[0][1]) == [(12, 2), (999, 1)]


def publish(folder: Path, text: str) -> None:
    """Put a file with this text where the engine looks, whole."""
    number = len(list((folder / "in").iterdir()))
    staged = folder / f"lines-0-{number:08d}.txt"
    staged.write_text(text)
    staged.rename(folder / "in" / staged.name)


def test_files_that_were_there_before_say_nothing(
    engine: Make, tmp_path: Path, taken: Taken
) -> None:
    (tmp_path / "in" / "present-00000001.txt").touch()
    (tmp_path / "in" / ".loadgen-7").mkdir()
    engine(source="files")
    publish(tmp_path, "\n")
    until(lambda: len(taken.calls) == 1)
    publish(tmp_path, "one\ntwo\n")
    until(lambda: len(taken.calls) == 2)
    assert taken.batches == [(1, [(0, 1)]), (2, [(3, 2)])]


def test_it_has_nothing_of_sparks(engine: Make, server: socket.socket) -> None:
    floor = engine()
    server.accept()[0].close()
    assert floor.ready()
    assert floor.finished() is None
    assert not floor.took(0)
    floor.poll()
    assert floor.settings() == []
    assert floor.everything() == {}
    assert floor.versions() == {"spark": None, "java": None}
    assert floor.gc_ms() == 0
