"""A directory that takes long to list."""

import numpy as np

from analysis.run import Run
from analysis.validity.cliffs import working
from analysis.validity.finding import Code, Finding, Level
from loadgen.units import NS_PER_MS

# A quarter of each batch is worth knowing of, and a twentieth of a second that one would notice.
LISTING_SHARE = 0.25
LISTING_LEAST_MS = 50.0
# With fewer, listing takes long for another reason: a slow disk, or a machine far away.
MANY = 1_000


def many_files(run: Run) -> Finding | None:
    """Finding out which files are new takes much of each trigger, and there are many.

    DStreams list the directory and make a batch's job before they hand it out, and their events
    don't tell the two apart.
    """
    cell, measured = run.record.info["cell"], working.batches(run)
    told = "latestOffset" in measured.durations_ns and len(measured) >= working.LEAST_BATCHES
    if cell["source"] != "files" or not told:
        return None
    present = int(cell.get("files-present", 0))
    files = present + sum(map(len, run.record.hand_overs))
    listing_ms, whole_ms = (
        float(np.median(measured.durations_ns[step])) / NS_PER_MS
        for step in ("latestOffset", "triggerExecution")
    )
    if files < MANY or listing_ms <= max(LISTING_LEAST_MS, LISTING_SHARE * whole_ms):
        return None
    return Finding(
        Code.MANY_FILES,
        Level.NOTE,
        f"of the {whole_ms:,.0f} ms of the median trigger, {listing_ms:,.0f} ms went into finding "
        f"new files in a directory of {files:,}, {present:,} of them from before the run",
        "move files away once they are done with (the source's option cleanSource does it), or "
        "take a new directory now and then; fewer and larger files (--file-every)",
    )
