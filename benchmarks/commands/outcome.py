"""What a run came to, as it is printed."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table

from analysis.report.table import rows
from analysis.validity import Level
from benchmarks.commands.console import console

DONE = 0
INVALID = 3
MISSED = 4
"""Of a search: what was asked of latency is out of reach."""

INTERRUPTED = 130

_COLUMNS = {
    "name": "cell",
    "latency_p50_ms": "p50",
    "latency_p90_ms": "p90",
    "latency_p99_ms": "p99",
    "latency_p999_ms": "p99.9",
    "latency_max_ms": "max",
    "visible_per_s": "lines/s",
    "verdict": "verdict",
}


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output."""
    sys.stdout.write(json.dumps(value) + "\n")


def print_table(summaries: Sequence[Mapping[str, Any]]) -> None:
    """A row per run on standard output: latency in ms, from due to visible."""
    table = Table(
        box=box.SIMPLE_HEAD, title="latency, ms: from when a line was due to its count visible"
    )
    for column in _COLUMNS.values():
        table.add_column(column, justify="left" if column in {"cell", "verdict"} else "right")
    for row in rows(summaries):
        table.add_row(*(_shown(row.get(key)) for key in _COLUMNS))
    console().print(table)


def print_backlogs(summaries: Sequence[Mapping[str, Any]]) -> None:
    """How fast a backlog was worked off, of runs that had one: their latency is its age."""
    for summary in summaries:
        backlog = summary["backlog"]
        if backlog:
            print(
                f"{summary['name']}: a backlog of {backlog['lines']:,} lines, worked off in "
                f"{backlog['took_s']:.2f} s: {_shown(backlog['lines_per_s'])} lines/s"
            )


def shown_ms(ms: float | None) -> str:
    """A latency as a table's cell, in whole ms."""
    return "-" if ms is None else f"{ms:,.0f}"


def status_of(summaries: Sequence[Mapping[str, Any]]) -> int:
    """The exit status: 3 if any run is invalid."""
    return INVALID if any(one["verdict"] == "invalid" for one in summaries) else DONE


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"  # noqa: PLR2004 - two digits
    return str(value)


def print_findings(summaries: Sequence[Mapping[str, Any]]) -> None:
    """Why a run isn't valid, and what to do about it; then what explains the figures of any."""
    found = [(summary["name"], finding) for summary in summaries for finding in summary["findings"]]
    for name, finding in sorted(found, key=lambda told: _is_note(told[1])):
        code = f"note: {finding['code']}" if _is_note(finding) else finding["code"]
        print(f"{name}: {code}: {finding['evidence']}")
        print(f"    {finding['remedy']}")


def _is_note(finding: Mapping[str, Any]) -> bool:
    return bool(finding["level"] == Level.NOTE)
