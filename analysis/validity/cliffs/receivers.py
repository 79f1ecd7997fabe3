"""Receivers that leave no core for the job."""

from analysis.run import Run
from analysis.validity.cliffs import working
from analysis.validity.finding import Code, Finding, Level


def receiver_starved(run: Run) -> Finding | None:
    """Each core holds a receiver of DStreams, and not one batch was done."""
    cell, cores = run.record.info["cell"], working.spark_cores(run)
    receivers = int(cell.get("lanes", 1))
    of_socket = cell["api"] == "dstreams" and cell["source"] == "socket"
    if not of_socket or cores is None or receivers < cores or run.record.progress:
        return None
    hold = "1 receiver holds" if receivers == 1 else f"{receivers} receivers hold"
    only = "the only core" if cores == 1 else f"all {cores} cores"
    sent = run.summary["records"]["emitted"]
    return Finding(
        Code.RECEIVER_STARVED,
        Level.NOTE,
        f"{hold} {only} of {cell['master']}: {sent:,} lines were sent, and not one batch was done",
        f"more cores than receivers: --master local[{receivers + 1}] or more, as these are threads "
        "and may be more than the machine has cores; or fewer --lanes",
    )
