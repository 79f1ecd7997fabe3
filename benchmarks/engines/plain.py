"""What engines without Spark have in common: a thread that reads, and nothing to be asked about."""

import threading
from abc import ABC, abstractmethod
from typing import Any

from benchmarks.engines.engine import Stage


class PlainEngine(ABC):
    """A thread of this process in place of an engine.

    Args:
        stage: what to work with.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._stopped = threading.Event()
        self._error: str | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    @abstractmethod
    def _run(self) -> None:
        """What the thread does, until `_stopped` is set; notes in `_error` what else ended it."""

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def finished(self) -> int | None:
        """Never: it goes on."""
        return None

    def took(self, lines: int) -> bool:  # noqa: ARG002 - an engine's form
        """Never asked: results say."""
        return False

    def ready(self) -> bool:
        """Always."""
        return True

    def failure(self) -> str | None:
        """What ended the thread, if anything did."""
        return self._error

    def poll(self) -> None:  # noqa: B027 - not everyone has something to do
        """Nothing to do, where there is no progress but the results."""

    def settings(self) -> list[dict[str, Any]]:
        """None."""
        return []

    def everything(self) -> dict[str, str]:
        """None."""
        return {}

    def versions(self) -> dict[str, Any]:
        """No Spark, no Java."""
        return {"spark": None, "java": None}

    def gc_ms(self) -> int:
        """None that counts."""
        return 0
