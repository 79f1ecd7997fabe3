"""What was found of a query, in words and in a table."""

from collections.abc import Mapping
from typing import Any

from analysis.by_progress import UNAGED

_PERCENTILES = ("p50", "p90", "p99", "max")
_ROWS = {
    "trigger_ms": "a trigger takes",
    "latency_ms_least": "latency, at least",
    "latency_ms_even": "latency, if rows come evenly",
    "latency_ms_most": "latency, at most",
}
_LATENCY = (
    "Latency is from when a row was there for Spark to find until its batch was committed. Nobody\n"
    "told when rows came: `evenly` is an estimate, the other two are bounds of its percentiles."
)


def notes(figures: Mapping[str, Any], failure: str | None) -> list[str]:
    """What has to be known to read the figures rightly, a sentence or two each.

    Args:
        figures: as `analysis.by_progress.figures` makes them.
        failure: what reading the progress ended with, if it did.
    """
    batches, rows = figures["batches"], figures["rows"]
    said = []
    if failure is not None:
        said.append(
            f"The query's progress couldn't be read to the end ({failure}): Spark was stopped, or "
            "can't be reached."
        )
    if not batches["told"]:
        said.append(
            "No batch began and ended while we looked. A batch is told of when it is over: look "
            "for longer than one takes, or attach with since_start=True."
        )
    elif not rows["taken"]:
        said.append("No batch took any rows: there is no latency to tell of.")
    if batches["missed"]:
        said.append(
            f"Batches between the first and the last that weren't told of: {batches['missed']:,}. "
            "Spark dropped them before we asked: set spark.sql.streaming.numRecentProgressUpdates "
            "higher."
        )
    if rows["unknown"]:
        said.append(
            f"Rows that were there for the query's first trigger: {rows['unknown']:,}. They may "
            "have been there for any time, and are in no latency."
        )
    if rows["held_back"]:
        said.append(
            f"Rows that a trigger had left in the source for the next: {rows['held_back']:,}, as "
            "it was told to take no more. How long they took isn't known, and no percentile that "
            "reaches into them is."
        )
    kind = str(figures["setting"]).partition(":")[0]
    if kind in UNAGED and rows["taken"]:
        said.append(
            f"With the trigger {kind} rows don't come between one look at the source and the next, "
            "so progress says nothing of their latency."
        )
    return said


def report(summary: Mapping[str, Any]) -> str:
    """A summary to read.

    Args:
        summary: `benchmarks.probe.Attached.summary`.
    """
    from analysis.plots.scales import NONE, format_per_s  # noqa: PLC0415 - loads matplotlib

    batches, rows = summary["batches"], summary["rows"]
    which = f" ({batches['first']} to {batches['last']})" if batches["told"] > 1 else ""
    noun = "batch" if batches["told"] == 1 else "batches"
    setting = summary["setting"] or "a trigger that isn't known"
    idle = summary["idle_share"]
    head = [
        f"{summary['name'] or 'query'}, {setting}: {batches['told']:,} {noun}{which}",
        f"{rows['taken']:,} rows, {format_per_s(summary['rows_per_s'])} rows/s",
        f"idle {NONE if idle is None else f'{idle:.0%}'} of the time",
    ]
    parts = [", ".join(head), *_table(summary), *_lines(summary)]
    return "\n\n".join([*parts, *summary["notes"]]) + "\n"


def _table(summary: Mapping[str, Any]) -> list[str]:
    from analysis.plots.scales import format_ms  # noqa: PLC0415 - as above

    known = {label: summary[key] for key, label in _ROWS.items() if summary[key]}
    if not summary["batches"]["with_rows"]:
        return []
    lines = [" " * 30 + "".join(f"{name:>10}" for name in _PERCENTILES)]
    for label, figures in known.items():
        cells = "".join(f"{format_ms(figures[name]):>10}" for name in _PERCENTILES)
        lines.append(f"  {label:<28}{cells}")
    table = "\n".join(lines)
    return [table, _LATENCY] if summary["latency_ms_even"] else [table]


def _lines(summary: Mapping[str, Any]) -> list[str]:
    from analysis.plots.scales import format_ms  # noqa: PLC0415 - as above

    steps, state, lag = (summary[key] for key in ("engine_steps_ms", "state", "watermark_lag_ms"))
    lines = []
    if steps:
        spent = ", ".join(f"{step} {format_ms(ms)}" for step, ms in steps.items())
        lines.append(f"In the mean: {spent}.")
    if state:
        lines.append(
            f"State: {state['rows']:,} rows in {_memory(state['memory_mb'])}, at most "
            f"{state['most_rows']:,} in {_memory(state['most_memory_mb'])}."
        )
    if lag:
        lines.append(
            f"Watermark: {format_ms(lag['last'])} behind the last trigger, at most "
            f"{format_ms(lag['most'])}; {summary['rows']['late']:,} rows came too late for it."
        )
    return ["\n".join(lines)] if lines else []


def _memory(mib: float) -> str:
    return f"{mib:,.1f} MiB" if mib >= 1 else f"{mib * 1024:,.1f} KiB"
