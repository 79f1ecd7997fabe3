"""What a run cost, as a row of a table: CPU, garbage collection and memory."""

from collections.abc import Mapping
from typing import Any

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
"""What the figures are; GC is the driver's JVM's."""


def figures(summary: Mapping[str, Any]) -> list[str]:
    """A run's figures in words.

    Args:
        summary: contents of `summary.json`, also of a version that knew less.

    Returns:
        As many as there are `HEADINGS`; what wasn't measured is a dash.
    """
    resources = summary.get("resources") or {}
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
