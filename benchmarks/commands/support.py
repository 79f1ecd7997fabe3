"""`streamgauge support`: which cells can be run, and why not."""

import argparse

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.commands import outcome
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
    cells = [
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
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("api", "source", "setting", "sink", "runs"):
        table.add_column(column, no_wrap=True)
    table.add_column("why not")
    for cell in cells:
        runs = "yes" if cell["runs"] else "no" if cell["refused_by"] == "spark" else "not yet"
        words = [str(cell[key]) for key in ("api", "source", "setting", "sink")]
        table.add_row(*words, runs, str(cell["reason"] or ""))
    Console().print(table)
    return outcome.DONE
