"""The engine's own events, kept as it gave them."""

import json
import threading
from pathlib import Path
from typing import Any

NONE = -1
"""In place of a batch's number: no batch."""


class ProgressLog:
    """A file of JSON objects, one a line.

    `newest` is the newest batch that it tells of.

    Args:
        path: the file to make.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._lock = threading.Lock()
        self.events = 0
        self.newest = NONE

    def add(self, event: str | dict[str, Any], batch: int = NONE) -> None:
        """Add an event.

        Args:
            event: the engine's JSON, or what to make JSON of.
            batch: the engine's own number or time of the batch that it says is done.
        """
        text = event if isinstance(event, str) else json.dumps(event)
        with self._lock:
            if not self._file.closed:  # an engine may call back while it is being stopped
                self._file.write(text + "\n")
                self._file.flush()
                self.events += 1
                self.newest = max(batch, self.newest)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()
