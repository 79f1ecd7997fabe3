"""A reader that looks, again and again, whether there is more."""

import threading
from abc import ABC, abstractmethod

LOOK_EVERY_S = 0.005
"""How late a reader may be: what it costs grows as this shrinks."""


class Polled(ABC):
    """A thread that looks.

    Args:
        every_s: how often.
    """

    def __init__(self, every_s: float = LOOK_EVERY_S) -> None:
        self._every_s = every_s
        self._stopped = threading.Event()
        self._error: str | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    @abstractmethod
    def look(self) -> None:
        """Take in what is new."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def failure(self) -> str | None:
        """What ended it, if anything did."""
        return self._error

    def close(self) -> None:
        """Stop."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        try:
            while not self._stopped.wait(self._every_s):
                self.look()
        except Exception as error:  # noqa: BLE001 - py4j's and Arrow's are many: the run must hear
            if not self._stopped.is_set():
                first = (str(error).strip().splitlines() or ["?"])[0]
                self._error = f"the sink's reader failed: {type(error).__name__}: {first}"
