"""What a reader of the results has seen: the counts, and when each batch's were in hand."""

import threading
from pathlib import Path

from analysis.record import VISIBLE
from benchmarks.progress_log import NONE
from benchmarks.tally import Rows, Tally
from loadgen.clock import RunClock
from loadgen.journal import Journal

UNTOLD = -1
"""In place of a number of lines: results that don't say how many they account for."""


class Seen:
    """What the results add up to, and a row in the record for each that moved it.

    Safe to use from the threads on which engines call back. `newest` is the newest batch whose
    results moved what they add up to.

    Args:
        path: the record's file for it.
        clock: the run clock.
        tally: adds the results up; None where they don't say how many lines they account for.
    """

    def __init__(self, path: Path, clock: RunClock, tally: Tally | None) -> None:
        self._tally = tally
        self._closed = False
        self._newest_ns = 0
        self.newest = NONE
        self._journal = Journal(path, VISIBLE, {})
        self._clock = clock
        self._lock = threading.Lock()

    def now_ns(self) -> int:
        """The time on the run clock, for results whose rows have yet to be made out."""
        return self._clock.now_ns()

    def rows(self, batch: int, rows: Rows, at_ns: int | None = None) -> None:
        """Rows of results are in hand.

        Args:
            batch: the engine's own number or time of it.
            rows: as `benchmarks.tally` has them.
            at_ns: since when, on the run clock; None for now.
        """
        at_ns = self._clock.now_ns() if at_ns is None else at_ns
        with self._lock:
            if self._closed:  # Spark may call back once more while it is being stopped
                return
            # Of two threads the later may come first: what both add up to is in hand with it.
            at_ns = self._newest_ns = max(at_ns, self._newest_ns)
            if self._tally is None:
                self._append(batch, UNTOLD, at_ns)
                return
            before = self._tally.lines
            self._tally.take(rows)
            if self._tally.lines != before:
                self._append(batch, self._tally.lines, at_ns)

    def _append(self, batch: int, lines: int, at_ns: int) -> None:
        self._journal.append(batch, lines, at_ns)
        self.newest = max(batch, self.newest)

    def flush(self) -> None:
        """Hand what was seen so far to the operating system."""
        with self._lock:
            self._journal.flush()

    @property
    def lines(self) -> int:
        """How many lines the results account for; 0 where they don't say."""
        return 0 if self._tally is None else self._tally.lines

    @property
    def counts(self) -> dict[int, int]:
        """The latest count of each key; none where results don't say."""
        with self._lock:
            return {} if self._tally is None else self._tally.counts

    def close(self) -> None:
        """Close the record's file."""
        with self._lock:
            self._closed = True
            self._journal.close()
