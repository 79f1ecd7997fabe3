"""What a run cost: CPU time, memory and garbage collection over the measured window, and over time.

The samples hold running totals, which are interpolated. A process that has ended is as it last was.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import gc
from analysis.gc import Pauses
from analysis.record import Columns
from analysis.window import Window
from loadgen.units import NS_PER_MS, NS_PER_S

Floats = NDArray[np.float64]

PROCESSES = ("driver", "jvm", "python_worker", "generator")
"""The run's own, as columns name them; all but the last belong to the job."""
_JOB = PROCESSES[:3]
BROKER = "broker"
"""A Kafka broker that was started for the run: its own, and no part of the job."""
_OURS = (*PROCESSES, BROKER)
_US_PER_S = 1e6
_MS_PER_S = 1e3
_KB_PER_MB = 1024
_MILLION = 1e6
_SLACK_NS = 1_000_000_000  # two samples: what is missing of the window then is little
_MOST_BINS = 180  # as many as a picture as wide as the page can show


@dataclass(frozen=True)
class Usage:
    """What a run used over time, as far as pictures show it.

    Args:
        edge_s: edges of the bins of time, s since the start of the schedule, float64[bins + 1].
        cores: by `PROCESSES` and `BROKER`, CPU time per time in each bin, float64[bins].
        rss_mb: by `PROCESSES`, resident memory at the end of each bin, MiB, float64[bins].
        steal, others: of the machine's CPU time, the share that the hypervisor took and the share
            of processes that aren't the run's, float64[bins]; NaN if its cores aren't known.
        machine_cores: how many cores the machine has; None if it isn't known.
        pause_s: when each GC pause ended, s since the start of the schedule, float64[pauses].
        pause_ms: how long it took, float64[pauses].
    """

    edge_s: Floats
    cores: Mapping[str, Floats]
    rss_mb: Mapping[str, Floats]
    steal: Floats
    others: Floats
    machine_cores: int | None
    pause_s: Floats
    pause_ms: Floats


def usage(
    resources: Columns,
    window: Window | None,
    lines: int | None = None,
    pauses: Pauses | None = None,
) -> dict[str, Any]:
    """What was used in a window.

    Args:
        resources: columns `analysis.record.RESOURCES`.
        window: the stretch of the run.
        lines: how many lines were due in it; None or 0 if it isn't known.
        pauses: of the whole run; None if there is no log of them.

    Returns:
        driver_cpu_s, jvm_cpu_s, python_worker_cpu_s, generator_cpu_s; broker_cpu_s, None without a
        Kafka broker of the run's own; gc_s, which the collectors say they worked; peak_rss_mb, the
        most that driver, JVM and Python workers held at once, MiB. Then dicts: peak_rss_mb_of, each
        process's own most; gc_pauses, `Pauses.figures`; cpu_s_per_million_lines by process, and
        their total without the generator. What the samples don't cover is None.
    """
    collected = gc.UNKNOWN
    if pauses is not None and window is not None:
        collected = pauses.within(window).figures()
    names = {process: f"{process}_cpu_s" for process in PROCESSES}
    if window is None or not covers(resources, window):
        return dict.fromkeys([*names.values(), "broker_cpu_s", "gc_s", "peak_rss_mb"]) | {
            "peak_rss_mb_of": dict.fromkeys(PROCESSES),
            "gc_pauses": dict(collected),
            "cpu_s_per_million_lines": dict.fromkeys((*PROCESSES, "total")),
        }
    cpu_s = {name: used(resources, f"{name}_cpu_us", window) / _US_PER_S for name in PROCESSES}
    first, behind = np.searchsorted(resources["time_ns"], [window.since_ns, window.until_ns])
    inside = slice(max(int(first) - 1, 0), int(behind) + 1)  # a sample on either side at least
    held_kb = {process: resources[f"{process}_rss_kb"][inside] for process in PROCESSES}
    together_kb = np.max(sum(held_kb[process] for process in _JOB))
    peaks_mb: dict[str, float | None] = {
        process: float(kb.max()) / _KB_PER_MB for process, kb in held_kb.items()
    }
    peaks_mb["generator"] = peaks_mb["generator"] or None  # records once had no such column
    return {names[process]: cpu_s[process] for process in PROCESSES} | {
        "broker_cpu_s": used(resources, "broker_cpu_us", window) / _US_PER_S or None,
        "gc_s": used(resources, "gc_ms", window) / _MS_PER_S,
        "peak_rss_mb": float(together_kb) / _KB_PER_MB,
        "peak_rss_mb_of": peaks_mb,
        "gc_pauses": dict(collected),
        "cpu_s_per_million_lines": _per_million(cpu_s, lines),
    }


def _per_million(cpu_s: Mapping[str, float], lines: int | None) -> dict[str, float | None]:
    if not lines:
        return dict.fromkeys((*PROCESSES, "total"))
    each = {process: cpu_s[process] / lines * _MILLION for process in PROCESSES}
    return {**each, "total": sum(each[process] for process in _JOB)}


def over_time(
    resources: Columns,
    environment: Mapping[str, object],
    start_ns: int,
    pauses: Pauses | None = None,
) -> Usage | None:
    """What was used over time, from the start of the schedule to the last sample.

    Args:
        resources: columns `analysis.record.RESOURCES`.
        environment: as in `run.json`; its `cores`.
        start_ns: when the schedule started.
        pauses: of the whole run; None if there is no log of them.

    Returns:
        Bins of whole seconds, as few as a page can show; None if the samples don't fill one.
    """
    sampled_s = (resources["time_ns"] - start_ns) / NS_PER_S
    if not len(sampled_s) or sampled_s[-1] < 1:
        return None
    bin_s = math.ceil(sampled_s[-1] / _MOST_BINS)
    edge_s = np.arange(math.ceil(max(0.0, sampled_s[0]) / bin_s), sampled_s[-1] // bin_s + 1)
    edge_s *= bin_s
    if len(edge_s) < 2:  # noqa: PLR2004 - the two edges of a bin
        return None

    def cores_of(column: str) -> Floats:
        us = np.interp(edge_s, sampled_s, _total(resources, column))
        used_cores: Floats = np.diff(us) / (bin_s * _US_PER_S)
        return used_cores

    ours = {process: cores_of(f"{process}_cpu_us") for process in _OURS}
    rss_mb = {
        process: np.interp(edge_s[1:], sampled_s, resources[f"{process}_rss_kb"]) / _KB_PER_MB
        for process in PROCESSES
    }
    cores = _cores(environment)
    whole = cores or math.nan
    ended_ns, took_ns = (pauses.end_ns, pauses.duration_ns) if pauses else (np.empty(0),) * 2
    return Usage(
        edge_s=edge_s,
        cores=ours,
        rss_mb=rss_mb,
        steal=cores_of("machine_steal_us") / whole,
        others=(cores_of("machine_busy_us") - sum(ours.values())) / whole,
        machine_cores=cores,
        pause_s=(ended_ns - start_ns) / NS_PER_S,
        pause_ms=took_ns / NS_PER_MS,
    )


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
    since, until = np.interp(ends, resources["time_ns"], _total(resources, column))
    return float(until - since)


def _total(resources: Columns, column: str) -> NDArray[np.int64]:
    """A running total, which stays where it was once its process has ended."""
    total: NDArray[np.int64] = np.maximum.accumulate(resources[column])
    return total


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
    cores = _cores(environment)
    if cores is None or window is None or not covers(resources, window):
        return None
    whole_us = window.seconds * _US_PER_S * cores
    ours_us = sum(used(resources, f"{process}_cpu_us", window) for process in _OURS)
    steal = used(resources, "machine_steal_us", window) / whole_us
    others = (used(resources, "machine_busy_us", window) - ours_us) / whole_us
    return steal, others


def _cores(environment: Mapping[str, object]) -> int | None:
    cores = environment.get("cores")
    return cores if isinstance(cores, int) else None
