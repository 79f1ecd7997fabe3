"""`streamgauge support`: which cells can be run, and why not."""

import argparse
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from benchmarks.cell import Cell
from benchmarks.choices import APIS, SOURCES, WORKLOADS
from benchmarks.commands import outcome
from benchmarks.commands.console import console
from benchmarks.support import Support, markdown, matrix
from benchmarks.support.grid import LEGEND, Grid, No, beyond, grids, noes

_FILTERS = {"api": APIS, "source": SOURCES, "workload": WORKLOADS}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "support",
        help="what can be run, of all that a cell can be made of, and why the rest can't",
        description="Every api x source x setting x sink x mode x workload. A no is Spark's own, "
        "with the class of the error that it raises, or ours where we don't measure it.",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="every cell as JSON")
    form.add_argument("--markdown", action="store_true", help="the tables as Markdown")
    for key, words in _FILTERS.items():
        parser.add_argument(f"--{key}", choices=words, help=f"those with this {key} only")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Print the matrix."""
    asked = {key: getattr(options, key) for key in _FILTERS if getattr(options, key)}
    cells = [
        (cell, answer)
        for cell, answer in matrix()
        if all(getattr(cell, key) == word for key, word in asked.items())
    ]
    if options.json:
        outcome.print_json({"cells": [_described(cell, answer) for cell, answer in cells]})
    elif options.markdown:
        print(markdown.render(cells, whole=not asked), end="")
    else:
        _print(cells, whole=not asked)
    return outcome.DONE


def _described(cell: Cell, answer: Support) -> dict[str, Any]:
    return {
        "api": cell.api,
        "source": cell.source,
        "setting": cell.setting.text,
        "sink": cell.sink,
        "mode": cell.mode,
        "workload": cell.workload,
        "runs": answer.runs,
        "refused_by": answer.refused_by,
        "reason": answer.reason or None,
        "error_class": answer.error_class or None,
    }


def _print(cells: list[tuple[Cell, Support]], *, whole: bool) -> None:
    out = console()
    made = grids(cells)
    for grid in made:
        if grid.rows:
            out.print(_grid(grid))
    for grid in made:
        if not grid.rows:
            out.print(_indented(f"{grid.api}, {grid.places}: nothing runs"))
    out.print()
    out.print(_indented(f"{LEGEND}\n"))
    _print_noes(out, noes(cells), "why not")
    if whole:
        _print_noes(out, beyond(cells), "why not, with other keys")


def _indented(words: str) -> Padding:
    return Padding(Text(words), (0, 0, 0, 2))


def _grid(grid: Grid) -> Table:
    table = Table(
        title=f"{grid.api}, {grid.places}",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1),
    )
    table.add_column("  workload", no_wrap=True)
    for sink in grid.sinks:
        table.add_column(sink, justify="center", no_wrap=True)
    for workload, of_sink in grid.rows.items():
        table.add_row(f"  {workload}", *(of_sink.get(sink, "-") for sink in grid.sinks))
    return table


def _print_noes(out: Console, refused: list[No], heading: str) -> None:
    if not refused:
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("api", no_wrap=True)
    table.add_column("cells", justify="right", no_wrap=True)
    table.add_column("refused by", no_wrap=True)
    table.add_column(heading)
    for no in refused:
        why = f"{no.reason}\n{no.error_class}".strip()
        table.add_row(no.api, str(no.cells or ""), no.refused_by, escape(why))
    out.print(table)
