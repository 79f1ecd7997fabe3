"""More shuffle partitions than a small stream has use for."""

from collections.abc import Mapping
from statistics import median
from typing import Any

import numpy as np

from analysis.run import Run
from analysis.validity.cliffs import working
from analysis.validity.finding import Code, Finding, Level
from loadgen.units import NS_PER_MS

# Each partition is a task, and a state store to load and to commit, some ms together. Up to four
# rounds of them a batch may be for the sake of even shares.
TASKS_PER_CORE = 4
# A task gets through so many rows in the time that starting it takes. With more, it is the rows
# that cost.
FEW_ROWS = 1_000


def shuffle_partitions(run: Run) -> Finding | None:
    """A job with state has many more partitions than cores, and few lines for each."""
    cores, measured = working.spark_cores(run), working.batches(run)
    if cores is None or len(measured) < working.LEAST_BATCHES:
        return None
    events = working.events(run, measured)
    partitions = max((_partitions(event) for event in events), default=0)
    if partitions <= TASKS_PER_CORE * cores:
        return None
    lines = median(int(event["numInputRows"]) for event in events)
    if lines >= FEW_ROWS * partitions:
        return None
    took_ms = float(np.median(measured.durations_ns["addBatch"])) / NS_PER_MS
    return Finding(
        Code.SHUFFLE_PARTITIONS,
        Level.NOTE,
        f"the state has {partitions:,} partitions on {_of(cores)}, so the median batch was that "
        f"many tasks for {lines:,.0f} lines, and its job took {took_ms:,.0f} ms",
        f"--conf spark.sql.shuffle.partitions={cores}: as many as cores, or 1; a checkpoint keeps "
        "the number that it began with",
    )


def _partitions(event: Mapping[str, Any]) -> int:
    """The most partitions that any state of a query has; 0 without state."""
    states = event.get("stateOperators") or ()
    return max((int(state.get("numShufflePartitions", 0)) for state in states), default=0)


def _of(cores: int) -> str:
    return "1 core" if cores == 1 else f"{cores} cores"
