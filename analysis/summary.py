"""A run directory made into a `Run`: every figure that `summary.json` holds."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from analysis import (
    broker,
    gc,
    keeping_up,
    lines,
    observers,
    progress,
    record,
    recovery,
    resources,
    results,
    stages,
    startup,
    validity,
    window,
)
from analysis.observers import Observers
from analysis.record import Columns
from analysis.run import Run
from analysis.samples import STATISTICS, distribution
from analysis.steps import Steps
from analysis.window import Window
from loadgen.units import NS_PER_S


def analyse(path: Path) -> Run:
    """Read a run directory and work everything out. Writes nothing.

    Args:
        path: the run directory, also one that a killed run left.

    Raises:
        analysis.record.UnreadableRunError: if there is no run in it.
        analysis.lines.UnjoinableError: if its results can't be given to its lines.
    """
    read = record.read(path)
    batches = progress.batches(read)
    visible = results.of(read, batches)
    every = lines.join(read, visible, batches)
    within = window.measured(read)
    measured = every.within(*((within.since_ns, within.until_ns) if within else (0, 0)))
    parts = stages.by_result(
        measured,
        visible,
        batches,
        engine=read.tells_progress and read.by_batch,
        withheld=read.withheld,
    )
    run = Run(read, visible, every, measured, batches, parts, {})
    run = replace(run, summary=_figures(run, within))
    findings = validity.examine(run)
    judged = {
        "verdict": validity.verdict_of(findings).value,
        "findings": [finding.as_json() for finding in findings],
    }
    return replace(run, summary=dict(run.summary) | judged)


def _figures(run: Run, within: Window | None) -> dict[str, Any]:
    """The summary, its keys in the order in which they are read; judgement comes later."""
    info, part, visible = run.record.info, run.measured, run.visible
    numbers = np.unique(visible["batch"][part.fresh > 0])
    rows = run.batches.rows_of(numbers)
    taken = run.batches.chosen(rows[rows >= 0])
    return {
        "name": info["name"],
        "repeat": info["repeat"],
        "status": info["status"],
        "cell": info["cell"],
        "verdict": None,
        "findings": [],
        "records": _records(run),
        "rate": _rate(run, within),
        "latency_ms": distribution(part.latency),
        "latency_from_send_ms": distribution(part.from_send),
        "lateness_ms": distribution(part.lateness),
        "progress_latency_ms": _by_engine(run),
        "stages_ms": run.stages and run.stages.means(),
        "engine_steps_ms": _engine_steps(run),
        "model_ms": stages.model(taken, info.get("interval_ns"), run.stages),
        "batches": len(numbers),
        "backlog": _backlog(run),
        "recovery": recovery.recovery(run.record, part),
        "broker": broker.figures(run.record, part),
        "startup": startup.startup(run.record, run.lines),
        "growth": keeping_up.growth_as_json(keeping_up.growth(run)),
        "gave_up": _gave_up(run),
        "whole_run": {
            "latency_ms": distribution(run.lines.latency),
            "lateness_ms": distribution(run.lines.lateness),
        },
        "observers": _observers(run),
        "resources": resources.usage(
            run.record.resources,
            window.at_work(run.record),
            len(part) if run.record.backlog is None else run.record.backlog["lines"],
            gc.pauses(run.record),
        ),
        "settings": info.get("settings") or [],
        "environment": info.get("environment") or {},
    }


def _engine_steps(run: Run) -> dict[str, float] | None:
    """The engine's own steps; None where a line isn't shown at the end of its batch."""
    if run.stages is None or not run.record.by_batch:
        return None
    return stages.engine_steps(run.stages, run.visible, run.batches)


def _records(run: Run) -> dict[str, int]:
    """Lines of the whole run, but for `measured`."""
    sent = [int(rows[:, 1].max(initial=0)) for rows in run.record.hand_overs]
    emitted, seen = sum(sent), run.visible["lines"]
    return {
        "emitted": emitted,
        "tail": _tail(run, sent),
        "visible": len(run.lines) - run.lines.lost,
        "lost": run.lines.lost,
        "duplicated": max(0, int(seen.max(initial=0)) - emitted),
        "measured": len(run.measured),
    }


def _tail(run: Run, sent: Sequence[int]) -> int:
    """How many of the lines that left were due after the schedule proper.

    Args:
        run: the run.
        sent: how many lines of each lane left.
    """
    end_ns = window.end_ns(run.record)
    if end_ns is None:
        return 0
    last = np.array([end_ns - 1])
    proper = [int(lane.due_upto(last)[0]) for lane in run.lines.lanes]
    return sum(max(0, left - due) for left, due in zip(sent, proper, strict=True))


def _backlog(run: Run) -> dict[str, Any] | None:
    """How a backlog was worked off; None if there was none, or it wasn't."""
    given, within = run.record.backlog, window.at_work(run.record)
    if given is None or within is None:
        return None
    shown = run.lines.fresh > 0
    first_s = (run.visible["visible_ns"][shown][:1] - within.since_ns) / NS_PER_S
    return {
        "lines": given["lines"],
        "took_s": within.seconds,
        "lines_per_s": given["lines"] / within.seconds,
        "batches": len(np.unique(run.visible["batch"][shown])),
        "first_visible_s": float(first_s[0]) if len(first_s) else None,
    }


def _gave_up(run: Run) -> dict[str, float] | None:
    """How the run was given up, in which nobody could keep up; None if it wasn't."""
    end = keeping_up.given_up(run)
    return None if end is None else end.as_json()


def _observers(run: Run) -> dict[str, Any]:
    """Which of the two there were, and what they said; without the one, the other says it alone."""
    read = run.record
    seen = observers.compare(run.visible, run.batches, withheld=read.withheld)
    known = {"results": read.tells_results, "progress": read.tells_progress}
    if not read.tells_results:
        seen = Observers(progress_lines=seen.progress_lines)
    return known | seen.figures()


def _rate(run: Run, within: Window | None) -> dict[str, float | None]:
    """Lines per second of the window: due, sent and visible in it.

    A file's lines leave when it is whole, up to `file_every_ns` later: what is sent is counted in a
    window that is so much later. Lines become visible a batch at a time, and whether a batch falls
    just inside of the window or just outside is chance: so it is from the first of the window's
    results to its last that what became visible is counted, and timed.
    """
    read, every = run.record, run.lines
    if within is None or not read.load:
        return {"target_per_s": None, "sent_per_s": None, "visible_per_s": None}
    shift_ns = int(read.load.get("file_every_ns") or 0)
    ends_ns = np.array([within.since_ns, within.until_ns]) + shift_ns
    sent = sum(int(np.diff(lane.sent.before(ends_ns))[0]) for lane in every.lanes)
    return {
        "target_per_s": window.lines_due(read, within) / within.seconds,
        "sent_per_s": sent / within.seconds,
        "visible_per_s": _visible_per_s(run.visible, within),
    }


def _visible_per_s(visible: Columns, within: Window) -> float | None:
    """How fast the results of the window accounted for lines; None for fewer than two results."""
    at_ns, counts = visible["visible_ns"], visible["lines"]
    inside = np.flatnonzero((at_ns >= within.since_ns) & (at_ns < within.until_ns))
    if not len(inside) or at_ns[inside[-1]] == at_ns[inside[0]]:
        return None
    first, last = inside[0], inside[-1]
    return float((counts[last] - counts[first]) / (at_ns[last] - at_ns[first]) * NS_PER_S)


def _by_engine(run: Run) -> dict[str, float | None]:
    """Latency of the measured lines until the engine, by its own account, had committed them.

    Real-time mode commits every so many seconds what was shown long before: that tells of none.
    """
    batches, lanes = run.batches, run.measured.lanes
    counts = [batches.lines] if len(lanes) == 1 else list(batches.lanes.T)
    if not len(batches) or len(counts) != len(lanes) or not run.record.by_batch:
        return dict.fromkeys(STATISTICS)
    times_ns = np.maximum.accumulate(batches.end_ns)
    steps = [
        Steps.of(count, times_ns, lane.stop) for count, lane in zip(counts, lanes, strict=True)
    ]
    return distribution(run.measured.since_due(steps))
