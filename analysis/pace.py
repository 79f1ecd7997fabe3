"""How hard the machine was pressed while it was measured, and how fast its cores ran.

Both are known to within some seconds only: a window shorter than half a minute tells nothing.
"""

import math

import numpy as np

from analysis.record import Columns
from analysis.resources import covers
from analysis.window import Window

_LEAST_S = 30.0
_LOAD_DECAY_S = 60.0
_QUARTERS = 4
_MILLI = 1e3
_KHZ_PER_MHZ = 1e3


def active_tasks(resources: Columns, window: Window | None) -> float | None:
    """How many tasks of all processes ran, waited to run or waited for a disk, in the mean.

    The load average of one minute is that number with the past fading out: what it was at the
    window's start has faded by its end to a known share, and the rest has come in between.

    Args:
        resources: columns `analysis.record.RESOURCES`.
        window: the stretch of the run.

    Returns:
        The mean over the window, its end weighing most; None if it isn't known.
    """
    if window is None or not _told(resources, "machine_load_milli", window):
        return None
    load = resources["machine_load_milli"] / _MILLI
    ends = [window.since_ns, window.until_ns]
    since, until = np.interp(ends, resources["time_ns"], load)
    left = math.exp(-window.seconds / _LOAD_DECAY_S)
    return float((until - since * left) / (1 - left))


def slowest_mhz(resources: Columns, window: Window | None) -> tuple[float, float] | None:
    """How fast the cores ran at a window's start, and in the slowest part of it.

    Args:
        resources: columns `analysis.record.RESOURCES`.
        window: the stretch of the run.

    Returns:
        The median of the window's first quarter, and the lowest of the quarters' medians; MHz.
        None if it isn't known.
    """
    if window is None or not _told(resources, "machine_khz", window):
        return None
    edges_ns = np.linspace(window.since_ns, window.until_ns, _QUARTERS + 1)
    rows = np.searchsorted(resources["time_ns"], edges_ns[1:-1])
    first, behind = np.searchsorted(resources["time_ns"], [window.since_ns, window.until_ns])
    inside = resources["machine_khz"][first:behind]
    quarters = [part for part in np.split(inside, rows - first) if len(part)]
    medians = [float(np.median(part)) / _KHZ_PER_MHZ for part in quarters]
    return medians[0], min(medians)


def _told(resources: Columns, column: str, window: Window) -> bool:
    """Whether a window is long enough, sampled, and the machine tells this of itself."""
    return (
        window.seconds >= _LEAST_S
        and covers(resources, window)
        and bool((resources[column] > 0).all())
    )
