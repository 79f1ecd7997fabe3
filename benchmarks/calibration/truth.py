"""What is known of a synthetic run's latencies: a few lines of numpy, and none of `analysis`.

They would be no check on the analysis if they went through it.
"""

import numpy as np
from numpy.typing import NDArray

from loadgen.schedule import Schedule
from loadgen.units import NS_PER_MS

Int64 = NDArray[np.int64]

FIGURES = ("mean", "p50", "p90", "p99", "max")

_SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}


def latencies_ns(lines: Int64, at_ns: Int64, plan: Schedule, warmup_ns: int) -> Int64:
    """From when each line was due until the first result that includes it.

    Args:
        lines: lines so far in each result, ascending up to all, int64[results].
        at_ns: when each was in hand, ns since the schedule's start, int64[results].
        plan: the schedule.
        warmup_ns: lines due before are left out.

    Returns:
        int64[measured lines], ns.
    """
    index = np.arange(plan.count, dtype=np.int64)
    due_ns = plan.due_ns(index)
    took_ns: Int64 = at_ns[np.searchsorted(lines, index, side="right")] - due_ns
    return took_ns[due_ns >= warmup_ns]


def figures_ms(took_ns: Int64) -> dict[str, float]:
    """Mean, percentiles by nearest rank and maximum, ms; each of `FIGURES`."""
    ranks = {
        name: np.quantile(took_ns, share, method="inverted_cdf") for name, share in _SHARES.items()
    }
    figures = {"mean": took_ns.mean(), **ranks, "max": took_ns.max()}
    return {name: float(value) / NS_PER_MS for name, value in figures.items()}
