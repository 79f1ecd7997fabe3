"""A table of whole numbers, written row by row, that a killed process leaves readable.

A Parquet file has its index at its end, so one that was never closed can't be read. While a run
goes on its rows therefore go to a journal beside the file (`NAME.journal`: a line of JSON, then
rows of little-endian int64), and closing turns that into the Parquet file. A reader takes
whichever is there.
"""

import json
from array import array
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

_META_KEY = b"streamgauge"
_FLUSH_ROWS = 4096


class Journal:
    """Rows of whole numbers on their way into a Parquet file.

    Args:
        path: the Parquet file to make.
        columns: the columns' names; each is int64.
        meta: what else a reader needs, JSON; kept in the file's metadata.
    """

    def __init__(self, path: Path, columns: tuple[str, ...], meta: Mapping[str, Any]) -> None:
        self.path = path
        self.columns = columns
        self._meta = dict(meta)
        self._rows = array("q")
        self._file = _journal_of(path).open("wb")
        header = json.dumps({"columns": columns, "meta": self._meta})
        self._file.write(header.encode() + b"\n")
        self._file.flush()

    def append(self, *row: int) -> None:
        """Add a row: a value for each column, in their order."""
        self._rows.extend(row)
        if len(self._rows) >= _FLUSH_ROWS * len(self.columns):
            self.flush()

    def flush(self) -> None:
        """Hand the rows so far to the operating system: they outlive this process from here on."""
        rows, self._rows = self._rows, array("q")
        self._file.write(rows.tobytes())
        self._file.flush()

    def close(self) -> None:
        """Turn the journal into the Parquet file."""
        if self._file.closed:
            return
        self.flush()
        self._file.close()
        journal = _journal_of(self.path)
        table, meta = _read_journal(journal)
        fresh = self.path.with_suffix(".parquet.part")
        pq.write_table(table.replace_schema_metadata({_META_KEY: json.dumps(meta)}), fresh)
        fresh.replace(self.path)
        journal.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read(path: Path) -> tuple[pa.Table, dict[str, Any]]:
    """The rows and the meta of a Parquet file, or of the journal that a killed run left for it.

    Args:
        path: the Parquet file's path, as given to `Journal`.

    Raises:
        FileNotFoundError: if neither the file nor its journal is there.
    """
    if path.exists():
        table = pq.read_table(path)
        return table, json.loads((table.schema.metadata or {}).get(_META_KEY, b"{}"))
    return _read_journal(_journal_of(path))


def _journal_of(path: Path) -> Path:
    return path.with_suffix(".journal")


def _read_journal(journal: Path) -> tuple[pa.Table, dict[str, Any]]:
    raw = journal.read_bytes()
    head, _, body = raw.partition(b"\n")
    header = json.loads(head)
    columns = header["columns"]
    width = 8 * len(columns)
    whole = len(body) // width * width  # a kill in mid-write leaves part of a row
    rows = np.frombuffer(body[:whole], dtype="<i8").reshape(-1, len(columns))
    table = pa.table({name: rows[:, k] for k, name in enumerate(columns)})
    return table, header["meta"]
