import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pytest
from pyarrow import parquet

from benchmarks.sinks.files import Files
from tests.benchmarks.taken import Taken
from tests.loadgen.consumers import until

pytestmark = pytest.mark.usefixtures("nothing_left")

LOG = "_spark_metadata"
KINDS = ("text", "parquet")
Row = tuple[int, ...]


class Output:
    """What Spark's file sink leaves: files, and the log of those that count.

    Args:
        folder: where they are.
        kind: `text` or `parquet`.
        quoted: a path as the log's URIs have it.
    """

    def __init__(self, folder: Path, kind: str, quoted: Callable[[str], str] = quote) -> None:
        self.folder = folder
        self._kind = kind
        self._quoted = quoted
        self._names = itertools.count()
        (folder / LOG).mkdir(parents=True)

    def part(self, rows: Sequence[Row]) -> dict[str, object]:
        """A file of rows, and what the log says of it."""
        path = self.folder / f"part-{next(self._names):05d}-c000.{self._kind}"
        if self._kind == "text":
            path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
        else:
            columns = list(zip(*rows, strict=True)) or [(), ()]
            table = {str(k): pa.array(column, pa.int64()) for k, column in enumerate(columns)}
            parquet.write_table(pa.table(table), path)
        uri = f"file://{self._quoted(str(path))}"
        return {"path": uri, "size": 1, "isDir": False, "action": "add"}

    def draft(self, name: str, *parts: dict[str, object]) -> Path:
        """A file of the log that Spark is about to rename."""
        draft = self.folder / LOG / f".{name}.3f2c.tmp"
        draft.write_text("\n".join(["v1", *map(json.dumps, parts)]))
        return draft

    def publish(self, name: str, *parts: dict[str, object]) -> None:
        """A file of the log."""
        self.draft(name, *parts).rename(self.folder / LOG / name)


@pytest.fixture(params=KINDS)
def output(request: pytest.FixtureRequest, tmp_path: Path) -> Output:
    return Output(tmp_path / "out", request.param)


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def sink(output: Output, taken: Taken) -> Files:
    return Files(taken, output._kind, output.folder)


def test_batches_come_in_their_order_with_all_their_files(
    sink: Files, output: Output, taken: Taken
) -> None:
    sink.look()
    output.publish("0", output.part([(12, 3), (13, 1)]), output.part([(14, 2)]))
    sink.look()
    sink.look()
    assert taken.batches == [(0, [(12, 3), (13, 1), (14, 2)])]
    output.publish("2", output.part([(5000, 12, 7)]))
    sink.look()
    assert len(taken.calls) == 1, "the one before it isn't there"
    output.publish("1")
    sink.look()
    assert taken.batches[1:] == [(1, []), (2, [(5000, 12, 7)])]


def test_they_were_in_hand_when_the_log_had_them(sink: Files, output: Output, taken: Taken) -> None:
    sink.look()
    assert taken.asked == 0
    for name in ("0", "1"):
        output.publish(name, output.part([(1,)]))
    sink.look()
    assert [at_ns for *_, at_ns in taken.calls] == [1, 2]


def test_each_tenth_batch_holds_those_before_it_too(
    sink: Files, output: Output, taken: Taken
) -> None:
    parts = [output.part([(batch, 1)]) for batch in range(11)]
    for batch in range(9):
        output.publish(str(batch), parts[batch])
    sink.look()
    output.publish("9.compact", *parts[:10])
    output.publish("10", parts[10])
    sink.look()
    assert taken.batches == [(batch, [(batch, 1)]) for batch in range(11)]


def test_a_reader_that_comes_late_takes_each_file_once(
    sink: Files, output: Output, taken: Taken
) -> None:
    parts = [output.part([(batch, 1)]) for batch in range(10)]
    for batch in range(9):
        output.publish(str(batch), parts[batch])
    output.publish("9.compact", *parts)
    sink.look()
    assert taken.batches == [(batch, [(batch, 1)]) for batch in range(10)]


def test_what_is_not_renamed_yet_is_never_read(sink: Files, output: Output, taken: Taken) -> None:
    draft = output.draft("0", output.part([(12, 3)]))
    whole = draft.read_text()
    draft.write_text(whole[: len(whole) // 2])
    (output.folder / LOG / ".0.crc").touch()
    sink.look()
    assert taken.calls == []
    draft.write_text(whole)
    draft.rename(output.folder / LOG / "0")
    sink.look()
    assert taken.batches == [(0, [(12, 3)])]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("safe", ["/", "/é"], ids=["all", "as Java does"])
def test_names_come_back_from_the_logs_uris(
    kind: str, safe: str, tmp_path: Path, taken: Taken
) -> None:
    def quoted(path: str) -> str:
        return "".join(c if c in safe else quote(c) for c in path)

    output = Output(tmp_path / "a b%20c é+#?;x=1" / "out", kind, quoted)
    output.publish("0", output.part([(12, 3)]))
    Files(taken, kind, output.folder).look()
    assert taken.batches == [(0, [(12, 3)])]


def test_rows_may_be_negative_and_files_empty(sink: Files, output: Output, taken: Taken) -> None:
    output.publish("0", output.part([(-5000, 12, 3)]), output.part([]))
    sink.look()
    assert taken.batches == [(0, [(-5000, 12, 3)])]


def test_it_reads_while_it_is_followed(sink: Files, output: Output, taken: Taken) -> None:
    sink.follow(None)  # type: ignore[arg-type] # it asks the query nothing
    output.publish("0", output.part([(12, 3)]))
    until(lambda: taken.calls)
    sink.close()
    assert sink.failure() is None
    output.publish("1", output.part([(12, 4)]))
    assert taken.batches == [(0, [(12, 3)])]


def test_a_file_that_is_missing_is_a_failure(sink: Files, output: Output, taken: Taken) -> None:
    part = output.part([(12, 3)])
    Path(str(part["path"]).removeprefix("file://")).unlink()
    output.publish("0", part)
    sink.follow(None)  # type: ignore[arg-type] # as above
    until(lambda: sink.failure() is not None)
    assert str(sink.failure()).startswith("the sink's reader failed: FileNotFoundError: ")
    assert taken.calls == []
    sink.close()
