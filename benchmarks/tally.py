"""What a workload's results add up to: how many lines they account for, and the count of each key.

A row of results is whole numbers, the same from every sink:

    length-count, length-count-batch    key, count
    lengths                             key
    length-count-window                 start of the window (ms), key, count
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.cell import Cell
from benchmarks.choices import BATCH_COUNTS, LENGTHS

Rows = Iterable[Sequence[int]]


class Tally(ABC):
    """Rows, added up."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self._lines = 0

    @abstractmethod
    def take(self, rows: Rows) -> None:
        """Rows of results are in hand."""

    @property
    def lines(self) -> int:
        """How many lines all rows so far account for."""
        return self._lines

    @property
    def counts(self) -> dict[int, int]:
        """The count of each key."""
        return dict(self._counts)


class Totals(Tally):
    """Running counts: a row replaces what was known of its key."""

    def take(self, rows: Rows) -> None:
        """Rows of key and count."""
        for key, count in rows:
            self._lines += count - self._counts[key]
            self._counts[key] = count


class Added(Tally):
    """Counts of a batch each: a row adds to what was known of its key."""

    def take(self, rows: Rows) -> None:
        """Rows of key and count."""
        for key, count in rows:
            self._lines += count
            self._counts[key] += count


class Each(Tally):
    """A row a line."""

    def take(self, rows: Rows) -> None:
        """Rows of a key each."""
        keys = Counter(row[0] for row in rows)
        self._lines += keys.total()
        self._counts.update(keys)


class Windows(Tally):
    """Counts of windows: a row replaces what was known of its key in its window.

    Where windows overlap, a line is in several of them. Every so many windows, one ends where the
    next begins: such a series has every line once. The series that is ahead says how many lines
    any result has.

    Args:
        slide_ms: how long after one window the next begins, ms.
        of_a_line: how many windows each line is in.
    """

    def __init__(self, slide_ms: int, of_a_line: int) -> None:
        super().__init__()
        self._slide_ms = slide_ms
        self._windows: dict[tuple[int, int], int] = {}
        self._of_series = [0] * of_a_line

    def take(self, rows: Rows) -> None:
        """Rows of the window's start, key and count."""
        for start_ms, key, count in rows:
            known = self._windows.get((start_ms, key), 0)
            self._of_series[self._series(start_ms)] += count - known
            self._windows[start_ms, key] = count
        self._lines = max(self._of_series)

    @property
    def counts(self) -> dict[int, int]:
        """The count of each key, over the series that is ahead."""
        ahead = self._of_series.index(self._lines)
        counts: Counter[int] = Counter()
        for (start_ms, key), count in self._windows.items():
            if self._series(start_ms) == ahead:
                counts[key] += count
        return dict(counts)

    def _series(self, start_ms: int) -> int:
        return start_ms // self._slide_ms % len(self._of_series)


def tally_of(cell: Cell) -> Tally:
    """The tally that a cell's results go with."""
    if cell.window is not None:
        return Windows(cell.window.slide_ms, cell.window.of_a_line)
    kinds: dict[str, type[Totals | Added | Each]] = {BATCH_COUNTS: Added, LENGTHS: Each}
    return kinds.get(cell.workload, Totals)()
