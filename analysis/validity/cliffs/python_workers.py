"""Python started anew for each task."""

import numpy as np

from analysis.run import Run
from analysis.validity.cliffs import working
from analysis.validity.finding import Code, Finding, Level

_REUSE = "spark.python.worker.reuse"


def python_workers(run: Run) -> Finding | None:
    """Python workers aren't kept, and the job has some.

    What they cost in CPU time no sample tells: it goes with them when they end, and nobody is told.
    """
    kept = str(working.in_force(run, _REUSE)).lower() != "false"
    if kept or not run.record.resources["python_worker_rss_kb"].any():
        return None
    took_ms = working.jobs_ms(run)
    if len(took_ms) < working.LEAST_BATCHES:
        return None
    return Finding(
        Code.PYTHON_WORKERS,
        Level.NOTE,
        f"{_REUSE} is false, so each task in Python starts a Python of its own; the median job of "
        f"{len(took_ms):,} batches took {np.median(took_ms):,.0f} ms",
        f"leave {_REUSE} at Spark's true",
    )
