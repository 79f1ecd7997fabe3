"""An interval that is shorter than what a batch takes."""

import numpy as np

from analysis.run import Run
from analysis.validity.cliffs import working
from analysis.validity.finding import Code, Finding, Level
from loadgen.units import NS_PER_MS


def interval_too_short(run: Run) -> Finding | None:
    """The median batch takes longer than the interval at which batches are to come."""
    interval_ns = run.record.info.get("interval_ns")
    queued = run.record.info["cell"]["api"] == "dstreams"
    took_ms = working.jobs_ms(run) if queued else working.steps_ms(run, "triggerExecution")
    if interval_ns is None or len(took_ms) < working.LEAST_BATCHES:
        return None
    usual_ms, interval_ms = float(np.median(took_ms)), interval_ns / NS_PER_MS
    if usual_ms <= interval_ms:
        return None
    return Finding(
        Code.INTERVAL_TOO_SHORT,
        Level.NOTE,
        f"the median of {len(took_ms):,} batches took {usual_ms:,.0f} ms, longer than the interval "
        f"of {interval_ms:,.0f} ms: "
        + ("those that are due queue" if queued else "triggers come late"),
        f"a longer --setting than {usual_ms:,.0f} ms, with room for slower batches"
        + ("" if queued else ", or `default`, which starts the next batch when one is done"),
    )
