"""saveAsTextFiles: a folder a batch, and a reader that finds those that are marked as whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cell import Cell
from benchmarks.choices import LENGTHS
from benchmarks.jobs import dstreams
from benchmarks.seen import Seen
from benchmarks.sinks.polled import Polled
from benchmarks.sinks.words import rows_in

if TYPE_CHECKING:
    from pyspark.streaming import DStream

_PREFIX = "batch"
_WHOLE = "_SUCCESS"


class SaveAsTextFiles(Polled):
    """The folders, and the reader of them.

    Args:
        seen: takes the rows.
        cell: whose they are.
        folder: where the folders go; made here.
    """

    def __init__(self, seen: Seen, cell: Cell, folder: Path) -> None:
        super().__init__()
        self._seen = seen
        self._cell = cell
        self._folder = folder
        self._read: set[str] = set()
        folder.mkdir(parents=True)

    def write(self, results: "DStream[Any]") -> None:
        """Have the results written to folders, and begin to read them."""
        results.saveAsTextFiles(str(self._folder / _PREFIX))
        self.start()

    def look(self) -> None:
        """See which folders have become whole."""
        fresh = [path for path in self._folder.iterdir() if path.name not in self._read]
        whole = sorted(path for path in fresh if (path / _WHOLE).exists())
        at_ns = self._seen.now_ns()
        for path in whole:
            self._read.add(path.name)
            time_ms = int(path.name.removeprefix(f"{_PREFIX}-"))
            items = [item for part in path.glob("part-*") for item in _items(part, self._cell)]
            self._seen.rows(time_ms, dstreams.rows_of(self._cell, time_ms, items), at_ns)


def _items(part: Path, cell: Cell) -> list[Any]:
    rows = rows_in(part.read_bytes().split(b"\n"))
    return [row[0] for row in rows] if cell.workload == LENGTHS else list(rows)
