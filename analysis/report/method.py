"""How it was measured and what the table's columns are: the same words in most reports."""

from collections.abc import Sequence

from analysis.plots.cells import Cell
from analysis.report import sinks

LEGEND = (
    "Latency runs from when a line was due until a result that includes it was visible, for every"
    " line due after the warm-up. Lateness is our generator's own, and part of the latency. CPU is"
    " that of driver, JVM and Python workers, user and system, over the measured window."
    " ∞: lost lines reach this far."
)
_OF_ONE_RUN = (
    " With p50 and p99 stands the 95% interval, made of stretches of the single run; it says"
    " nothing of the next run."
)
_OF_SEVERAL_RUNS = (
    " Percentiles are those of the lines of all runs that count together, not means of percentiles."
    " With p50 and p99 stands the 95% interval, from run to run."
)
_GENERATOR = (
    "A generator in a process of its own sends lines when the schedule has them due and never waits"
    " for Spark: a line that leaves late still counts from when it was due."
)
_ONE_JOB = " Every API counts the same lines by length,"
_JOBS = " Cells of the same workload do the same job with the same lines,"
_CHECKED = " and its counts are checked against what was sent."
_ALL_CHECKED = " and their results are checked against what was sent."
_SOME_CHECKED = (
    " and counts are checked against what was sent, wherever results say which lines are in them."
)
_UNCHECKED = " but nothing checks counts here: the results don't say which lines are in them."
_REST = (
    (
        "Lines are numbered in order. The generator logs when line number n left, the results say"
        " how many lines are in, and so each line, not a sample, gets a latency of its own, with no"
        " clock inside the job. After the last line a run drains; lines that never come out are"
        " lost, and stay in the figures as such. The warm-up is left out, and each run is a fresh"
        " process that starts at a random phase of the interval."
    ),
    (
        "The engine's own account of its batches is a second observer. Where the two disagree, or"
        " the generator was late, or the machine was busy with something else, it is a finding."
    ),
)


def legend(repeats: int) -> str:
    """What the table's columns are.

    Args:
        repeats: how often the cells were run.
    """
    return LEGEND + (_OF_SEVERAL_RUNS if repeats > 1 else _OF_ONE_RUN)


def paragraphs(cells: Sequence[Cell]) -> list[str]:
    """How these cells were measured."""
    workloads = {str(cell.shown.summary["cell"].get("workload")) for cell in cells}
    first = _GENERATOR + (_ONE_JOB if workloads <= {"length-count"} else _JOBS)
    blind = len(list(sinks.unchecked(cells)))
    checks = _CHECKED if workloads <= {"length-count"} else _ALL_CHECKED
    if blind:
        checks = _SOME_CHECKED if blind < len(cells) else _UNCHECKED
    return [first + checks, *_REST]
