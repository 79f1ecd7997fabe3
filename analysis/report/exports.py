"""What a campaign measured as files for other tools: CSV, Parquet, and HdrHistogram's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analysis import batch_table, hdr
from analysis.hdr import UnrecordableError
from analysis.histogram import Histogram, merged
from analysis.report import table
from analysis.run import Run

LATENCY = "latency"
_INVALID = "invalid"


@dataclass(frozen=True, eq=False)
class RunData:
    """What of a run goes into these files, after which the run itself is no longer needed.

    Args:
        name: its cell.
        repeat: which of the cell's runs.
        batches: columns `analysis.batch_table.SCHEMA`.
        hlog: its interval log; None if it has none.
        why_none: why it has none, one line; None if it has one.
    """

    name: str
    repeat: int
    batches: pa.Table
    hlog: str | None
    why_none: str | None


@dataclass(frozen=True)
class Exports:
    """The files, and those that aren't there.

    Args:
        files: contents by path within the campaign's directory.
        left_out: why a path isn't among them, one line each.
    """

    files: Mapping[str, bytes]
    left_out: Mapping[str, str]


def of_run(run: Run) -> RunData:
    """What to keep of an analysed run."""
    name, repeat = str(run.summary["name"]), int(run.summary["repeat"])
    batches = batch_table.of(run)
    if run.summary["verdict"] == _INVALID:
        evidence = run.summary["findings"][0]["evidence"]
        return RunData(name, repeat, batches, None, f"the run is invalid: {evidence}")
    try:
        return RunData(name, repeat, batches, hdr.hlog(run), None)
    except UnrecordableError as error:
        return RunData(name, repeat, batches, None, str(error))


def of_campaign(
    summaries: Sequence[Mapping[str, Any]],
    runs: Sequence[RunData],
    cells: Mapping[str, Sequence[Histogram]],
) -> Exports:
    """All files of a campaign.

    Args:
        summaries: contents of `summary.json`, in the order wanted.
        runs: the same runs, in any order.
        cells: by cell, the latencies of each of its runs that isn't invalid.

    Returns:
        results and batches, each as CSV and Parquet; in `latency/`, CELL.hgrm of each cell's
        repeats merged, and CELL-rREPEAT.hlog of each run.
    """
    rows = table.rows(summaries)
    order = {(row["name"], row["repeat"]): place for place, row in enumerate(rows)}
    ordered = sorted(runs, key=lambda run: order[run.name, run.repeat])
    batches = batch_table.joined([run.batches for run in ordered])
    files = {
        "results.csv": table.csv_text(rows).encode(),
        "results.parquet": table.parquet(table.arrow(rows)),
        "batches.csv": table.csv_bytes(batches),
        "batches.parquet": table.parquet(batches),
    }
    left_out = {}
    for name, histograms in cells.items():
        path = f"{LATENCY}/{name}.hgrm"
        if not histograms:
            left_out[path] = "none of its runs is to be taken: all are invalid"
            continue
        try:
            files[path] = hdr.hgrm(merged(histograms)).encode()
        except UnrecordableError as error:
            left_out[path] = str(error)
    for run in ordered:
        path = f"{LATENCY}/{run.name}-r{run.repeat}.hlog"
        if run.hlog is not None:
            files[path] = run.hlog.encode()
        else:
            left_out[path] = str(run.why_none)
    return Exports(files, left_out)
