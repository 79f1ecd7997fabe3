"""A table of whole numbers, written row by row, that a killed process leaves readable.

A Parquet file has its index at its end, so one that was never closed can't be read. While a run
goes on its rows therefore go to a journal beside the file (`NAME.journal`: a line of JSON, then
rows of little-endian int64), and closing turns that into the Parquet file. A reader takes
whichever is there.
"""

import contextlib
import json
import os
import tempfile
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

_META_KEY = b"streamgauge"
_FLUSH_ROWS = 4096
_VALUE_BYTES = 8


class Journal:
    """Rows of whole numbers on their way into a Parquet file.

    Args:
        path: the Parquet file to make, in place of one that is there; None to make none, and keep
            the rows until closing only.
        columns: the columns' names; each is int64.
        meta: what else a reader needs, JSON; kept in the file's metadata.

    Raises:
        OSError: here and later, if the rows can't be written; it names the file.
    """

    def __init__(
        self, path: Path | None, columns: tuple[str, ...], meta: Mapping[str, Any]
    ) -> None:
        self.path = path
        self.columns = columns
        self._rows = array("q")
        header = json.dumps({"columns": columns, "meta": dict(meta)})
        # Spaces, so that the rows begin where the machine likes to find whole numbers.
        self._head = header.encode() + b" " * (-(len(header) + 1) % _VALUE_BYTES) + b"\n"
        with self._named():
            self._file: IO[bytes]
            if path is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it
            else:
                self._file = _journal_of(path).open("w+b")
                path.unlink(missing_ok=True)  # or a reader would take it for this one
            try:
                self._write(self._head)
            except OSError:
                self._discard()
                raise

    def append(self, *row: int) -> None:
        """Add a row: a value for each column, in their order."""
        self._rows.extend(row)
        if len(self._rows) >= _FLUSH_ROWS * len(self.columns):
            self.flush()

    def extend(self, rows: NDArray[np.int64]) -> None:
        """Add many rows, int64[rows, columns]."""
        self.flush()
        with self._named():
            self._write(rows.astype("<i8").tobytes())

    def flush(self) -> None:
        """Hand the rows so far to the operating system: they outlive this process from here on."""
        rows, self._rows = self._rows, array("q")
        with self._named():
            self._write(rows.tobytes())

    def rows(self) -> NDArray[np.int64]:
        """The rows so far.

        Returns:
            int64[rows, columns]; on disk, and read as it is used. Not to be used after `close`.
        """
        self.flush()
        width = len(self.columns)
        if self._file.tell() == len(self._head):
            return np.empty((0, width), dtype=np.int64)  # nothing can't be mapped
        values = np.memmap(self._file, dtype="<i8", mode="r", offset=len(self._head))
        return values.reshape(-1, width)

    def close(self) -> None:
        """Turn the journal into the Parquet file. The journal stays if that fails."""
        if self._file.closed:
            return
        try:
            self.flush()
        except OSError:
            self._discard()
            raise
        self._file.close()
        if self.path is None:
            return
        journal = _journal_of(self.path)
        table, meta = _read_journal(journal)
        fresh = self.path.with_suffix(".parquet.part")
        try:
            with self._named():
                pq.write_table(table.replace_schema_metadata({_META_KEY: json.dumps(meta)}), fresh)
                fresh.replace(self.path)
        finally:
            fresh.unlink(missing_ok=True)
        journal.unlink()

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._file.flush()

    def _discard(self) -> None:
        """Close the file though what its buffer holds can't be written."""
        with contextlib.suppress(OSError):
            self._file.close()

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Give an error of the system the file's name, which those of writing lack."""
        try:
            yield
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)  # Arrow has its own
            raise OSError(error.errno, reason, str(self.path or "journal")) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # After an error, one in closing is most likely its consequence, and would hide it.
        with contextlib.nullcontext() if error is None else contextlib.suppress(OSError):
            self.close()


def read(path: Path) -> tuple[pa.Table, dict[str, Any]]:
    """The rows and the meta of a Parquet file, or of the journal that a killed run left for it.

    Args:
        path: the Parquet file's path, as given to `Journal`.

    Raises:
        FileNotFoundError: if neither the file nor its journal is there.
        ValueError: if what is there is neither.
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
    width = _VALUE_BYTES * len(columns)
    whole = len(body) // width * width  # a kill in mid-write leaves part of a row
    rows = np.frombuffer(body[:whole], dtype="<i8").reshape(-1, len(columns))
    table = pa.table({name: rows[:, k] for k, name in enumerate(columns)})
    return table, header["meta"]
