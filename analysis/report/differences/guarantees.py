"""What each API promises of every line, by Spark's own documentation, and what these runs kept."""

from collections.abc import Sequence

from analysis.plots.cells import Cell
from analysis.plots.portrait import Portrait
from analysis.report.differences.matches import APIS
from analysis.report.differences.section import Row, Section, Sentence, Table
from analysis.report.differences.sources import Sources
from analysis.report.words import count_of, listed

GUIDES = {
    "Structured Streaming Programming Guide": "https://spark.apache.org/docs/latest/streaming/",
    "Spark Streaming Programming Guide": "https://spark.apache.org/docs/latest/"
    "streaming-programming-guide.html#fault-tolerance-semantics",
}
"""Where the table is from."""

_NOT_TRIED = (
    "No run here was killed and started again: what each API promises after a failure wasn't tried."
    " The table has it from Spark's own guides."
)
_PROMISES = {
    "the socket": (
        (
            "nothing, for testing only: what the driver had received and not yet committed is gone"
            " with it"
        ),
        (
            "nothing: the receiver asks for no line twice. Buffered lines go with their executor,"
            " and without a write-ahead log all that was received goes with the driver"
        ),
    ),
    "files": (
        (
            "exactly once: the checkpoint logs which files a batch takes, and a batch that failed"
            " takes the same again"
        ),
        (
            "exactly once, if the files stay where they are and the context is made again from its"
            " checkpoint (`getOrCreate`)"
        ),
    ),
    "Kafka": (
        "exactly once up to the sink: offsets are in the checkpoint",
        "no such source in Python",
    ),
    "receivers": (
        "there are none: each source is read by its offsets",
        (
            "at least once with a receiver that acknowledges and a write-ahead log"
            " (`spark.streaming.receiver.writeAheadLog.enable`); else lines can be lost"
        ),
    ),
    "state": (
        (
            "in a state store, saved with every batch: a batch done again starts from the state"
            " before it"
        ),
        "in RDDs that are checkpointed every so many batches, and computed again from there",
    ),
    "`foreachBatch`, `foreachRDD`": (
        "at least once; exactly once if what is written goes by the batch's number",
        "at least once; exactly once if what is written goes by the batch's time",
    ),
    "files as a sink": (
        "exactly once for those who read them by the sink's log (`_spark_metadata`), as Spark does",
        "a batch done again overwrites its files (`saveAsTextFiles`) with the same",
    ),
    "Kafka as a sink, `foreach`": ("at least once", "no such sink"),
    "`console`, `pprint`, `memory`": (
        "nothing, for debugging; in complete mode `memory` is filled anew",
        "nothing, for debugging",
    ),
    "continuous triggers": ("at least once", "no such trigger"),
    "a restart with changed code": (
        (
            "goes on from the checkpoint after many changes; not if sources, grouping keys or"
            " aggregates differ"
        ),
        "the checkpoint holds the serialised program, and can't be used with another",
    ),
}
"""What it is about, what Structured Streaming promises, what DStreams do."""


def section(cells: Sequence[Cell], sources: Sources) -> Section:
    """The section."""
    table = Table(
        "What is promised after a failure",
        "of",
        list(APIS.values()),
        [Row(name, promised) for name, promised in _PROMISES.items()],
        prose=True,
    )
    found = [kept([api], cells, sources) for api in APIS]
    return Section("guarantees", "Guarantees", [found, [Sentence(_NOT_TRIED)]], [table])


def kept(apis: Sequence[str], cells: Sequence[Cell], sources: Sources) -> Sentence:
    """What became of the lines in all runs of these APIs, those that don't count as well."""
    runs = [run for cell in cells if cell.api in apis for run in cell.runs]
    emitted, lost, doubled = (_sum(runs, name) for name in ("emitted", "lost", "duplicated"))
    words = f"In {count_of(len(runs), 'run')}, {listed([APIS[api] for api in apis])} got"
    words += f" {emitted:,} lines: {_none(lost)} lost, {_none(doubled)} counted twice"
    wrong = sum(_wrong(run) for run in runs)
    unchecked = sum(not _checked(run) for run in runs)
    told = []
    if wrong:
        told.append(f"counts differ from what was sent in {count_of(wrong, 'run')}")
    if unchecked:
        told.append(
            f"in {count_of(unchecked, 'run')} counts weren't checked, as the results don't say"
            " which lines are in them"
        )
    if not told:
        told.append("all counts are exactly those of what was sent")
    return Sentence(f"{words}, and {listed(told)}.", sources.runs(runs))


def _none(lines: int) -> str:
    return "none was" if not lines else "1 was" if lines == 1 else f"{lines:,} were"


def _sum(runs: Sequence[Portrait], name: str) -> int:
    return sum(int(run.summary["records"][name] or 0) for run in runs)


def _wrong(run: Portrait) -> bool:
    return any(finding["code"] == "COUNTS_DIFFER" for finding in run.summary["findings"])


def _checked(run: Portrait) -> bool:
    return bool((run.summary.get("observers") or {}).get("results", True))
