"""How it was measured and what the table's columns are: the same words in every report."""

LEGEND = (
    "Latency runs from when a line was due until its count was in a reader's hands, for every line"
    " due after the warm-up. Lateness is our generator's own, and part of the latency. CPU is"
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
METHOD = (
    (
        "A generator in a process of its own sends lines when the schedule has them due and never"
        " waits for Spark: a line that leaves late still counts from when it was due. Every API"
        " counts the same lines by length, and its counts are checked against what was sent."
    ),
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
