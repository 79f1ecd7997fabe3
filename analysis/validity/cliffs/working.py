"""What the checks of cliffs have in common: the batches measured, their events, and the cores."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis import cores, window
from analysis.batches import Batches
from analysis.record import Int64
from analysis.run import Run
from loadgen.units import NS_PER_MS

LEAST_BATCHES = 3
"""With fewer, a median is an anecdote."""

# The first batches are those of a cold JVM.
_COLD_MS = 5_000


def batches(run: Run) -> Batches:
    """The batches that began while lines were measured; none if that is unknown."""
    within = window.at_work(run.record)
    if within is None:
        return run.batches.chosen(np.empty(0, np.int64))
    starts_ns = run.batches.start_ns
    inside = (starts_ns >= within.since_ns) & (starts_ns < within.until_ns)
    return run.batches.chosen(np.flatnonzero(inside))


def events(run: Run, chosen: Batches) -> list[Mapping[str, Any]]:
    """What Structured Streaming said of some of the run's batches."""
    numbers = set(chosen.batch.tolist())
    return [event for event in run.record.progress if event.get("batchId") in numbers]


def steps_ms(run: Run, step: str) -> Int64:
    """How long a step of each measured batch took, ms, int64[batches]; none where it isn't told."""
    took_ns = batches(run).durations_ns.get(step, np.empty(0, np.int64))
    return took_ns // NS_PER_MS


def jobs_ms(run: Run) -> Int64:
    """How long each batch's job took, ms, int64[batches]: of those measured, if there are enough.

    Batches of DStreams queue from the start, so a run may be over before the first that is
    measured. There it is all that were done but the first ones, those without lines too.
    """
    if run.record.info["cell"]["api"] != "dstreams":
        return steps_ms(run, "addBatch")
    measured_ms = steps_ms(run, "processing")
    if len(measured_ms) >= LEAST_BATCHES:
        return measured_ms
    done = [event for event in run.record.progress if "processingEndTime" in event]
    begun_ms, ended_ms = (
        np.array([event[key] for event in done], np.int64)
        for key in ("processingStartTime", "processingEndTime")
    )
    took_ms: Int64 = (ended_ms - begun_ms)[begun_ms >= begun_ms[:1] + _COLD_MS]
    return took_ms


def spark_cores(run: Run) -> int | None:
    """How many tasks Spark ran at a time; None where the record doesn't say."""
    machine = (run.record.info.get("environment") or {}).get("cores")
    return cores.of_master(str(run.record.info["cell"].get("master", "")), machine)


def in_force(run: Run, key: str) -> str | None:
    """A Spark setting as it was in the run; None if the record doesn't have it."""
    value = (run.record.info.get("settings_in_force") or {}).get(key)
    return None if value is None else str(value)
