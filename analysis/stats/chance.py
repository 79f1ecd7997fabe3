"""The chance that a line of one cell is faster than one of another: what a ratio can't show.

It is Mann and Whitney's U as a share (Vargha and Delaney's A): 0.5 where there is nothing between
the two, 1 where every line of the one is faster than any of the other.
"""

import numpy as np

from analysis.histogram import Histogram


def of_faster(one: Histogram, other: Histogram) -> float:
    """The chance that a line of the one, taken at random, is faster than one of the other.

    Lines of the same bucket are equally fast, lost ones too: each such pair counts a half.

    Args:
        one: its lines, one or more.
        other: its lines, one or more.

    Returns:
        0 to 1.
    """
    upto = np.concatenate(([0], np.cumsum(other.count)))
    before = upto[np.searchsorted(other.bucket, one.bucket, side="left")]
    behind = upto[np.searchsorted(other.bucket, one.bucket, side="right")]
    slower, equal = other.samples - behind, behind - before
    halves = int(one.count @ (2 * slower + equal)) + one.lost * other.lost
    return halves / (2 * one.samples * other.samples)
