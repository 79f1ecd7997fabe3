"""The two observers of how many lines are in, held against each other.

The sink counts the results in a reader's hands; progress is the engine's own account. They see the
same batches from two sides, so they have to agree on the lines, and the result has to come between
the batch's start and its end.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.batches import Batches
from analysis.record import Columns
from loadgen.units import NS_PER_MS


@dataclass(frozen=True)
class Observers:
    """How far the two are apart.

    Args:
        sink_lines: lines in the sink's last result; None if it saw none.
        progress_lines: lines after the engine's last batch; None if it told of none.
        max_difference_lines: the largest difference, over the batches that both saw and in the end.
        unseen_batches: batches that took lines and that only one of the two knows of.
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


def compare(visible: Columns, batches: Batches) -> Observers:
    """Hold the sink's results against the engine's batches.

    Args:
        visible: columns `analysis.record.VISIBLE`.
        batches: the engine's batches that took lines.
    """
    grown = np.diff(visible["lines"], prepend=0) > 0
    counts, numbers = visible["lines"][grown], visible["batch"][grown]
    sink_lines = int(visible["lines"][-1]) if len(visible["lines"]) else None
    if not len(batches):
        return Observers(sink_lines)
    progress_lines = int(batches.lines[-1])
    rows = batches.rows_of(numbers)
    both = rows >= 0
    known = rows[both]
    apart = np.abs(counts[both] - batches.lines[known])
    largest = max(int(apart.max(initial=0)), abs(progress_lines - (sink_lines or 0)))
    unseen = int(np.count_nonzero(~both)) + len(batches) - len(np.unique(known))
    if not len(known):
        return Observers(sink_lines, progress_lines, largest, unseen)
    visible_ns = visible["visible_ns"][grown][both]
    late_ms = float((visible_ns - batches.end_ns[known]).max()) / NS_PER_MS
    early_ms = float((batches.start_ns[known] - visible_ns).max()) / NS_PER_MS
    return Observers(sink_lines, progress_lines, largest, unseen, late_ms, early_ms)
