"""Sums over the due times of millions of lines, a piece at a time."""

import numpy as np
from numpy.typing import NDArray

from analysis.pieces import mapped
from analysis.record import Int64
from loadgen.lanes import LaneView

Float64 = NDArray[np.float64]

_LARGEST = 2**62


def means_ns(plan: LaneView, edges: Int64) -> Float64:
    """The mean due time of the lines between neighbouring edges.

    Args:
        plan: a lane's schedule.
        edges: numbers of lines, strictly ascending, int64[stretches + 1].

    Returns:
        ns since the schedule's start, float64[stretches].
    """
    first_ns = plan.due_ns(edges[:-1])
    sums = np.zeros(len(edges) - 1)

    def add(piece: slice) -> tuple[Int64, Float64]:
        since, until = piece.start, piece.stop
        due_ns = plan.due_ns(np.arange(since, until, dtype=np.int64))
        begins = np.searchsorted(edges, since, side="right") - 1
        ends = np.searchsorted(edges, until, side="left")
        stretches = np.arange(begins, ends)
        where = np.maximum(edges[stretches], since) - since
        apart_ns = due_ns - due_ns[0]
        if int(apart_ns[-1]) * len(apart_ns) < _LARGEST:
            total = np.add.reduceat(apart_ns, where).astype(np.float64)
        else:
            total = np.add.reduceat(apart_ns.astype(np.float64), where)
        lines = np.diff(np.append(where, until - since))
        # From each stretch's own first line on: floats hold what is left exactly enough.
        begun_ns = (due_ns[0] - first_ns[stretches]).astype(np.float64)
        return stretches, total + lines * begun_ns

    for stretches, total in mapped(add, int(edges[0]), int(edges[-1])):
        sums[stretches] += total
    return first_ns + sums / np.diff(edges)
