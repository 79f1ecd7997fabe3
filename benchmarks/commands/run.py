"""`streamgauge run`: one cell."""

import argparse
from pathlib import Path

from analysis import record
from analysis.summary import analyse
from benchmarks import runner
from benchmarks.commands import outcome
from benchmarks.commands.cell_options import add_cell, add_place, cell_of, place_of
from benchmarks.display import Display
from benchmarks.folder import for_results

_EXAMPLE = """examples:
  streamgauge run
  streamgauge run --api dstreams --setting 500ms --rate 10k --duration 30s
  streamgauge run --source files --lines file:/usr/share/dict/words --json
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "run",
        help="run one cell, and say how long its lines took",
        usage="%(prog)s [options]",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_cell(parser)
    add_place(parser)
    parser.add_argument("--seed", type=int, default=1, help="of the lines and the phase: default 1")
    parser.add_argument("--out", type=Path, metavar="DIR", help="a new folder: default results/…")
    parser.add_argument("--json", action="store_true", help="the summary as JSON, and nothing else")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Run it, analyse it, print it."""
    cell = cell_of(options)
    path = options.out or for_results(cell.name)
    place = place_of(options)
    with Display([cell]) as display:
        runner.run(
            cell,
            path,
            seed=options.seed,
            place=place,
            on_phase=lambda phase: display.phase(cell.name, phase),
        )
    summary = analyse(path).summary
    record.write_json(path / record.SUMMARY, summary)
    if options.json:
        outcome.print_json(summary)
    else:
        outcome.print_table([summary])
        outcome.print_backlogs([summary])
        outcome.print_findings([summary])
        print(f"record: {path}\nreport: streamgauge report {path}")
    return outcome.status_of([summary])
