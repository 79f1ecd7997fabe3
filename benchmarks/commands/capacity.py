"""`streamgauge capacity`: the highest rate that a cell sustains."""

import argparse
from pathlib import Path

from rich import box
from rich.table import Table

from analysis import record
from analysis.decide.capacity import FILE, Capacity
from analysis.decide.objective import Objective
from benchmarks import runner
from benchmarks.capacity import INTERRUPTED, cells, find
from benchmarks.cell import Cell
from benchmarks.commands import outcome
from benchmarks.commands.cell_options import add_cell, add_place, given, place_of
from benchmarks.commands.console import console
from benchmarks.display import Display
from benchmarks.folder import for_results
from benchmarks.trials import Trials
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S, format_rate, parse_duration_ns

_ABOUT = """Find the highest rate that a cell sustains: with every line accounted for, latency that
doesn't grow and, if there is one, an objective that it keeps. One run of growing rate shows about
where it ends; runs of their own at that rate and just above say so. At most 5 minutes."""
_EXAMPLE = """examples:
  streamgauge capacity
  streamgauge capacity --api dstreams --setting 500ms --objective 'p99<2s'
"""
_WORDS = {True: "yes", False: "no", None: "?"}
_RUNS = 5  # as a rule, after the climb


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "capacity",
        help="find the highest rate that a cell sustains: five minutes",
        usage="%(prog)s [options]",
        description=_ABOUT,
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_cell(parser)
    add_place(parser)
    parser.add_argument(
        "--objective", metavar="LIMITS", help="what latency must keep, as in p99<2s: default none"
    )
    parser.add_argument(
        "--within", metavar="TIME", default="5m", help="how long it may take: default %(default)s"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the lines and phases: default 1")
    parser.add_argument("--out", type=Path, metavar="DIR", help="a new folder: default results/…")
    parser.add_argument("--json", action="store_true", help="the result as JSON, and nothing else")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Search, keep, print."""
    cell = _cell(options)
    objective = Objective.parse(options.objective) if options.objective else None
    budget_s = _budget_s(options.within)
    out = options.out or for_results(f"capacity-{cell.name}")
    climbing = cells.climbing(cell, objective)
    confirming = cells.confirming(cell, cells.BOUNDS.lowest_per_s, objective)
    with Display([climbing, *[confirming] * _RUNS]) as display:

        def say(words: str) -> None:
            display.next()
            display.say(words)

        trials = Trials(out, place_of(options), options.seed, display.phase)
        result = find(cell, trials, objective, budget_s, say)
    record.write_json(out / FILE, result.as_json())
    if options.json:
        outcome.print_json({"out": str(out), **result.as_json()})
    else:
        _print(result, out)
    return _status(result)


def _cell(options: argparse.Namespace) -> Cell:
    """The cell that the command line describes.

    Raises:
        BadInput: if it can't be one, or says what is to be found out.
    """
    spec = given(options)
    for key in cells.SEARCHED:
        if key in spec:
            raise BadInput(f"--{key}: capacity chooses it itself, run by run: leave it out")
    if str(spec.get("file-every", "")).endswith("lines"):
        raise BadInput("--file-every: where rates are searched for, it takes a TIME or 10/s")
    cell = Cell.parse(spec)
    cells.check(cell)
    runner.check(cell)
    return cell


def _budget_s(text: str) -> float:
    try:
        ns = parse_duration_ns(text)
    except BadInput as error:
        raise BadInput(f"--within: {error}") from None
    return ns / NS_PER_S


def _status(result: Capacity) -> int:
    if result.stopped == INTERRUPTED:
        return outcome.INTERRUPTED
    if not result.told:
        return outcome.INVALID
    return outcome.MISSED if result.misses_objective else outcome.DONE


def _print(result: Capacity, out: Path) -> None:
    table = Table(box=box.SIMPLE_HEAD, title="latency, ms; rates in the order in which they ran")
    for column in ("lines/s", "kept up", "p50", "p99", "why"):
        table.add_column(column, justify="left" if column in {"kept up", "why"} else "right")
    for one in result.tried:
        table.add_row(
            format_rate(one.rate_per_s),
            _WORDS[one.judged.kept_up],
            outcome.shown_ms(one.p50_ms),
            outcome.shown_ms(one.p99_ms),
            one.judged.why,
        )
    console().print(table)
    print(f"growing rate: {result.climbed}")
    print(result.sentence)
    print(f"records: {out}\nreport: streamgauge report {out}")
