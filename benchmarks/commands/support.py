"""`streamgauge support`: which cells can be run, and why not."""

import argparse
from typing import Any

from rich import box
from rich.table import Table

from benchmarks.commands import outcome
from benchmarks.commands.console import console
from benchmarks.support import matrix


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "support",
        help="every api x source x setting x sink: can it be run, and if not, why",
        description="What can be run. A no is Spark's own, or ours where we don't measure it yet.",
    )
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Print the matrix."""
    cells: list[dict[str, Any]] = [
        {
            "api": cell.api,
            "source": cell.source,
            "setting": cell.setting.text,
            "sink": cell.sink,
            "runs": answer.runs,
            "refused_by": None if answer.runs else "spark" if answer.spark else "streamgauge",
            "reason": answer.reason or None,
        }
        for cell, answer in matrix()
    ]
    if options.json:
        outcome.print_json({"cells": cells})
        return outcome.DONE
    _print(cells)
    return outcome.DONE


def _print(cells: list[dict[str, Any]]) -> None:
    """A row for all sinks that have the same answer."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for cell in cells:
        runs = "yes" if cell["runs"] else "no" if cell["refused_by"] == "spark" else "not yet"
        key = (cell["api"], cell["source"], cell["setting"], runs, cell["reason"] or "")
        rows.setdefault(key, []).append(cell["sink"])
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("api", "source", "setting", "runs", "sink", "why not"):
        table.add_column(column, no_wrap=column in {"source", "runs", "setting"})
    for (api, source, setting, runs, reason), sinks in rows.items():
        table.add_row(api, source, setting, runs, ", ".join(sinks), reason)
    console().print(table)
