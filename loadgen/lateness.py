"""How late lines left: our own part in every latency, never Spark's."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from loadgen.emission import by_lane
from loadgen.lanes import LaneView
from loadgen.units import NS_PER_MS

Int64 = NDArray[np.int64]

_QUANTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999}
_MOST_LINES = 4_000_000


def lateness_ms(
    rows: Int64, lanes: Sequence[LaneView], start_ns: int, most_lines: int = _MOST_LINES
) -> dict[str, float | None]:
    """The distribution of sent less due over the lines that were sent.

    Percentiles are the nearest rank. Of very many lines the percentiles and the mean are those of
    every n-th line, so that the memory needed is bounded; the extremes are always those of all.

    Args:
        rows: int64[hand-overs, 3], columns `loadgen.emission.EMISSION`.
        lanes: the lanes that they speak of, in order.
        start_ns: when the schedule started, ns on the run clock.
        most_lines: how many lines to look at, about.

    Returns:
        min, mean, p50, p90, p99, p999 and max, ms; each None if nothing was sent.
    """
    if not len(rows):
        return dict.fromkeys(("min", "mean", *_QUANTILES, "max"))
    shares = [
        (lane, share)
        for lane, share in zip(lanes, by_lane(rows, len(lanes)), strict=True)
        if len(share)
    ]
    step = -(-sum(int(share[-1, 1]) for _, share in shares) // most_lines)
    each, least, most = [], [], []
    for lane, share in shares:
        lines, sent_ns = share[:, 1], share[:, 2] - start_ns
        index = np.arange(0, lines[-1], step)
        each.append(sent_ns[np.searchsorted(lines, index, side="right")] - lane.due_ns(index))
        # Within a hand-over the last line is the least late, the first one the most.
        least.append((sent_ns - lane.due_ns(lines - 1)).min())
        most.append((sent_ns - lane.due_ns(np.append(0, lines[:-1]))).max())
    late_ns = np.concatenate(each)
    quantiles = np.quantile(late_ns, list(_QUANTILES.values()), method="inverted_cdf")
    return {
        "min": float(min(least)) / NS_PER_MS,
        "mean": float(late_ns.mean()) / NS_PER_MS,
        **dict(zip(_QUANTILES, (quantiles / NS_PER_MS).tolist(), strict=True)),
        "max": float(max(most)) / NS_PER_MS,
    }
