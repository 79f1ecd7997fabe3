"""What *visible* means at each sink, and whose results say which lines are in them."""

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.plots.cells import Cell

OWN_JOB = "the user's own job"

_COLLECTED = "the rows of the batch are collected in the driver's Python"
_PRINTED = "the printed batch has been read whole from the pipe"
_LOGGED = (
    "a reader of the sink's log (_spark_metadata), which looks every 5 ms, finds the batch in it"
)
_MEANS = {
    "foreachBatch": _COLLECTED,
    "foreachRDD": _COLLECTED,
    "foreach": "each row is sent by the writer, in the Python worker, over a socket to a reader"
    " outside Spark; counts are in once all rows of their partition are there",
    "memory": "a reader of the table in the driver, which looks every 10 ms, finds the batch in it",
    "console": _PRINTED,
    "pprint": _PRINTED,
    "text": _LOGGED,
    "parquet": _LOGGED,
    "saveAsTextFiles": "a reader of the folders, which looks every 5 ms, finds the batch's"
    " _SUCCESS",
    "kafka": "a consumer has the message; counts of a batch come together, with the last of them",
    "noop": "nothing ever is: the figures end with the engine's own end of the batch",
    "reader": "the reader has counted the lines that it read",
    OWN_JOB: "the results of the batch are in the driver's hands; how many lines that makes is by"
    " the engine's account",
}
_CONTINUOUS = "rows come out when the epoch that they are in is committed"
_EACH = "each line's result comes by itself, at once"
_CLOSED = "a window's counts come out once, when the watermark has passed its end"


def meanings(cells: Sequence[Cell]) -> list[tuple[str, str]]:
    """When a result is visible at the sinks of these cells.

    Returns:
        Names of sinks that mean the same, and what they mean; then what other choices change.
    """
    sinks: dict[str, list[str]] = {}
    for name in dict.fromkeys(_sink(cell) for cell in cells):
        if name in _MEANS:
            sinks.setdefault(_MEANS[name], []).append(name)
    said = [(", ".join(names), words) for words, names in sinks.items()]
    specs = [_spec(cell) for cell in cells]
    if any(_commits(spec) for spec in specs):
        said.append(("with a continuous trigger", _CONTINUOUS))
    if any(_shows_each(spec) for spec in specs):
        said.append(("with a continuous or real-time trigger, to Kafka", _EACH))
    if any(_closes(spec) for spec in specs):
        said.append(("with windows in append mode", _CLOSED))
    return said


def differ(cells: Sequence[Cell]) -> bool:
    """Whether *visible* isn't the same at all of these cells' sinks."""
    return len({_MEANS.get(_sink(cell)) for cell in cells}) > 1


def unchecked(cells: Sequence[Cell]) -> Iterator[Cell]:
    """The cells whose results don't say which lines are in them, so that nothing checked them."""
    for cell in cells:
        if not (cell.shown.summary.get("observers") or {}).get("results", True):
            yield cell


def _sink(cell: Cell) -> str:
    spec = _spec(cell)
    return OWN_JOB if spec.get("job") else str(spec.get("sink"))


def _commits(spec: dict[str, Any]) -> bool:
    return str(spec.get("setting")).startswith("continuous") and spec.get("sink") != "kafka"


def _shows_each(spec: dict[str, Any]) -> bool:
    triggers = ("continuous", "real-time")
    return str(spec.get("setting")).startswith(triggers) and spec.get("sink") == "kafka"


def _closes(spec: dict[str, Any]) -> bool:
    return spec.get("workload") == "length-count-window" and spec.get("mode") == "append"


def _spec(cell: Cell) -> dict[str, Any]:
    spec: dict[str, Any] = cell.shown.summary["cell"]
    return spec
