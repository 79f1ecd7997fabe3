"""Checks of the engine: does it keep up, did it do this often enough, does its account agree?"""

from math import isfinite

from analysis import backlog, keeping_up, observers
from analysis.backlog import LEVEL, Slope
from analysis.run import Run
from analysis.validity.finding import Code, Finding, Level, level_of
from loadgen.units import NS_PER_MS, format_duration, parse_duration_ns

# The share of the load that isn't got done. At a tenth, latency at the end of a window of 20 s is
# 2 s more than at its start; at a quarter there is nothing steady left to measure.
GROWTH_SUSPECT, GROWTH_INVALID = 0.10, 0.25
# A slow leak stays below that and still makes latency a matter of how long one looks. So the growth
# over all the load measured is held against the median latency: at half of it, a window of twice
# the length gives another figure; at all of it, latency has doubled while we looked.
DRIFT_SUSPECT, DRIFT_INVALID = 0.5, 1.0
# Either counts only where the slope's interval is above 0, and drift only where it is more than the
# ms that a line's place between two hand-overs makes, and than the time for which a file gathers
# lines.
DRIFT_LEAST_MS = 20.0

# A generator that is a little late is no part of why a run of seconds behind was given up.
UNSENT_LEAST_MS = 100.0

# What the warm-up left over is worked off in the measured window, and its percentiles tell of that.
# In steady state, nothing waits for much longer at any moment than the oldest lines of the better
# batches take, and a DStreams batch begins as soon as it is there; a single slow batch is no more
# than twice as much of either.
LEFT_OVER_FACTOR = 2.0
QUEUED_INTERVALS = 2.0

# Percentiles are over lines, but lines of a batch share its fate: with fewer than ten batches, p99
# is an anecdote about one of them. Fewer than three can't even show whether they get slower.
BATCHES_SUSPECT, BATCHES_INVALID = 10, 3

# The engine dates its events in whole ms, cut off, and writes the end after its bookkeeping; a
# result later than that means that one of the two talks of another batch. Nothing is ever in hand
# before its batch began, but for that ms and what a slewed clock may be off by.
SEEN_AFTER_END_MS = 50.0
SEEN_BEFORE_START_MS = 5.0
# The latencies are made from the sink's counts. Up to 1% apart, few lines may have another's time.
DIFFERENCE_INVALID_SHARE = 0.01


def fell_behind(run: Run) -> Finding | None:
    """The run was ended because its lines waited for longer than it was allowed."""
    end = keeping_up.given_up(run)
    if end is None:
        return None
    allowed = format_duration(parse_duration_ns(run.record.info["cell"]["give-up"]))
    unsent = ""
    if end.unsent_ms > UNSENT_LEAST_MS:
        unsent = f", {end.unsent_ms / 1000:,.1f} s of it to be sent"
    return Finding(
        Code.FELL_BEHIND,
        Level.INVALID,
        f"when the run was ended, {end.after_s:,.1f} s after its start, the oldest line had waited "
        f"for {end.behind_ms / 1000:,.1f} s{unsent}, longer than --give-up {allowed} allows",
        "lower --rate, or give the engine more cores or fewer, larger batches; `streamgauge "
        "capacity` finds the rate that this cell sustains",
    )


def backlog_growing(run: Run) -> Finding | None:
    """Lines take longer and longer: the system doesn't keep up."""
    growth = keeping_up.growth(run)
    if growth is None or not growth.gain.rises:
        return None
    levels = {level_of(growth.share, GROWTH_SUSPECT, GROWTH_INVALID)}
    median_ms = run.summary["latency_ms"]["p50"]
    if median_ms is not None and growth.drift_ms > _least_ms(run):
        levels.add(level_of(growth.drift_ms / median_ms, DRIFT_SUSPECT, DRIFT_INVALID))
    if levels == {None}:
        return None
    return Finding(
        Code.BACKLOG_GROWING,
        Level.INVALID if Level.INVALID in levels else Level.SUSPECT,
        f"the oldest line of the first measured batch took {growth.first_ms:,.0f} ms, that of the "
        f"last {growth.last_ms:,.0f} ms: {_per_second(growth.gain)}",
        "lower --rate, or give the engine more cores or fewer, larger batches; `streamgauge "
        "capacity` finds the rate that this cell sustains",
    )


def backlog_at_start(run: Run) -> Finding | None:
    """The measured window began before the warm-up's lines were through."""
    growth = keeping_up.growth(run)
    if growth is None:
        return None
    waiting_ms = backlog.waiting_ms(keeping_up.done(run, run.lines), run.measured.first_due_ns)
    queued_ms = _first_queued_ms(run)
    interval_ms = (run.record.info.get("interval_ns") or 0) / NS_PER_MS
    if waiting_ms > max(LEFT_OVER_FACTOR * growth.usual_ms, _least_ms(run)):
        usual = f"where {growth.usual_ms:,.0f} ms are usual for this cell"
    elif interval_ms and queued_ms > QUEUED_INTERVALS * interval_ms:
        usual = f"and its batch queued for {queued_ms / interval_ms:.1f} intervals"
    else:
        return None
    return Finding(
        Code.BACKLOG_AT_START,
        Level.SUSPECT,
        f"when the measured window began, a line had waited for {waiting_ms:,.0f} ms, {usual}",
        "give it a longer --warmup; if the backlog is there still, a lower --rate",
    )


def too_few_batches(run: Run) -> Finding | None:
    """The engine went round too few times for percentiles."""
    batches = run.summary["batches"]
    # The floor has no batches, and a backlog may be worked off in one.
    counted = run.record.info["cell"]["api"] != "floor" and run.record.backlog is None
    counted = counted and run.record.complete and not run.record.info.get("gave_up")
    # Where each line is shown by itself, no lines share a batch's fate.
    counted = counted and not run.record.shows_each
    if not counted or batches >= BATCHES_SUSPECT:
        return None
    return Finding(
        Code.TOO_FEW_BATCHES,
        Level.SUSPECT if batches >= BATCHES_INVALID else Level.INVALID,
        f"the measured lines were taken in {batches} batches; percentiles want {BATCHES_SUSPECT}",
        "give it a longer --duration; if batches take that long, a lower --rate",
    )


def observers_disagree(run: Run) -> Finding | None:
    """The sink's results and the engine's own account tell different stories."""
    both = run.record.tells_results and run.record.tells_progress
    if not both or not run.record.complete or run.record.info.get("gave_up"):
        return None
    seen = observers.compare(run.visible, run.batches, withheld=run.record.withheld)
    level, said = Level.SUSPECT, []
    if seen.progress_lines is None:
        said.append("the engine told of no batch that took lines")
    if seen.max_difference_lines:
        if seen.max_difference_lines > DIFFERENCE_INVALID_SHARE * (seen.sink_lines or 0):
            level = Level.INVALID
        said.append(
            f"they are up to {seen.max_difference_lines:,} lines apart (in the end the sink has "
            f"{seen.sink_lines or 0:,}, the engine {seen.progress_lines:,})"
        )
    if seen.unseen_batches:
        said.append(f"{seen.unseen_batches:,} batches are known to only one of them")
    if seen.late_ms is not None and seen.late_ms > SEEN_AFTER_END_MS:
        said.append(f"a result came {seen.late_ms:.0f} ms after its batch's end")
    if seen.early_ms is not None and seen.early_ms > SEEN_BEFORE_START_MS:
        said.append(f"a result came {seen.early_ms:.0f} ms before its batch's start")
    if not said:
        return None
    return Finding(
        Code.OBSERVERS_DISAGREE,
        level,
        "sink and engine disagree: " + "; ".join(said),
        "latency_ms is the sink's and progress_latency_ms the engine's: trust neither further than "
        "they agree; progress.jsonl has the engine's words",
    )


def _least_ms(run: Run) -> float:
    """Waiting that says nothing: between hand-overs, and in a file that is being gathered."""
    return DRIFT_LEAST_MS + float(run.record.load.get("file_every_ns") or 0) / NS_PER_MS


def _per_second(gain: Slope) -> str:
    """The growth in words, with its interval where there is one."""
    words = f"{gain.median * 1000:+,.0f} ms per second of load"
    if not isfinite(gain.low):
        return words
    return f"{words} ({LEVEL:.0%} interval {gain.low * 1000:+,.0f} to {gain.high * 1000:+,.0f})"


def _first_queued_ms(run: Run) -> float:
    """How long the first batch with measured lines lay there before its job began, ms."""
    fresh = keeping_up.done(run, run.measured).fresh
    rows = run.batches.rows_of(keeping_up.telling(run)["batch"][fresh > 0])
    if not len(rows) or rows[0] < 0:
        return 0.0
    queued_ns = run.batches.process_ns[rows[0]] - run.batches.ready_ns[rows[0]]
    return float(queued_ns) / NS_PER_MS
