"""What Spark could do, and Streamgauge doesn't measure."""

from benchmarks.choices import WINDOWS
from benchmarks.support.answer import Rule

_JOB_SINKS = {"foreachBatch", "noop", "foreachRDD"}

RULES = (
    Rule(
        lambda cell: cell.setting.kind == "continuous" and cell.sink == "noop",
        "noop shows nothing and continuous processing reports nothing: nobody knows what is in",
    ),
    Rule(
        lambda cell: not cell.on_spark and cell.workload == WINDOWS,
        "a plain reader has no windows: it is there to tell what reading alone takes",
    ),
    Rule(
        lambda cell: not cell.on_spark and cell.lanes > 1,
        "a plain reader has one lane: nobody tells how many lines of each are in its results",
    ),
    Rule(
        lambda cell: cell.lanes > 1 and cell.withheld,
        "results that come later than their batch don't say how many lines of each lane they have",
    ),
    Rule(
        lambda cell: cell.lanes > 1 and not cell.by_batch,
        "without batches that end soon, nobody tells how many lines of each partition are in",
    ),
    Rule(
        lambda cell: bool(cell.job) and cell.sink not in _JOB_SINKS,
        "a job of your own is read in foreachBatch, foreachRDD or noop: other sinks' rows take "
        "knowing",
    ),
)
