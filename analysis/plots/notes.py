"""The few words that stand beside a cell in a picture."""

from collections.abc import Mapping
from typing import Any

from analysis.plots.cells import Cell
from analysis.plots.scales import format_ms, format_per_s

_VALID = "valid"


def latency_notes(cell: Cell, *, own_scale: bool = False) -> list[str]:
    """Median and 99th percentile of the run that is shown, or why it doesn't count.

    Returns:
        Ways to say it, the longest first.
    """
    shown = cell.shown
    if not cell.valid:
        own = " · own scale" if own_scale else ""
        return [reason + own for reason in reasons(cell)]
    p50, p99 = (reached(shown.summary, name) for name in ("p50", "p99"))
    run = [f"run {shown.summary['repeat']} of {len(cell.runs)}"] if len(cell.runs) > 1 else []
    more = []
    if shown.summary["verdict"] != _VALID:
        more.append(str(shown.summary["verdict"]))
    if own_scale:
        more.append("own scale")
    middle, tail = f"p50 {p50}", f"p99 {p99}"
    ways = [[middle, tail, *run, *more], [middle, tail, *more], [tail, *more]]
    return [" · ".join(parts) for parts in ways]


def throughput_notes(cell: Cell) -> list[str]:
    """What was achieved of what was offered over the measured window, or why it doesn't count.

    Returns:
        Ways to say it, the longest first.
    """
    if not cell.valid:
        return reasons(cell)
    rate = cell.shown.summary["rate"]
    words = f"{format_per_s(rate['visible_per_s'])} of {format_per_s(rate['target_per_s'])}"
    return [f"{words} lines/s visible", f"{words}/s"]


def reasons(cell: Cell) -> list[str]:
    """Why a cell doesn't count, in several ways, the longest first."""
    return [why(cell.shown.summary), str(cell.shown.summary["verdict"])]


def why(summary: Mapping[str, Any]) -> str:
    """A run's verdict and the finding that led to it, as in "invalid: lines lost"."""
    verdict = str(summary["verdict"])
    named = [str(f["code"]) for f in summary["findings"] if f.get("level", verdict) == verdict]
    return f"{verdict}: {named[0].lower().replace('_', ' ')}" if named else verdict


def reached(summary: Mapping[str, Any], name: str, group: str = "latency_ms") -> str:
    """A figure of a run's summary with its unit; "∞" where lost lines reach it.

    Args:
        summary: the run's `summary.json`.
        name: such as `p99`.
        group: such as `latency_ms`.
    """
    figure = summary[group][name]
    lost = group == "latency_ms" and figure is None and summary["records"]["lost"]
    return "∞" if lost else format_ms(figure)
