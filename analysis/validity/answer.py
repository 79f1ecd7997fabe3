"""Checks of the answer: did every line arrive, once, counted right, and after it was sent?"""

import numpy as np

from analysis.run import Run
from analysis.validity.finding import Code, Finding, Level
from loadgen.units import NS_PER_MS

# A hand-over is timed when it is over, and the reader may be quicker than that: on a busy machine
# the generator may even lose its turn between the two. A ms, for one line in a thousand, covers it.
SEEN_EARLY_MS = 1.0
SEEN_EARLY_SHARE = 0.001


_ENDINGS = {"running": "was killed, or goes on still", "interrupted": "was interrupted"}


def incomplete(run: Run) -> Finding | None:
    """A run that didn't go to its own end."""
    if run.record.complete:
        return None
    status, error = run.record.info.get("status"), run.record.info.get("error")
    because = f": {error}" if error else ""
    meaning = _ENDINGS.get(str(status), str(status))
    return Finding(
        Code.INCOMPLETE,
        Level.INVALID,
        f"the run {meaning}{because}; {run.summary['records']['emitted']:,} lines had been sent",
        "run the cell again; engine.log in the run's folder has what the engine said last",
    )


def nothing_measured(run: Run) -> Finding | None:
    """No line was due in the measured window. A run that was cut off may not have come to it."""
    if run.summary["records"]["measured"] or not run.record.complete:
        return None
    return Finding(
        Code.NOTHING_MEASURED,
        Level.INVALID,
        "no line was due between the end of the warm-up and the end of the schedule",
        "give it a longer --duration, a shorter --warmup or a higher --rate",
    )


def lines_lost(run: Run) -> Finding | None:
    """A line that was due never became visible. One is enough: the answer is wrong."""
    lost = run.summary["records"]["lost"]
    if not lost or not run.record.complete:
        return None
    never_sent = run.lines.never_sent
    sent = f", {never_sent:,} of them never sent" if never_sent else ""
    return Finding(
        Code.LINES_LOST,
        Level.INVALID,
        f"{lost:,} of {len(run.lines):,} lines never became visible{sent}",
        "give the engine more time after the last line (--drain) or a lower --rate; if that "
        "changes nothing, it loses data",
    )


def lines_duplicated(run: Run) -> Finding | None:
    """The results count more lines than were sent."""
    twice = run.summary["records"]["duplicated"]
    if not twice or not run.record.complete:
        return None
    return Finding(
        Code.LINES_DUPLICATED,
        Level.INVALID,
        f"the results count {twice:,} lines more than were sent",
        "look in engine.log for a batch that failed and was run again, and at the source for lines "
        "of another run",
    )


def counts_differ(run: Run) -> Finding | None:
    """Counts per length are wrong beyond what lost or duplicated lines explain, or went down."""
    fallen = np.flatnonzero(np.diff(run.record.visible["lines"]) < 0)
    if len(fallen):
        before, after = run.record.visible["lines"][fallen[0] : fallen[0] + 2]
        evidence = (
            f"the running total went down {len(fallen)} times, first from {before:,} to {after:,}"
        )
    else:
        evidence = _wrong_lengths(run)
    if not evidence:
        return None
    return Finding(
        Code.COUNTS_DIFFER,
        Level.INVALID,
        evidence,
        "a fast wrong answer is no answer: check that job and generator agree about encoding and "
        "line ends, and that nothing else writes to the source",
    )


def negative_latency(run: Run) -> Finding | None:
    """Lines were seen before they can have been there."""
    took = run.lines.latency
    before_due = took.upto(-1)
    if before_due:
        level = Level.INVALID
        evidence = (
            f"{before_due:,} lines were visible before they were due, the earliest by "
            f"{-took.least_ns / NS_PER_MS:.3f} ms"
        )
    else:
        took = run.lines.from_send
        before_sent = took.upto(-int(SEEN_EARLY_MS * NS_PER_MS) - 1)
        if before_sent <= SEEN_EARLY_SHARE * took.known:
            return None
        level = Level.SUSPECT
        evidence = (
            f"{before_sent:,} lines were visible more than {SEEN_EARLY_MS:g} ms before they were "
            f"sent, the earliest by {-took.least_ns / NS_PER_MS:.3f} ms"
        )
    return Finding(
        Code.NEGATIVE_LATENCY,
        level,
        evidence,
        "a result counts lines that weren't sent yet: look for lines of another run in the source, "
        "and for processes on machines whose clocks differ",
    )


def _wrong_lengths(run: Run) -> str:
    """What is wrong with the counts per length; empty if nothing, or if it isn't known."""
    counts = run.record.info.get("counts")
    if not counts or not run.record.complete:
        return ""
    expected, seen = counts["expected"], counts["seen"]
    lengths = sorted(set(expected) | set(seen), key=int)
    apart = {n: seen.get(n, 0) - expected.get(n, 0) for n in lengths}
    wrong = {length: difference for length, difference in apart.items() if difference}
    if not wrong:
        return ""
    records = run.summary["records"]
    sent_and_lost = run.lines.lost - run.lines.never_sent
    known = records["duplicated"] - sent_and_lost
    one_way = len({difference > 0 for difference in wrong.values()}) == 1
    if one_way and sum(wrong.values()) == known:
        return ""  # that many are lost, or counted twice, and are reported as such
    length, difference = max(wrong.items(), key=lambda item: abs(item[1]))
    return (
        f"{len(wrong)} lengths have a wrong count, most of all length {length}: {difference:+,} to "
        f"{expected.get(length, 0):,}"
    )
