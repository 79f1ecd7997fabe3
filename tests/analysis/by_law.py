"""Run directories as a synthetic engine leaves them, made from its law in a moment."""

from pathlib import Path
from typing import Any

import numpy as np

from analysis import record
from analysis.record import Int64
from analysis.run import Run
from analysis.summary import analyse
from benchmarks.cell import Cell
from benchmarks.engines.law import Results, parse_law
from loadgen import journal
from loadgen.emission import EMISSION
from loadgen.schedule import Schedule
from loadgen.units import NS_PER_MS, NS_PER_S
from tests.analysis.remade import note
from tests.analysis.synthetic import EPOCH_NS, Made, write_run

_TICK_NS = 5 * NS_PER_MS
_BEYOND_NS = NS_PER_S // 2


def run_by_law(
    path: Path,
    cell: Cell,
    law: str,
    *,
    ended_s: float | None = None,
    stuck_s: float = 1e9,
    results: bool = True,
) -> Run:
    """A run whose results are those of a law; it is given up when its cell says so.

    Args:
        path: of its record.
        cell: what was run.
        law: the engine's.
        ended_s: when it ended at the latest, from the schedule's start.
        stuck_s: from when on no more lines left the generator.
        results: whether there are any.
    """
    write_run(path, Made())
    (path / record.COUNTS_FILE).unlink()
    plan, shown = cell.plan(1), parse_law(law).results(cell.plan(1))
    gave_up_ns = _given_up_ns(plan, shown, cell.give_up_ns)
    whole_ns = max(int(shown.at_ns[-1]), plan.duration_ns) + _BEYOND_NS
    latest_ns = whole_ns if ended_s is None else round(ended_s * NS_PER_S)
    end_ns = latest_ns if gave_up_ns is None else min(latest_ns, gave_up_ns)
    ticks_ns = np.arange(_TICK_NS, plan.duration_ns + _TICK_NS, _TICK_NS)
    ticks_ns = ticks_ns[ticks_ns <= min(end_ns, stuck_s * NS_PER_S)]
    left = plan.counts_due(ticks_ns - 1)
    sent = np.column_stack([np.zeros_like(left), left, EPOCH_NS + ticks_ns])
    seen = np.column_stack([np.arange(len(shown)), shown.lines, EPOCH_NS + shown.at_ns])
    seen = seen[(shown.at_ns <= end_ns) & results]
    about = dict(record.read(path).load) | {"schedule": plan.spec(), "start_ns": EPOCH_NS}
    _write(path / record.EMISSION_FILE, EMISSION, about, sent)
    _write(path / record.VISIBLE_FILE, record.VISIBLE, {}, seen)
    window = {
        "start_ns": EPOCH_NS,
        "warm_ns": EPOCH_NS + cell.warmup_ns,
        "end_ns": EPOCH_NS + min(cell.duration_ns, end_ns),
        "stop_ns": EPOCH_NS + end_ns,
    }
    note(path, window=window, cell=cell.spec(), interval_ns=None)
    if end_ns == gave_up_ns:
        note(path, gave_up={"at_ns": EPOCH_NS + end_ns, "behind_ns": cell.give_up_ns})
    return analyse(path)


def _given_up_ns(plan: Schedule, shown: Results, allowed_ns: int | None) -> int | None:
    """When a line had waited for too long, ns since the schedule's start; None if none had."""
    if allowed_ns is None:
        return None
    oldest_ns = plan.due_ns(np.append(0, shown.lines[:-1]))
    late = np.flatnonzero(shown.at_ns - oldest_ns > allowed_ns)
    return int(oldest_ns[late[0]]) + allowed_ns if len(late) else None


def _write(path: Path, columns: tuple[str, ...], about: dict[str, Any], rows: Int64) -> None:
    with journal.Journal(path, columns, about) as log:
        log.extend(rows)
