"""Checks of the answer: did every line arrive, once, counted right, in turn, after it was sent?"""

import numpy as np

from analysis import files
from analysis.run import Run
from analysis.validity.finding import Code, Finding, Level
from loadgen.units import NS_PER_MS

# A hand-over is timed when it is over, and the reader may be quicker than that: on a busy machine
# the generator may even lose its turn between the two. A ms, for one line in a thousand, covers it.
SEEN_EARLY_MS = 1.0
SEEN_EARLY_SHARE = 0.001

# A directory isn't listed in one instant, so a batch may miss a file and take the next. Such a pair
# changes places with its neighbour: up to 1% of lines, as for sink and engine, few have another's
# time. An engine that takes the latest files first gives most lines another's.
OVERTAKEN_INVALID_SHARE = 0.01

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
    if run.summary["records"]["measured"] or not _seen_through(run):
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
    if not lost or not _seen_through(run):
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
    """Counts per key are wrong beyond what lost or duplicated lines explain, or went down."""
    fallen = np.flatnonzero(np.diff(run.visible["lines"]) < 0)
    if len(fallen):
        before, after = run.visible["lines"][fallen[0] : fallen[0] + 2]
        evidence = (
            f"the running total went down {len(fallen)} times, first from {before:,} to {after:,}"
        )
    else:
        evidence = _wrong_counts(run)
    if not evidence:
        return None
    return Finding(
        Code.COUNTS_DIFFER,
        Level.INVALID,
        evidence,
        "a fast wrong answer is no answer: check that job and generator agree about encoding and "
        "line ends, and that nothing else writes to the source",
    )


def lines_out_of_order(run: Run) -> Finding | None:
    """Files were taken after later ones: the lines that came first aren't the first that left."""
    found = files.overtaken(run.record)
    if not found.files or not run.record.complete:
        return None
    emitted = run.summary["records"]["emitted"]
    return Finding(
        Code.LINES_OUT_OF_ORDER,
        Level.INVALID if found.lines > OVERTAKEN_INVALID_SHARE * emitted else Level.SUSPECT,
        f"{found.lines:,} of {emitted:,} lines, in {found.files:,} files, were taken in a batch "
        "after one that had taken later files",
        "a line's latency is told from how many came before it: leave out the source's latestFirst "
        "and maxFilesPerTrigger (--option), or use them for what is worked off, not for latency",
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


def _seen_through(run: Run) -> bool:
    """Whether the run went to its own end and wasn't given up: then what lacks is lost."""
    return run.record.complete and not run.record.info.get("gave_up")


def _wrong_counts(run: Run) -> str:
    """What is wrong with the counts per key; empty if nothing, or if it isn't known."""
    counts = run.record.counts
    if counts is None or not run.record.complete:
        return ""
    apart = counts["seen"] - counts["expected"]
    wrong = np.flatnonzero(apart)
    if not len(wrong):
        return ""
    one_way = len(np.unique(np.sign(apart[wrong]))) == 1
    known = int(run.visible["lines"].max(initial=0)) - run.summary["records"]["emitted"]
    if one_way and int(apart.sum()) == known:
        return ""  # that many are lost, held back or counted twice, and are reported as such
    worst = wrong[np.abs(apart[wrong]).argmax()]
    kind = "key" if run.record.info["cell"].get("keys") else "length"
    return (
        f"{len(wrong):,} {kind}s have a wrong count, most of all {kind} {counts['key'][worst]}: "
        f"{apart[worst]:+,} to {counts['expected'][worst]:,}"
    )
