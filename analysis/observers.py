"""The two observers of how many lines are in, held against each other.

The sink counts the results in a reader's hands; progress is the engine's own account. They see the
same batches from two sides, so they have to agree on the lines, and the result has to come between
the batch's start and its end.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.batches import Batches
from analysis.record import Columns, Int64
from loadgen.units import NS_PER_MS


@dataclass(frozen=True)
class Observers:
    """How far the two are apart.

    Args:
        sink_lines: lines in the sink's last result; None if it saw none.
        progress_lines: lines after the engine's last batch; None if it told of none.
        max_difference_lines: the largest difference, over the batches that both saw and in the end.
            Where results are withheld, the most that the sink had beyond progress.
        unseen_batches: batches that took lines and that only one of the two knows of. Where results
            are withheld, those of results that progress doesn't know.
        late_ms: the most by which a result came after its batch's end; below 0 if none did.
        early_ms: the most by which one came before its batch's start; below 0 if none did.
    """

    sink_lines: int | None = None
    progress_lines: int | None = None
    max_difference_lines: int | None = None
    unseen_batches: int = 0
    late_ms: float | None = None
    early_ms: float | None = None

    def figures(self) -> dict[str, Any]:
        """What of it belongs in the summary."""
        return {
            "sink_lines": self.sink_lines,
            "progress_lines": self.progress_lines,
            "max_difference_lines": self.max_difference_lines,
        }


def compare(visible: Columns, batches: Batches, *, withheld: bool = False) -> Observers:
    """Hold the sink's results against the engine's batches.

    A batch may have several results, row by row; the last of them has all of its lines.

    Args:
        visible: columns `analysis.record.VISIBLE`.
        batches: the engine's batches.
        withheld: whether results come out later than with the batch that took their lines. Then
            the sink lags, and what it has in the end may be less.
    """
    grown = np.flatnonzero(np.diff(visible["lines"], prepend=0) > 0)
    numbers = visible["batch"][grown]
    sink_lines = int(visible["lines"][-1]) if len(visible["lines"]) else None
    if not len(batches):
        return Observers(sink_lines)
    progress_lines = int(batches.lines[-1])
    last, rows = _last_of_each(numbers), batches.rows_of(numbers)
    counts, of_last = visible["lines"][grown][last], rows[last]
    both = of_last >= 0
    beyond = counts[both] - batches.lines[of_last[both]]
    beyond = np.append(beyond, (sink_lines or 0) - progress_lines)
    unseen = int(np.count_nonzero(~both))
    if not withheld:
        beyond = np.abs(beyond)
        unseen += len(batches) - int(np.count_nonzero(both))
    largest = int(beyond.max(initial=0))
    known = rows[rows >= 0]
    if not len(known):
        return Observers(sink_lines, progress_lines, largest, unseen)
    visible_ns = visible["visible_ns"][grown][rows >= 0]
    late_ms = float((visible_ns - batches.end_ns[known]).max()) / NS_PER_MS
    early_ms = float((batches.start_ns[known] - visible_ns).max()) / NS_PER_MS
    return Observers(sink_lines, progress_lines, largest, unseen, late_ms, early_ms)


def _last_of_each(numbers: Int64) -> Int64:
    """Where each number is for the last time, int64[different numbers]."""
    _, behind = np.unique(numbers[::-1], return_index=True)
    return len(numbers) - 1 - behind
