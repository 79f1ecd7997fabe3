"""A run directory made into a `Run`: every figure that `summary.json` holds."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from analysis import latency, observers, progress, record, resources, stages, validity, window
from analysis.latency import LOST, Lines, distribution, elapsed
from analysis.progress import Batches
from analysis.record import Int64, RunRecord
from analysis.run import Run
from analysis.window import Window
from loadgen.units import NS_PER_S


def analyse(path: Path) -> Run:
    """Read a run directory and work everything out. Writes nothing.

    Args:
        path: the run directory, also one that a killed run left.

    Raises:
        analysis.record.UnreadableRunError: if there is no run in it.
        analysis.latency.UnjoinableError: if its results can't be given to its lines.
    """
    read = record.read(path)
    lines = latency.join(read)
    within = window.measured(read)
    measured = slice(0, 0)
    if within is not None:
        measured = latency.between(lines, within.since_ns, within.until_ns)
    run = Run(read, lines, progress.batches(read), measured, {})
    run = replace(run, summary=_figures(run, within))
    findings = validity.examine(run)
    judged = {
        "verdict": validity.verdict_of(findings).value,
        "findings": [finding.as_json() for finding in findings],
    }
    return replace(run, summary=dict(run.summary) | judged)


def _figures(run: Run, within: Window | None) -> dict[str, Any]:
    """The summary, its keys in the order in which they are read; judgement comes later."""
    info, part = run.record.info, run.lines[run.measured]
    fresh = stages.fresh_lines(run.record.visible, run.measured, len(run.lines))
    numbers = run.record.visible["batch"][fresh > 0]
    engine = info["cell"]["api"] != "floor"
    return {
        "name": info["name"],
        "repeat": info["repeat"],
        "status": info["status"],
        "cell": info["cell"],
        "verdict": None,
        "findings": [],
        "records": _records(run),
        "rate": _rate(run.record, run.lines, within),
        "latency_ms": _between(part.due_ns, part.visible_ns),
        "latency_from_send_ms": _between(part.sent_ns, part.visible_ns),
        "lateness_ms": _between(part.due_ns, part.sent_ns),
        "progress_latency_ms": _by_progress(run),
        "stages_ms": stages.stage_means(
            run.lines, run.measured, run.record.visible, run.batches, engine=engine
        ),
        "model_ms": stages.model(_taken(run.batches, numbers), info.get("interval_ns")),
        "batches": int(np.count_nonzero(fresh)),
        "whole_run": {
            "latency_ms": _between(run.lines.due_ns, run.lines.visible_ns),
            "lateness_ms": _between(run.lines.due_ns, run.lines.sent_ns),
        },
        "observers": observers.compare(run.record.visible, run.batches).figures(),
        "resources": resources.usage(run.record.resources, within),
        "settings": info.get("settings") or [],
        "environment": info.get("environment") or {},
    }


def _records(run: Run) -> dict[str, int]:
    """Lines of the whole run, but for `measured`."""
    sent = run.record.emission["lines"]
    seen = run.record.visible["lines"]
    emitted = int(sent.max(initial=0))
    visible = int(np.count_nonzero(run.lines.visible_ns != LOST))
    return {
        "emitted": emitted,
        "visible": visible,
        "lost": len(run.lines) - visible,
        "duplicated": max(0, int(seen.max(initial=0)) - emitted),
        "measured": run.measured.stop - run.measured.start,
    }


def _rate(record: RunRecord, lines: Lines, within: Window | None) -> dict[str, float | None]:
    """Lines per second of the window: due, sent and visible in it.

    A file's lines leave when it is whole, up to `file_every_ns` later: what is sent is counted in a
    window that is so much later. Lines become visible a batch at a time, and whether a batch falls
    just inside of the window or just outside is chance: so it is from the first of the window's
    results to its last that what became visible is counted, and timed.
    """
    if within is None or not record.load:
        return {"target_per_s": None, "sent_per_s": None, "visible_per_s": None}
    shift_ns = int(record.load.get("file_every_ns") or 0)
    sent = _count(lines.sent_ns, within.since_ns + shift_ns, within.until_ns + shift_ns)
    return {
        "target_per_s": window.lines_due(record, within) / within.seconds,
        "sent_per_s": sent / within.seconds,
        "visible_per_s": _visible_per_s(record, within),
    }


def _visible_per_s(record: RunRecord, within: Window) -> float | None:
    """How fast the results of the window accounted for lines; None for fewer than two results."""
    at_ns, lines = record.visible["visible_ns"], record.visible["lines"]
    inside = np.flatnonzero((at_ns >= within.since_ns) & (at_ns < within.until_ns))
    if not len(inside) or at_ns[inside[-1]] == at_ns[inside[0]]:
        return None
    first, last = inside[0], inside[-1]
    return float((lines[last] - lines[first]) / (at_ns[last] - at_ns[first]) * NS_PER_S)


def _between(earlier_ns: Int64, later_ns: Int64) -> dict[str, float | None]:
    """How long lines took from one moment to another; those that never saw one count as lost."""
    return distribution(*elapsed(later_ns, earlier_ns))


def _by_progress(run: Run) -> dict[str, float | None]:
    """Latency of the measured lines by the engine's own account: until it called the batch done."""
    if not len(run.batches):
        return distribution(np.empty(0, np.int64))
    done_ns = latency.first_included(run.batches.lines, run.batches.end_ns, len(run.lines))
    return _between(run.lines.due_ns[run.measured], done_ns[run.measured])


def _taken(batches: Batches, numbers: Int64) -> Batches:
    """The batches of these numbers."""
    rows = stages.rows_of(batches, numbers)
    rows = rows[rows >= 0]
    return Batches(
        batches.batch[rows],
        batches.start_ns[rows],
        batches.ready_ns[rows],
        batches.process_ns[rows],
        batches.end_ns[rows],
        batches.lines[rows],
        {step: took[rows] for step, took in batches.durations_ns.items()},
    )


def _count(times_ns: Int64, since_ns: int, until_ns: int) -> int:
    return int(np.count_nonzero((times_ns >= since_ns) & (times_ns < until_ns)))
