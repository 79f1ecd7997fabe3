"""What a reader of the results has seen: the counts, and when each batch's were in hand."""

import threading
from collections.abc import Mapping
from pathlib import Path

from analysis.record import VISIBLE
from loadgen.clock import RunClock
from loadgen.journal import Journal


class Seen:
    """The latest count of each length, and a row in the record for each result that moved them.

    Safe to use from the threads on which engines call back.

    Args:
        path: the record's file for it.
        clock: the run clock.
    """

    def __init__(self, path: Path, clock: RunClock) -> None:
        self._counts: dict[int, int] = {}
        self._lines = 0
        self._closed = False
        self._journal = Journal(path, VISIBLE, {})
        self._clock = clock
        self._lock = threading.Lock()

    def totals(self, batch: int, counts: Mapping[int, int]) -> None:
        """Running counts are in hand: those given replace what was known of their lengths.

        Args:
            batch: the engine's own number or time of it.
            counts: length to count.
        """
        now_ns = self._clock.now_ns()
        with self._lock:
            before = self._lines
            for length, count in counts.items():
                self._lines += count - self._counts.get(length, 0)
                self._counts[length] = count
            # Spark may call back once more while it is being stopped.
            if self._lines != before and not self._closed:
                self._journal.append(batch, self._lines, now_ns)

    def flush(self) -> None:
        """Hand what was seen so far to the operating system."""
        with self._lock:
            self._journal.flush()

    @property
    def lines(self) -> int:
        """How many lines the results account for."""
        return self._lines

    @property
    def counts(self) -> dict[int, int]:
        """The latest count of each length."""
        with self._lock:
            return dict(self._counts)

    def close(self) -> None:
        """Close the record's file."""
        with self._lock:
            self._closed = True
            self._journal.close()
