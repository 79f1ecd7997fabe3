"""Keeping an eye on an engine while it runs, at a price that is small and known."""

import time

from benchmarks.engines.engine import Engine
from benchmarks.seen import Seen

LOOK_EVERY_S = 0.02
"""How often to see whether what one waits for has come: costs nothing."""

# Asking Spark anything takes some tenths of a ms of Python and JVM each: twice a second is little.
_ASK_EVERY_S = 0.5


class Watch:
    """Asks an engine now and then whether it lives and what it has done, and saves what was seen.

    Args:
        engine: the engine.
        seen: what its results showed.
    """

    def __init__(self, engine: Engine, seen: Seen) -> None:
        self._engine = engine
        self._seen = seen
        self._asked = time.monotonic()

    def look(self) -> str | None:
        """Ask if it is time to; returns why the engine has ended by itself, if it has."""
        if time.monotonic() - self._asked < _ASK_EVERY_S:
            return None
        self._asked = time.monotonic()
        why = self._engine.failure()
        if why is None:
            self._engine.poll()
            self._seen.flush()
        return why
