"""The command `streamgauge`."""

import sys
from collections.abc import Sequence

from benchmarks.commands import (
    calibrate,
    capacity,
    choose,
    compare,
    kafka,
    ladder,
    report,
    run,
    support,
)
from benchmarks.commands.outcome import INTERRUPTED, INVALID
from benchmarks.runner import RunFailedError
from loadgen.errors import BadInput
from loadgen.options import Parser

_ABOUT = """How fast Apache Spark streaming really is, on this machine: it sends lines at a known
pace, runs the same job in DStreams and in Structured Streaming, and tells for every line how long
it took from when it was due until its count was visible."""

_STATUS = """exit status: 0 done; 2 bad input; 3 a run is invalid or failed, or nothing could be
told; 4 nothing meets the objective, or a figure is worse than --threshold allows; 130
interrupted"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status.

    Args:
        argv: the command line without the program's name; the process's own if None.
    """
    parser = Parser(prog="streamgauge", description=_ABOUT, epilog=_STATUS)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for command in (run, compare, capacity, choose, ladder, report, support, kafka, calibrate):
        command.add(commands)
    options = parser.parse_args(argv)
    try:
        return int(options.main(options))
    except BadInput as error:
        print(f"streamgauge: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"streamgauge: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        return 2
    except RunFailedError as error:
        print(f"streamgauge: the run failed: {error}", file=sys.stderr)
        return INVALID
    except KeyboardInterrupt:
        print("streamgauge: interrupted", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
