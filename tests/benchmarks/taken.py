"""In place of a record: the rows themselves, as a sink hands them over."""

from benchmarks.seen import Seen
from benchmarks.tally import Rows


class Taken(Seen):
    """Keeps every call.

    Its time is how often it was asked for the time.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[int, list[tuple[int, ...]], int | None]] = []
        self.asked = 0

    def now_ns(self) -> int:
        self.asked += 1
        return self.asked

    def rows(self, batch: int, rows: Rows, at_ns: int | None = None) -> None:
        self.calls.append((batch, [tuple(row) for row in rows], at_ns))

    @property
    def batches(self) -> list[tuple[int, list[tuple[int, ...]]]]:
        """Each call's batch and rows."""
        return [(batch, rows) for batch, rows, _ in self.calls]
