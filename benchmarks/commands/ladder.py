"""`streamgauge ladder`: from Spark's defaults to the tuned preset, one setting at a time."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich import box
from rich.markup import escape
from rich.table import Table

from analysis.decide.ladder import FILE, Ladder
from benchmarks.campaign import Campaign
from benchmarks.cell import Cell
from benchmarks.commands import outcome
from benchmarks.commands.carried_out import carry_out, reported
from benchmarks.commands.cell_options import add_cell, add_place, given, place_of
from benchmarks.commands.console import console
from benchmarks.display import expected_s
from benchmarks.folder import for_results
from benchmarks.ladder.plan import Choice, LadderSpec, plan
from loadgen.errors import BadInput

_ABOUT = """What each setting is worth, from Spark's own defaults to our tuned preset: each upon the
others, in the order of what they are worth, and each by itself; then those that aren't in the
preset, on top of it. Every setting says whether it keeps Spark's guarantees."""
_EXAMPLE = """examples:
  streamgauge ladder --list
  streamgauge ladder --quick --only shuffle-partitions,serial-gc
  streamgauge ladder --api dstreams --setting 500ms --repeat 5 --out results/ladder
"""
_TIMES = {"warmup": "10s", "duration": "30s", "drain": "15s"}
_QUICK_TIMES = {"warmup": "6s", "duration": "14s", "drain": "15s"}
_REPEAT = 3
_OWN = ("preset", "conf", "options", "checkpoint", "give-up")
"""Keys of a cell that are the ladder's to set."""
_S_PER_MIN = 60


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "ladder",
        help="what each setting is worth, from Spark's defaults to the tuned preset",
        usage="%(prog)s [options]",
        description=_ABOUT,
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--list", action="store_true", help="the rungs and how long they take, and nothing else"
    )
    parser.add_argument("--only", metavar="RUNG,…", help="these rungs: default all")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--isolated", action="store_true", help="each rung by itself only")
    part.add_argument("--cumulated", action="store_true", help="one upon the other only")
    parser.add_argument("--quick", action="store_true", help="one short run of each cell")
    parser.add_argument(
        "--repeat", type=int, metavar="N", help=f"runs of each cell: default {_REPEAT}"
    )
    parser.add_argument("--seed", type=int, default=1, help="of order, lines and phases: default 1")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="a new folder, or one to go on with: default results/…",
    )
    parser.add_argument("--json", action="store_true", help="the results as JSON, and nothing else")
    add_cell(parser)
    add_place(parser)
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Run what is left of the ladder's campaign, report on what is done."""
    spec = _spec(options)
    if options.list:
        return _list(spec, as_json=options.json)
    if all(rung.cannot for rung in spec.ladder.rungs):
        raise BadInput("--only: none of these can be tried: --list says why")
    out = options.out or for_results(spec.name)
    place = place_of(options)
    campaign = Campaign(spec, out)
    print(f"{out}: {_extent(spec)}", file=sys.stderr)
    interrupted = carry_out(campaign, place)
    found = reported(campaign)
    told = json.loads((out / FILE).read_text()) if found.written else {}
    if options.json:
        outcome.print_json(found.as_json() | {"ladder": told})
    else:
        found.show()
    return outcome.INTERRUPTED if interrupted else found.status


def _spec(options: argparse.Namespace) -> LadderSpec:
    cell = _cell(options)
    only = options.only.split(",") if options.only is not None else []
    repeat = options.repeat if options.repeat is not None else 1 if options.quick else _REPEAT
    return plan(
        cell,
        Choice.of(cell, only),
        repeat=repeat,
        seed=options.seed,
        climb=not options.isolated,
        alone=not options.cumulated,
    )


def _cell(options: argparse.Namespace) -> Cell:
    asked = given(options)
    for key in _OWN:
        if key in asked:
            raise BadInput(f"--{key.removesuffix('s')}: that is for the ladder to set: see --list")
    return Cell.parse((_QUICK_TIMES if options.quick else _TIMES) | asked)


def _extent(spec: LadderSpec) -> str:
    """How much it is, and about how long it takes."""
    minutes = spec.repeat * sum(map(expected_s, spec.cells.values())) / _S_PER_MIN
    runs = "one run" if spec.repeat == 1 else f"{spec.repeat} runs"
    return f"{len(spec.cells)} cells, {runs} each, about {minutes:.0f} min"


def _list(spec: LadderSpec, *, as_json: bool) -> int:
    """Print the rungs."""
    if as_json:
        outcome.print_json({"ladder": spec.ladder.as_json(), "cells": _described(spec)})
        return outcome.DONE
    console().print(_table(spec.ladder))
    print(f"  {_extent(spec)}")
    return outcome.DONE


def _described(spec: LadderSpec) -> dict[str, Any]:
    return {name: cell.spec() for name, cell in spec.cells.items()}


def _table(known: Ladder) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("rung", no_wrap=True)
    table.add_column("tuned?", no_wrap=True)
    table.add_column("what it sets, and why", overflow="fold")
    table.add_column("guarantees")
    for rung in known.rungs:
        place = "no: can't" if rung.cannot else "yes" if rung.tuned else "no: tried"
        words = [", ".join(rung.sets), rung.why]
        if rung.cannot:
            words.append(f"can't be tried: {rung.cannot}")
        table.add_row(rung.name, place, escape("\n".join(words)), rung.guarantee)
    return table
