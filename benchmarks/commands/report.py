"""`streamgauge report`: the report again, from what was recorded."""

import argparse
from pathlib import Path

from analysis import report
from analysis.report import differences
from benchmarks.commands import outcome, tracked
from loadgen.errors import BadInput


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "report",
        help="make the report again from what was recorded",
        description="Analyse a campaign or a single run anew, and write its report beside it. With "
        "--asv, write how Spark versions compare by what asv measured.",
    )
    parser.add_argument(
        "dir", type=Path, nargs="?", metavar="DIR", help="what --out of compare or run named"
    )
    parser.add_argument(
        "--differences",
        action="store_true",
        help="write how DStreams and Structured Streaming differ in place of the report, each "
        "figure with a link to the run that it comes from",
    )
    parser.add_argument("--json", action="store_true", help="the files written, as JSON")
    tracked.add(parser)
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Write it."""
    tracked.check(options)
    if options.asv is not None:
        return tracked.main(options)
    if options.dir is None:
        raise BadInput("DIR: it takes what --out of compare or run named, or --asv in its place")
    if not options.dir.is_dir():
        raise BadInput(f"DIR: {options.dir} is no folder")
    written = _differences(options.dir) if options.differences else report.write(options.dir)
    if options.json:
        outcome.print_json({"files": [str(path) for path in written]})
    else:
        print(f"report: {written[0]}")
    return outcome.DONE


def _differences(path: Path) -> list[Path]:
    # Reads the jobs, which the report alone has no use for.
    from benchmarks.commands.differences import given  # noqa: PLC0415

    return differences.write(path, given())
