"""`streamgauge calibrate`: the instrument measures itself."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from analysis import calibration, record
from benchmarks.calibration import instrument, plan, store
from benchmarks.commands import outcome
from benchmarks.commands.console import console
from benchmarks.folder import make_fresh
from loadgen import options as takes

_RATE_PER_S = 5000.0


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "calibrate",
        help="measure the instrument itself on this machine: five minutes",
        description="How good the figures of this machine can be: what a plain reader takes, how "
        "far reported latencies are from known ones, how fast the load generator is, and what "
        "measuring costs Spark. Later reports of this machine quote it.",
    )
    parser.add_argument("--quick", action="store_true", help="less of each: a minute")
    parser.add_argument(
        "--rate",
        type=takes.rate,
        default=_RATE_PER_S,
        metavar="LINES_PER_S",
        help="of the plain reader: default 5k",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="a new folder for the records: default none is kept"
    )
    parser.add_argument("--json", action="store_true", help="the result as JSON, and nothing else")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Measure, keep, print."""
    chosen = (plan.quick if options.quick else plan.full)(options.rate)
    with _folder(options.out) as out, Console(stderr=True).status("starting") as status:
        result = instrument.measure(chosen, out, status.update)
        record.write_json(out / calibration.FILE, result)
    if options.json:
        outcome.print_json(result)
    else:
        from benchmarks.calibration import tables  # noqa: PLC0415 - it imports matplotlib

        for table in tables.of(result):
            console().print(table)
    kept = store.save(result)  # last: a folder that can't be written shouldn't cost the figures
    if not options.json:
        print(f"kept: {kept}" if kept else "not kept: a calibration in full is there already")
    return outcome.DONE if result["within"] else outcome.INVALID


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """The folder for the records.

    Raises:
        BadInput: if it can't be written, or holds something.
    """
    if out is None:
        with TemporaryDirectory(prefix="streamgauge-") as temporary:
            yield Path(temporary)
        return
    yield make_fresh(out, "--out")
