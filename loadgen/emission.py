"""The emission log: how many lines of each lane had left at what time.

It is a `loadgen.journal.Journal` with these columns; its meta is `loadgen.load.Load.meta`.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from loadgen import journal

EMISSION = ("lane", "lines", "sent_ns")
"""Per hand-over: the lane, its lines handed over so far, when that was (ns on the run clock)."""


def part_of(path: Path, member: int) -> Path:
    """Where one of several processes keeps its part of a log until they are merged."""
    return path.with_name(f"{path.stem}-{member}{path.suffix}")


def read(path: Path) -> tuple[pa.Table, dict[str, Any]]:
    """The rows and the meta of an emission log, also of one that killed processes left in parts.

    Args:
        path: the Parquet file's path; it may be an acknowledged log's as well.

    Raises:
        FileNotFoundError: if there is nothing of it.
        ValueError: if what is there is no log.
    """
    table, meta = journal.read(path)
    left = {part_of(path, int(found.stem.rpartition("-")[2]))
            for found in path.parent.glob(f"{path.stem}-[0-9]*.*")}  # fmt: skip
    if path.exists() or not left:
        return table, meta
    parts = [journal.read(part)[0] for part in sorted(left)]
    return pa.concat_tables([table, *parts]).sort_by(table.column_names[-1]), meta


def by_lane(rows: NDArray[np.int64], lanes: int) -> list[NDArray[np.int64]]:
    """The rows of each lane, in their order.

    Args:
        rows: int64[hand-overs, 3], columns `EMISSION`.
        lanes: how many lanes there are.

    Returns:
        For each lane int64[its hand-overs, 3]; a view if there is one lane only.
    """
    if lanes == 1:
        return [rows]
    ordered = rows[np.argsort(rows[:, 0], kind="stable")]
    return np.split(ordered, np.searchsorted(ordered[:, 0], np.arange(1, lanes)))
