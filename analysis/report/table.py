"""Runs as rows of plain columns: for a terminal, for results.csv and results.parquet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet as arrow_parquet

Row = dict[str, Any]

_SPEC = (
    "api", "source", "setting", "workload", "implementation", "sink", "mode", "window",
    "watermark", "state-store", "job", "keys", "preset", "schedule", "lines", "file-every",
    "files-present", "duration", "warmup", "master", "checkpoint", "lanes", "generators",
)  # fmt: skip
_DISTRIBUTIONS = (
    "latency", "latency_from_send", "lateness", "progress_latency",
)  # fmt: skip
_STATISTICS = ("min", "mean", "p50", "p90", "p99", "p999", "max")
_STAGES = ("lateness", "boundary_wait", "window_wait", "scheduling", "processing", "commit")
_RECORDS = ("emitted", "visible", "lost", "duplicated", "measured", "tail")
_BACKLOG = ("lines", "took_s", "lines_per_s", "batches", "first_visible_s")
_RESOURCES = (
    "driver_cpu_s", "jvm_cpu_s", "python_worker_cpu_s", "generator_cpu_s", "gc_s", "peak_rss_mb",
)  # fmt: skip
_MACHINE = ("spark", "java", "python", "os", "cpu", "cores", "memory_mb")
_WHOLE = frozenset(
    (
        "repeat",
        "lanes",
        "generators",
        "keys",
        "files_present",
        "batches",
        "cores",
        "backlog_lines",
        "backlog_batches",
        *(f"{name}_lines" for name in _RECORDS),
    )
)
_MEASURED = ("_ms", "_s", "_mb", "_per_million_lines")


def rows(summaries: Iterable[Mapping[str, Any]]) -> list[Row]:
    """One row a run, in the order given; what wasn't measured is None.

    Args:
        summaries: contents of `summary.json`.

    Returns:
        Rows with the same columns each. Names end in their unit: `latency_p99_ms`,
        `visible_per_s`, `driver_cpu_s`; `lost_lines` and its like count lines.
    """
    return [_row(summary) for summary in summaries]


def csv_text(table: Sequence[Row]) -> str:
    """Rows as CSV with a heading; None is empty."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(table[0]) if table else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return buffer.getvalue()


def arrow(table: Sequence[Row]) -> pa.Table:
    """Rows as a typed table: int64 for what is counted, float64 for what is measured, or text."""
    names = list(table[0]) if table else []
    schema = pa.schema([(name, _type(name)) for name in names])
    text = {name for name in names if schema.field(name).type == pa.string()}
    return pa.Table.from_pylist(
        [
            {name: str(v) if name in text and v is not None else v for name, v in row.items()}
            for row in table
        ],
        schema,
    )


def parquet(table: pa.Table) -> bytes:
    """A table as a Parquet file."""
    sink = pa.BufferOutputStream()
    arrow_parquet.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def csv_bytes(table: pa.Table) -> bytes:
    """A table as CSV with a heading, fast enough for a row a batch; null is empty."""
    sink = pa.BufferOutputStream()
    arrow_csv.write_csv(table, sink)
    return bytes(sink.getvalue().to_pybytes())


def _type(name: str) -> pa.DataType:
    if name in _WHOLE:
        return pa.int64()
    return pa.float64() if name.endswith(_MEASURED) else pa.string()


def _row(summary: Mapping[str, Any]) -> Row:
    def part(name: str) -> Mapping[str, Any]:
        return summary.get(name) or {}

    cell, environment = part("cell"), part("environment")
    row: Row = {name: summary.get(name) for name in ("name", "repeat", "status", "verdict")}
    row["findings"] = " ".join(str(finding["code"]) for finding in summary.get("findings") or [])
    row |= {name.replace("-", "_"): cell.get(name) for name in _SPEC}
    rate = part("rate")
    row |= {f"{name}_per_s": rate.get(f"{name}_per_s") for name in ("target", "sent", "visible")}
    row["batches"] = summary.get("batches")
    row |= {f"{name}_lines": part("records").get(name) for name in _RECORDS}
    for kind in _DISTRIBUTIONS:
        known = part(f"{kind}_ms")
        row |= {f"{kind}_{name}_ms": known.get(name) for name in _STATISTICS}
    row |= {f"stage_{name}_ms": part("stages_ms").get(name) for name in _STAGES}
    row |= {f"backlog_{name}": part("backlog").get(name) for name in _BACKLOG}
    row["model_boundary_wait_ms"] = part("model_ms").get("boundary_wait")
    used = part("resources")
    row |= {name: used.get(name) for name in _RESOURCES}
    row["gc_pause_max_ms"] = (used.get("gc_pauses") or {}).get("max_ms")
    row["cpu_s_per_million_lines"] = (used.get("cpu_s_per_million_lines") or {}).get("total")
    return row | {name: environment.get(name) for name in _MACHINE}
