"""Keeping an eye on an engine while it runs, at a price that is small and known."""

import contextlib
import time
from collections.abc import Iterator

from benchmarks.engines.engine import Engine
from benchmarks.load import LoadError
from benchmarks.seen import Seen
from loadgen.errors import BadInput

LOOK_EVERY_S = 0.02
"""How often to see whether what one waits for has come: costs nothing."""

# Asking Spark anything takes some tenths of a ms of Python and JVM each: twice a second is little.
_ASK_EVERY_S = 0.5
# From when nobody answers any more until the system tells that a process has ended.
_DYING_S = 1.0


class RunFailedError(RuntimeError):
    """The run can't go on; the message is one line that says why."""


def in_short(error: Exception) -> str:
    """An error's kind and its first line."""
    first = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


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


@contextlib.contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Whatever an engine that is gone makes others trip over, that it is gone is what to say."""
    try:
        yield
    except (BadInput, LoadError, RunFailedError):
        raise
    except Exception as error:
        deadline = time.monotonic() + _DYING_S
        while (why := engine.failure()) is None:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_EVERY_S)
        raise RunFailedError(f"the engine has ended: {why}") from error
