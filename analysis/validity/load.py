"""Checks of the load: did the lines leave when they should have, and as many of them?"""

import math

from analysis.run import Run
from analysis.validity.finding import Code, Finding, level_of
from loadgen.units import NS_PER_MS

# A line's latency includes its lateness, which is ours. Up to 5 ms it is what a busy machine's
# scheduler does, and up to a tenth of the median latency it changes no figure that one compares.
# At half of the median, the figures tell of the generator as much as of the system; below 50 ms
# that can only be said of systems so fast that the reader, seeing both figures, judges for himself.
LATE_SUSPECT_MS, LATE_SUSPECT_SHARE = 5.0, 0.10
LATE_INVALID_MS, LATE_INVALID_SHARE = 50.0, 0.50

# The rate is part of the question: 1% less is an answer to another one, 5% less to quite another.
SHORTFALL_SUSPECT, SHORTFALL_INVALID = 0.01, 0.05


def generator_late(run: Run) -> Finding | None:
    """Lines left late, beyond what a source that gathers them for a while makes of it."""
    if not run.summary["records"]["measured"] or run.record.info.get("gave_up"):
        return None
    gathers_ms = (run.record.load.get("file_every_ns") or 0) / NS_PER_MS
    late_ms, median_ms = run.summary["lateness_ms"]["p99"], run.summary["latency_ms"]["p50"]
    beyond_ms = math.inf if late_ms is None else late_ms - gathers_ms
    level = level_of(
        beyond_ms,
        max(LATE_SUSPECT_MS, LATE_SUSPECT_SHARE * (median_ms or 0.0)),
        max(LATE_INVALID_MS, LATE_INVALID_SHARE * (median_ms or 0.0)),
    )
    if level is None:
        return None
    if late_ms is None:
        never = run.measured.never_sent
        evidence = f"{never:,} of {len(run.measured):,} measured lines never left"
    else:
        gathered = f", {gathers_ms:g} ms of which a file gathers lines" if gathers_ms else ""
        usual = "beyond measure" if median_ms is None else f"{median_ms:.1f} ms"
        evidence = (
            f"one line in a hundred left {late_ms:.1f} ms late or more{gathered}; the median "
            f"latency is {usual}"
        )
    return Finding(
        Code.GENERATOR_LATE,
        level,
        evidence,
        "leave the generator a core of its own (a smaller --master local[N], nothing else running) "
        "or lower --rate; if the engine stopped reading, the lines waited for it",
    )


def rate_shortfall(run: Run) -> Finding | None:
    """Fewer lines left in the measured window than the schedule had in it."""
    target, sent = run.summary["rate"]["target_per_s"], run.summary["rate"]["sent_per_s"]
    if not target or sent is None or not run.record.complete or run.record.info.get("gave_up"):
        return None
    level = level_of(round(1 - sent / target, 12), SHORTFALL_SUSPECT, SHORTFALL_INVALID)
    if level is None:
        return None
    return Finding(
        Code.RATE_SHORTFALL,
        level,
        f"{sent:,.1f} lines/s were sent of {target:,.1f} lines/s asked for: {sent / target:.1%}",
        "lower --rate to what this machine can send (`loadgen` alone tells), or leave the "
        "generator a core of its own",
    )
