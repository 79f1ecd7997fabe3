"""The engine's own events, kept as it gave them."""

import json
import threading
from pathlib import Path
from typing import Any


class ProgressLog:
    """A file of JSON objects, one a line.

    Args:
        path: the file to make.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._lock = threading.Lock()
        self.events = 0

    def add(self, event: str | dict[str, Any]) -> None:
        """Add an event: the engine's JSON, or what to make JSON of."""
        text = event if isinstance(event, str) else json.dumps(event)
        with self._lock:
            if not self._file.closed:  # an engine may call back while it is being stopped
                self._file.write(text + "\n")
                self._file.flush()
                self.events += 1

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()
