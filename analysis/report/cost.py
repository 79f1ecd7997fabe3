"""What the cells of a campaign cost, as rows of a table: CPU, garbage collection and memory."""

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.plots.cells import label_of
from analysis.plots.resource_use import LABELS, format_cpu_s, format_mb
from analysis.plots.scales import NONE, format_ms

_CPU = {**LABELS, "total": "all but the generator"}
HEADINGS = (
    *(f"CPU per million lines, {label}" for label in _CPU.values()),
    "GC pauses",
    "in all",
    "longest",
    "peak memory",
)
"""What the figures of a row are; GC is the driver's JVM's."""


def cost_rows(summaries: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """A row a run, in the order given: its cell's label, and its figures in words.

    Args:
        summaries: contents of `summary.json`, also of versions that knew less.

    Returns:
        Labels, and as many figures as there are `HEADINGS`; what wasn't measured is a dash.
    """
    return [(_label(summary), _figures(summary.get("resources") or {})) for summary in summaries]


def _label(summary: Mapping[str, Any]) -> str:
    cell = summary["cell"]
    return f"{label_of(summary['name'], cell['api'], cell['source'])}, {cell['source']}"


def _figures(resources: Mapping[str, Any]) -> list[str]:
    cpu_s = resources.get("cpu_s_per_million_lines") or {}
    pauses = resources.get("gc_pauses") or {}
    count, total_s = pauses.get("count"), pauses.get("total_s")
    return [
        *(format_cpu_s(cpu_s.get(process)) for process in _CPU),
        NONE if count is None else f"{count:,}",
        format_ms(None if total_s is None else total_s * 1e3),
        format_ms(pauses.get("max_ms")),
        format_mb(resources.get("peak_rss_mb")),
    ]
