"""Whether a run's figures can be trusted: what was found wrong, on what evidence, and what to do.

Notes are findings too: what explains figures that are right as they are.

Each check looks at one thing and knows its own thresholds, which are constants with their reasons
beside them. A check that lacks what it needs finds nothing: what is missing is INCOMPLETE's to say.
"""

from collections.abc import Callable

from analysis.run import Run
from analysis.validity import answer, cliffs, engine, load, machine
from analysis.validity.finding import Code, Finding, Level, Verdict, verdict_of

__all__ = ["CHECKS", "Code", "Finding", "Level", "Verdict", "examine", "verdict_of"]

CHECKS: tuple[Callable[[Run], Finding | None], ...] = (
    answer.incomplete,
    answer.nothing_measured,
    answer.lines_lost,
    answer.lines_duplicated,
    answer.counts_differ,
    answer.lines_out_of_order,
    answer.negative_latency,
    load.generator_late,
    load.rate_shortfall,
    engine.fell_behind,
    engine.backlog_growing,
    engine.backlog_at_start,
    engine.too_few_batches,
    engine.observers_disagree,
    machine.clock_stepped,
    machine.noisy_machine,
    machine.version_mismatch,
    *cliffs.CHECKS,
)


def examine(run: Run) -> tuple[Finding, ...]:
    """All that was found, the worst first and notes last.

    Args:
        run: its summary needs the figures only, not yet the findings.
    """
    found = [finding for finding in (check(run) for check in CHECKS) if finding]
    worst_first = list(reversed(Level))
    return tuple(sorted(found, key=lambda finding: worst_first.index(finding.level)))
