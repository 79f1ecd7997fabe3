"""The floor: the least that any engine could take here, with all of our own doing in it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.summary import analyse
from benchmarks import runner
from benchmarks.calibration.plan import Plan
from benchmarks.cell import Cell

MOST_P99_MS = 10.0
"""The bound: a plain reader has 99 of 100 lines within this of when they left."""

SOURCES = ("socket", "files")

_FIGURES = ("p50", "p90", "p99", "max")


def measure(plan: Plan, source: str, out: Path) -> dict[str, Any]:
    """Run the floor from a source.

    Args:
        plan: how much.
        source: which.
        out: the run directory, to be made.

    Raises:
        RunFailedError: if it didn't come to its end.
    """
    cell = replace(
        Cell.parse({"api": "floor", "source": source, "drain": "10s"}),
        rate_per_s=plan.rate_per_s,
        duration_ns=plan.floor_ns,
        warmup_ns=plan.floor_warmup_ns,
    )
    runner.run(cell, out)
    summary = analyse(out).summary
    from_send_ms = summary["latency_from_send_ms"]
    return {
        "source": source,
        "rate_per_s": plan.rate_per_s,
        **{
            name: {figure: summary[name][figure] for figure in _FIGURES}
            for name in ("latency_ms", "lateness_ms", "latency_from_send_ms")
        },
        "most_p99_ms": MOST_P99_MS,
        "within": from_send_ms["p99"] is not None and from_send_ms["p99"] <= MOST_P99_MS,
    }
