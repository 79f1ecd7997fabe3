"""text and parquet: files, and a reader of the log in which the sink says which of them count."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

from benchmarks.seen import Seen
from benchmarks.sinks.polled import Polled
from benchmarks.sinks.words import rows_in
from benchmarks.tally import Rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming.query import StreamingQuery
    from pyspark.sql.streaming.readwriter import DataStreamWriter

_LOG = "_spark_metadata"


class Files(Polled):
    """The files, and the reader of their log.

    Args:
        seen: takes the rows.
        kind: `text` or `parquet`.
        folder: where they go.
    """

    def __init__(self, seen: Seen, kind: str, folder: Path) -> None:
        super().__init__()
        self._seen = seen
        self._kind = kind
        self._folder = folder
        self._next = 0
        self._read: set[str] = set()

    def write(self, results: "DataFrame") -> "DataStreamWriter":
        """Have the results written to files."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415 - its own documented name

        if self._kind == "text":  # takes a single column
            results = results.select(F.concat_ws(",", *results.columns).alias("value"))
        return results.writeStream.format(self._kind).option("path", str(self._folder))

    def follow(self, query: "StreamingQuery") -> None:  # noqa: ARG002 - a sink's form
        """Begin to read."""
        self.start()

    def look(self) -> None:
        """See whether the log has the batch that comes next."""
        while (entry := self._entry(self._next)) is not None:
            at_ns = self._seen.now_ns()
            self._seen.rows(self._next, self._rows(entry), at_ns)
            self._next += 1

    def _entry(self, batch: int) -> Path | None:
        """A batch's file in the log; each tenth holds those before it too, and replaces its own."""
        log = self._folder / _LOG
        names = (log / str(batch), log / f"{batch}.compact")
        return next((path for path in names if path.exists()), None)

    def _rows(self, entry: Path) -> Rows:
        rows: list[Any] = []
        _version, *lines = entry.read_text(encoding="utf-8").splitlines()
        for line in lines:
            path = str(json.loads(line)["path"])
            if path not in self._read:
                self._read.add(path)
                rows += self._rows_of(Path(unquote(urlparse(path).path)))
        return rows

    def _rows_of(self, path: Path) -> Rows:
        if self._kind == "text":
            return rows_in(path.read_bytes().split(b"\n"))
        from pyarrow import parquet  # noqa: PLC0415 - slow, and only here

        columns = parquet.read_table(path).to_pydict().values()
        return zip(*columns, strict=True)
