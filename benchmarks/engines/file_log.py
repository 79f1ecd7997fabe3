"""Which files Structured Streaming took in which batch: the file source's own log.

The source's progress tells offsets of this log, and no files.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class FileLog:
    """The log in a query's checkpoint, read as it grows.

    Args:
        checkpoint: the query's checkpoint.
    """

    def __init__(self, checkpoint: Path) -> None:
        self._folder = checkpoint / "sources" / "0"
        self._told: set[int] = set()

    def fresh(self) -> Iterator[dict[str, Any]]:
        """The batches that have come since the last call: `batchId` and `files`."""
        if not self._folder.is_dir():
            return
        files: dict[int, list[str]] = {}
        for path in self._folder.iterdir():
            # Hidden ones are being written; every tenth, NAME.compact, holds those before it too.
            if path.name.partition(".")[0].isdecimal():
                for entry in _entries(path):
                    files.setdefault(int(entry["batchId"]), []).append(entry["path"])
        for batch in sorted(set(files) - self._told):
            self._told.add(batch)
            yield {"batchId": batch, "files": sorted(set(files[batch]))}


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        _version, *lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ValueError):  # removed by now, or empty still
        return []
    return [json.loads(line) for line in lines]
