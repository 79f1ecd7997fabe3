"""What a run cost: CPU time and memory over the measured window."""

from collections.abc import Mapping

import numpy as np

from analysis.record import Columns
from analysis.window import Window

_PROCESSES = ("driver", "jvm", "python_worker", "generator")
_US_PER_S = 1e6
_MS_PER_S = 1e3
_KB_PER_MB = 1024
_SLACK_NS = 1_000_000_000  # two samples: what is missing of the window then is little


def usage(resources: Columns, window: Window | None) -> dict[str, float | None]:
    """CPU seconds used in a window, and the most memory that all processes held at once.

    Args:
        resources: columns `analysis.record.RESOURCES`; totals are interpolated between samples.
        window: the stretch of the run.

    Returns:
        driver_cpu_s, jvm_cpu_s, python_worker_cpu_s, generator_cpu_s, gc_s; peak_rss_mb of driver,
        JVM and Python workers, MiB. Each None if the samples don't cover the window.
    """
    names = [f"{process}_cpu_s" for process in _PROCESSES]
    if window is None or not covers(resources, window):
        return dict.fromkeys([*names, "gc_s", "peak_rss_mb"])
    figures: dict[str, float | None] = {
        name: used(resources, f"{process}_cpu_us", window) / _US_PER_S
        for name, process in zip(names, _PROCESSES, strict=True)
    }
    figures["gc_s"] = used(resources, "gc_ms", window) / _MS_PER_S
    first, behind = np.searchsorted(resources["time_ns"], [window.since_ns, window.until_ns])
    inside = slice(max(int(first) - 1, 0), int(behind) + 1)  # a sample on either side at least
    held_kb = sum(resources[f"{process}_rss_kb"][inside] for process in _PROCESSES[:3])
    figures["peak_rss_mb"] = float(np.max(held_kb)) / _KB_PER_MB
    return figures


def covers(resources: Columns, window: Window) -> bool:
    """Whether there are samples from about a window's start, or before, to its end, or after."""
    times_ns = resources["time_ns"]
    return bool(
        len(times_ns)
        and times_ns[0] <= window.since_ns + _SLACK_NS
        and times_ns[-1] >= window.until_ns - _SLACK_NS
    )


def used(resources: Columns, column: str, window: Window) -> float:
    """By how much a running total grew in a window that the samples cover, in its own unit."""
    ends = [window.since_ns, window.until_ns]
    since, until = np.interp(ends, resources["time_ns"], resources[column])
    return float(until - since)


def machine_shares(
    resources: Columns, environment: Mapping[str, object], window: Window | None
) -> tuple[float, float] | None:
    """Of the machine's CPU time in a window, what others took: the hypervisor, and processes.

    Args:
        resources: columns `analysis.record.RESOURCES`.
        environment: as in `run.json`; its `cores`.
        window: the stretch of the run.

    Returns:
        Shares of the whole, 0 to 1: stolen by the hypervisor for other machines; used by processes
        that aren't the run's. None if it isn't known.
    """
    cores = environment.get("cores")
    if not isinstance(cores, int) or window is None or not covers(resources, window):
        return None
    whole_us = window.seconds * _US_PER_S * cores
    ours_us = sum(used(resources, f"{process}_cpu_us", window) for process in _PROCESSES)
    steal = used(resources, "machine_steal_us", window) / whole_us
    others = (used(resources, "machine_busy_us", window) - ours_us) / whole_us
    return steal, others
