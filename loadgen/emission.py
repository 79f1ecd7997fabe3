"""The emission log: how many lines of each lane had left at what time.

It is a `loadgen.journal.Journal` with these columns; its meta is `loadgen.load.Load.meta`.
"""

import numpy as np
from numpy.typing import NDArray

EMISSION = ("lane", "lines", "sent_ns")
"""Per hand-over: the lane, its lines handed over so far, when that was (ns on the run clock)."""


def by_lane(rows: NDArray[np.int64], lanes: int) -> list[NDArray[np.int64]]:
    """The rows of each lane, in their order.

    Args:
        rows: int64[hand-overs, 3], columns `EMISSION`.
        lanes: how many lanes there are.

    Returns:
        For each lane int64[its hand-overs, 3]; a view if there is one lane only.
    """
    if lanes == 1:
        return [rows]
    ordered = rows[np.argsort(rows[:, 0], kind="stable")]
    return np.split(ordered, np.searchsorted(ordered[:, 0], np.arange(1, lanes)))
