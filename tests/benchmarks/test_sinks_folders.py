from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks.cell import Cell
from benchmarks.sinks.folders import SaveAsTextFiles
from tests.benchmarks.taken import Taken
from tests.loadgen.consumers import until

pytestmark = pytest.mark.usefixtures("nothing_left")


class Output:
    """What saveAsTextFiles leaves, and the reader of it."""

    def __init__(self, path: Path, workload: str) -> None:
        self.taken = Taken()
        self.folder = path / "new" / "out"
        cell = Cell.parse({"api": "dstreams", "workload": workload})
        self.sink = SaveAsTextFiles(self.taken, cell, self.folder)

    def write(self, time_ms: int, *parts: str, whole: bool = True) -> None:
        """A batch's folder."""
        folder = self.folder / f"batch-{time_ms}"
        folder.mkdir()
        for number, text in enumerate(parts):
            (folder / f"part-{number:05d}").write_text(text)
            (folder / f".part-{number:05d}.crc").write_bytes(b"crc\x00123")
        if whole:
            self.end(time_ms)

    def end(self, time_ms: int) -> None:
        """Mark a batch's folder as whole."""
        (self.folder / f"batch-{time_ms}" / "_SUCCESS").touch()


@pytest.fixture
def output(request: pytest.FixtureRequest, tmp_path: Path) -> Output:
    return Output(tmp_path, getattr(request, "param", "length-count"))


def test_a_batch_is_read_once_when_it_is_whole(output: Output) -> None:
    output.sink.look()
    output.write(1000, "(12, 3)\n(13, 1)\n", "", "(14, 2)\n", whole=False)
    output.sink.look()
    assert output.taken.calls == []
    output.end(1000)
    output.sink.look()
    output.sink.look()
    assert [(batch, sorted(rows)) for batch, rows in output.taken.batches] == [
        (1000, [(12, 3), (13, 1), (14, 2)])
    ]


def test_several_come_in_their_order(output: Output) -> None:
    for time_ms in (3000, 1000, 2000):
        output.write(time_ms, f"(12, {time_ms})\n")
    output.sink.look()
    assert output.taken.batches == [(ms, [(12, ms)]) for ms in (1000, 2000, 3000)]
    assert [at_ns for *_, at_ns in output.taken.calls] == [1, 1, 1]


@pytest.mark.parametrize(
    ("output", "text", "rows"),
    [
        ("lengths", "12\n13\n12\n", [(12,), (13,), (12,)]),
        ("lengths", "", []),
        ("length-count-batch", "(12, 3)\n", [(12, 3)]),
        ("length-count-window", "(12, 3)\n", [(1000, 12, 3)]),
        ("length-count-window", "", []),
    ],
    indirect=["output"],
)
def test_items_are_made_rows(output: Output, text: str, rows: list[tuple[int, ...]]) -> None:
    output.write(6000, text)
    output.sink.look()
    assert output.taken.batches == [(6000, rows)]


def test_it_reads_from_when_it_is_written_to(output: Output) -> None:
    prefixes: list[str] = []
    output.sink.write(SimpleNamespace(saveAsTextFiles=prefixes.append))  # type: ignore[arg-type]
    assert prefixes == [str(output.folder / "batch")]
    output.write(1000, "(12, 3)\n")
    until(lambda: output.taken.calls)
    output.sink.close()
    assert output.sink.failure() is None


def test_a_folder_that_is_no_batch_is_a_failure(output: Output) -> None:
    (output.folder / "batch-x").mkdir()
    (output.folder / "batch-x" / "_SUCCESS").touch()
    output.sink.start()
    until(lambda: output.sink.failure() is not None)
    assert str(output.sink.failure()).startswith("the sink's reader failed: ValueError: ")
    output.sink.close()
