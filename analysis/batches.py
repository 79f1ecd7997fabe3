"""The engine's batches as it tells of them, on the run clock."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.record import Int64


@dataclass(frozen=True, eq=False)
class Batches:
    """The engine's batches that took lines, in order.

    All int64[batches], but for `lanes`.

    Args:
        batch: the engine's own number: Structured Streaming's batchId, DStreams' time in ms.
        start_ns: the boundary: a trigger's start, a DStreams batch time.
        ready_ns: when it was fixed which lines are in.
        process_ns: when the job began.
        end_ns: when the engine had recorded that it is done with these lines.
        lines: lines in so far, this batch included.
        lanes: the same for each lane, int64[batches, lanes]; no columns where the engine doesn't
            tell lanes apart.
        durations_ns: per step, by the engine's own names, how long it took.
    """

    batch: Int64
    start_ns: Int64
    ready_ns: Int64
    process_ns: Int64
    end_ns: Int64
    lines: Int64
    lanes: Int64
    durations_ns: Mapping[str, Int64]

    def __len__(self) -> int:
        return len(self.batch)

    def rows_of(self, numbers: Int64) -> Int64:
        """The row of each batch number, int64[n]; -1 for batches that the engine never told of."""
        if not len(self):
            return np.full(len(numbers), -1, np.int64)
        rows = np.minimum(np.searchsorted(self.batch, numbers), len(self) - 1)
        return np.where(self.batch[rows] == numbers, rows, -1)

    def chosen(self, rows: Int64) -> "Batches":
        """The batches of these rows."""
        return Batches(
            self.batch[rows],
            self.start_ns[rows],
            self.ready_ns[rows],
            self.process_ns[rows],
            self.end_ns[rows],
            self.lines[rows],
            self.lanes[rows],
            {step: took[rows] for step, took in self.durations_ns.items()},
        )
