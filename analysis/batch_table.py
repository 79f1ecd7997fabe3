"""Batch by batch: a row for each result that was the first to have some of the measured lines."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from analysis.due import Float64
from analysis.lines import Lines
from analysis.progress import DSTREAMS_STEPS, STRUCTURED_STEPS
from analysis.record import Int64
from analysis.run import Run
from analysis.stages import STAGES
from loadgen.units import NS_PER_MS

_TIME = pa.timestamp("ns", tz="UTC")
_STEPS = tuple(dict.fromkeys((*STRUCTURED_STEPS, *DSTREAMS_STEPS)))

SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("repeat", pa.int64()),
        ("result", pa.int64()),
        ("batch", pa.int64()),
        ("lines", pa.int64()),
        ("boundary_at", _TIME),
        ("visible_at", _TIME),
        ("committed_at", _TIME),
        ("latency_mean_ms", pa.float64()),
        *((f"stage_{stage}_ms", pa.float64()) for stage in STAGES),
        *((f"engine_{step}_ms", pa.float64()) for step in _STEPS),
    ]
)
"""The columns. `result` is the row of `visible.parquet` or, where results don't say how many lines
they have, of the engine's account; `batch` is the engine's own number. Stages are means of the
result's lines, the engine's steps those of the batch that it came out with. What the engine doesn't
tell is null, and so are the stages of a run whose stages aren't known."""


def of(run: Run) -> pa.Table:
    """The results of a run that have measured lines, in order.

    Args:
        run: an analysed run.

    Returns:
        Columns `SCHEMA`.
    """
    fresh = run.measured.fresh
    result = np.flatnonzero(fresh)
    number, visible_ns = (run.visible[name][result] for name in ("batch", "visible_ns"))
    row = run.batches.rows_of(number)
    stages_ms = run.stages.stages_ms if run.stages else {}
    took_ns = run.batches.durations_ns
    nothing = pa.nulls(len(result), pa.float64())
    columns = {
        "name": pa.repeat(str(run.summary["name"]), len(result)),
        "repeat": pa.repeat(int(run.summary["repeat"]), len(result)),
        "result": result,
        "batch": number,
        "lines": fresh[result],
        "boundary_at": _known(run.batches.start_ns, row),
        "visible_at": visible_ns,
        "committed_at": _known(run.batches.end_ns, row),
        "latency_mean_ms": _mean_latency_ms(run.measured, result, visible_ns),
    }
    columns |= {f"stage_{name}_ms": stages_ms.get(name, nothing) for name in STAGES}
    columns |= {
        f"engine_{step}_ms": _known(took_ns[step] / NS_PER_MS, row) if step in took_ns else nothing
        for step in _STEPS
    }
    return pa.table(
        {field.name: _column(columns[field.name], field.type) for field in SCHEMA}, SCHEMA
    )


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """The results of several runs in one table, run by run."""
    return pa.concat_tables([SCHEMA.empty_table(), *tables])


def _mean_latency_ms(lines: Lines, result: Int64, visible_ns: Int64) -> Float64:
    """The mean latency of each result's lines, also in a run that lost others.

    Args:
        lines: those that count.
        result: the results that were the first to have some of them, int64[n].
        visible_ns: when each was in hand, int64[n].
    """
    if not len(result):
        return np.empty(0)
    fresh = lines.fresh
    due_ns = np.zeros(len(fresh))
    for lane in lines.lanes:
        np.add.at(due_ns, lane.seen.row, lane.seen.count * lane.mean_due_ns)
    seen_ns = visible_ns - lines.lanes[0].start_ns
    mean_ms: Float64 = (seen_ns - due_ns[result] / fresh[result]) / NS_PER_MS
    return mean_ms


def _known(values: Int64 | Float64, row: Int64) -> pa.Array:
    """Figures of the engine's batches by row; null for row -1."""
    found = values[row] if len(values) else np.zeros(len(row), values.dtype)
    return pa.array(found, mask=row < 0)


def _column(values: object, kind: pa.DataType) -> pa.Array:
    array = values if isinstance(values, pa.Array) else pa.array(values)
    return array.cast(kind)
