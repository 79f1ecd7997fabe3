"""A trial: the synthetic engine's latencies as they are known, beside what is reported of them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis import record
from analysis.summary import analyse
from benchmarks import runner
from benchmarks.calibration import truth
from benchmarks.calibration.plan import Plan
from benchmarks.cell import Cell
from benchmarks.choices import SYNTHETIC
from benchmarks.engines.fault import parse_behaviour
from benchmarks.engines.synthetic import LAW, NOTES_FILE
from loadgen import journal, schedule
from loadgen.units import NS_PER_MS

LEAST_MS, LEAST_SHARE = 1.0, 0.01
"""The bound: what is reported is off by no more than 1 ms, or 1%, whichever is more."""


def measure(plan: Plan, law: str, rate_per_s: float, out: Path) -> dict[str, Any]:
    """Run the synthetic engine, and hold what `analyse` says of it against what is known.

    Args:
        plan: how much.
        law: the engine's law.
        rate_per_s: lines per second.
        out: the run directory, to be made.

    Returns:
        For each of `truth.FIGURES`, ms: `true_ms` by the law, `reported_ms`, `error_ms` (their
        difference), `engine_ms` (how far the engine, by its own notes, kept from its law) and
        `allowed_ms`. The engine's lateness is no error of what observed it: it is allowed for.

    Raises:
        RunFailedError: if the run didn't come to its end.
    """
    cell = replace(
        Cell.parse({"api": SYNTHETIC, "drain": "10s", "conf": {LAW: law}}),
        rate_per_s=rate_per_s,
        duration_ns=plan.trial_ns,
        warmup_ns=plan.trial_warmup_ns,
    )
    runner.run(cell, out)
    reported = analyse(out).summary["latency_ms"]
    true, noted, rest = known(out, law, plan.trial_warmup_ns)
    return {"law": law, "rate_per_s": rate_per_s, **compared(true, noted, reported), **rest}


def known(
    out: Path, law: str, warmup_ns: int
) -> tuple[dict[str, float], dict[str, float], dict[str, Any]]:
    """What is known of a run without its analysis.

    Returns:
        The figures by the law; those by the engine's notes; what else it noted.
    """
    _, load = journal.read(out / record.EMISSION_FILE)
    table, _ = journal.read(out / NOTES_FILE)
    notes = {name: table[name].to_numpy() for name in table.column_names}
    plan, start_ns = schedule.from_spec(load["schedule"]), int(load["start_ns"])
    results = parse_behaviour(law)[0].results(plan)
    handed_ns = notes["handed_ns"] - start_ns
    by_law = truth.latencies_ns(results.lines, results.at_ns, plan, warmup_ns)
    by_notes = truth.latencies_ns(notes["lines"], handed_ns, plan, warmup_ns)
    after = notes["handed_ns"] >= start_ns + warmup_ns
    rest = {
        "lines": len(by_law),
        "results": int(after.sum()),
        "late_lines": int(notes["missing"][after].sum()),
        "engine_late_max_ms": float((notes["handed_ns"] - notes["meant_ns"])[after].max())
        / NS_PER_MS,
    }
    return truth.figures_ms(by_law), truth.figures_ms(by_notes), rest


def compared(
    true: Mapping[str, float], noted: Mapping[str, float], reported: Mapping[str, float | None]
) -> dict[str, Any]:
    """Figures beside each other, and whether all are within their bounds.

    Args:
        true: by the law, ms.
        noted: by the engine's own notes, ms.
        reported: by the analysis, ms; None where it has no figure, which is never within.
    """
    error: dict[str, float | None] = {}
    allowed, engine, within = {}, {}, True
    for name in truth.FIGURES:
        said = reported[name]
        engine[name] = noted[name] - true[name]
        bound_ms = max(LEAST_MS, LEAST_SHARE * true[name])
        allowed[name] = bound_ms + max(0.0, engine[name])
        error[name] = None if said is None else said - true[name]
        within = within and said is not None and -bound_ms <= said - true[name] <= allowed[name]
    return {
        "true_ms": dict(true),
        "reported_ms": {name: reported[name] for name in truth.FIGURES},
        "error_ms": error,
        "engine_ms": engine,
        "allowed_ms": allowed,
        "within": within,
    }
