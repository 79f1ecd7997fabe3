"""What a broker acknowledged: its log, and what a summary says of it.

The log is a `loadgen.journal.Journal` with these columns; its meta is `loadgen.load.Load.meta`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadgen.emission import by_lane
from loadgen.units import NS_PER_MS

ACKNOWLEDGED = ("lane", "lines", "acked_ns")
"""Per report heard: the lane, its first lines that are all acknowledged, when we heard so (ns on
the run clock)."""

Int64 = NDArray[np.int64]

_QUANTILES = {"p50": 0.5, "p99": 0.99}


def delivered(
    took: Sequence[Mapping[str, Any]],
    sent: Int64,
    acked: Int64,
    lanes: int,
    producer: Mapping[str, str],
) -> dict[str, Any]:
    """What a summary says besides if a broker acknowledges lines.

    Args:
        took: of each lane: its `lane`, the `lines` sent, how many of them are `acknowledged`, and
            the `reason` if any failed.
        sent: int64[hand-overs, 3], columns `loadgen.emission.EMISSION`.
        acked: int64[reports, 3], columns `ACKNOWLEDGED`.
        lanes: how many lanes there are.
        producer: the producer's settings.

    Returns:
        JSON.
    """
    failures = [
        {"lane": one["lane"], "lines": one["lines"] - one["acknowledged"], "reason": one["reason"]}
        for one in took
        if one["lines"] > one["acknowledged"] or one["reason"]
    ]
    return {
        "acknowledged": sum(one["acknowledged"] for one in took),
        "failed": sum(one["lines"] for one in failures),
        "failures": failures,
        "ack_ms": ack_ms(sent, acked, lanes),
        "producer": dict(producer),
    }


def ack_ms(sent: Int64, acked: Int64, lanes: int) -> dict[str, float | None]:
    """The distribution of acknowledged less sent over the lines that were acknowledged.

    Percentiles are the nearest rank, and each line counts.

    Args:
        sent: int64[hand-overs, 3], columns `loadgen.emission.EMISSION`.
        acked: int64[reports, 3], columns `ACKNOWLEDGED`.
        lanes: how many lanes they speak of.

    Returns:
        p50, p99 and max, ms; each None if nothing was acknowledged.
    """
    took: list[Int64] = []
    lines: list[Int64] = []
    for left, heard in zip(by_lane(sent, lanes), by_lane(acked, lanes), strict=True):
        if not len(heard):
            continue
        # Between two of these all lines left together, and were acknowledged together.
        ends = np.union1d(left[:, 1], heard[:, 1])
        ends = ends[ends <= heard[-1, 1]]
        at_ns = (rows[np.searchsorted(rows[:, 1], ends), 2] for rows in (heard, left))
        took.append(np.subtract(*at_ns))
        lines.append(np.diff(ends, prepend=0))
    if not took:
        return dict.fromkeys((*_QUANTILES, "max"))
    ns, weights = np.concatenate(took), np.concatenate(lines)
    order = np.argsort(ns)
    ns, upto = ns[order], np.cumsum(weights[order])
    ranks = [np.ceil(quantile * upto[-1]) for quantile in _QUANTILES.values()]
    quantiles = ns[np.searchsorted(upto, ranks)] / NS_PER_MS
    return {
        **dict(zip(_QUANTILES, quantiles.tolist(), strict=True)),
        "max": float(ns[-1]) / NS_PER_MS,
    }
