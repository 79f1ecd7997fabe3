"""The command `loadgen`: the load alone, useful without Spark."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from loadgen import options
from loadgen.clock import RunClock
from loadgen.control import Control
from loadgen.errors import BadInput
from loadgen.lengths import TAKES
from loadgen.lines import parse_lines
from loadgen.load import Load
from loadgen.schedule import LONGEST_NS, SHAPES_TAKE, Schedule, counted, parse_shape, warmed
from loadgen.session import Session
from loadgen.sinks.files import FilesSink
from loadgen.sinks.socket import SocketSink
from loadgen.telling import ToPerson, ToRunner
from loadgen.units import NS_PER_MS, NS_PER_S, parse_speed
from loadgen.waiting import Wait

_DONE = 0
_BAD_INPUT = 2
_CONSUMER_LEFT = 3
_BY_SIGNAL = 128

_PER_S = 1000.0
_DURATION_NS = 60 * NS_PER_S
_MOST_LANES = 256

_SOCKET_EXAMPLES = """\
examples:
  loadgen socket --rate 10k --duration 60s
      waits for a consumer on 127.0.0.1:9999 (try: nc 127.0.0.1 9999), then sends 10,000 lines a
      second, 10 to 120 characters each, for a minute
  loadgen socket --rate 1M --count 10M --lines fixed:63 --connections 2 --port 0 --json
  loadgen socket --rate 500 --lines file:/var/log/syslog --emission sent.parquet
  loadgen socket --rate 1k --schedule burst:50k:10s:500ms
      half a second of 50,000 lines/s at the end of each 10 s
  loadgen socket --schedule trace:access.log --speed 10
"""

_FILES_EXAMPLES = """\
examples:
  loadgen files --dir in/ --rate 10k --duration 60s
      every 100 ms a file of about 1,000 lines appears in in/, whole
  loadgen files --dir in/ --rate 200k --file-every 1s --keep 30s --lines zipf:1.2:500
"""

_STATUS = """\
exit status: 0 done; 2 bad input; 3 a consumer left, so that not every line was sent; 130 Ctrl-C
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what follows `loadgen`; by default what it was called with.

    Returns:
        The exit status.
    """
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except BadInput as error:
        print(f"loadgen {given.source}: {error}", file=sys.stderr)
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BY_SIGNAL + signal.SIGPIPE
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        print(f"loadgen {given.source}: {where}{error.strerror or error}", file=sys.stderr)
    return _BAD_INPUT


def _run(given: argparse.Namespace) -> int:
    clock = RunClock.start() if given.clock_offset_ns is None else RunClock(given.clock_offset_ns)
    control = Control(sys.stdin.fileno()) if given.hold else None
    wait = Wait(clock, control)
    # Ctrl-C in a terminal reaches the runner and us; what becomes of us is for the runner to say.
    ignored, noted = ([signal.SIGINT], []) if given.hold else ([], [signal.SIGINT])
    with wait.stopped_by(signal.SIGTERM, signal.SIGHUP, *noted, ignored=ignored):
        load = _load(given)
        teller = ToRunner() if given.hold else ToPerson(load, as_json=given.json)
        with _sink(given, load, clock) as sink:
            session = Session(load, sink, clock, wait, teller, control, given.emission)
            finished = session.run()
            while control is not None and wait():
                pass
    if wait.signal is not None:
        return _BY_SIGNAL + wait.signal
    return _DONE if finished or given.hold else _CONSUMER_LEFT


def _load(given: argparse.Namespace) -> Load:
    if given.emission is not None and not given.emission.parent.is_dir():
        raise BadInput(f"--emission: there is no directory {given.emission.parent}")
    if given.processes > given.lanes:
        raise BadInput(
            f"--processes: {given.processes} have no lane each: "
            f"it takes up to --lanes, {given.lanes}"
        )
    return Load(
        source=given.source,
        schedule=_schedule(given),
        lines=given.lines,
        ring=parse_lines(given.lines, given.seed),
        seed=given.seed,
        lanes=given.lanes,
        file_every_ns=given.file_every if given.source == "files" else None,
        processes=given.processes,
    )


def _schedule(given: argparse.Namespace) -> Schedule:
    shape = given.schedule
    if shape.own_rate and given.rate is not None:
        raise BadInput("--rate: a trace has its own; --speed makes it faster or slower")
    if given.speed is not None and not shape.own_rate:
        raise BadInput("--speed: only a trace takes it; --rate makes other loads faster")
    rate_per_s = given.rate or _PER_S
    speed = given.speed or 1.0
    if given.count is not None:
        return counted(shape, rate_per_s, given.warmup, given.count, given.seed, speed)
    duration_ns = given.duration
    if duration_ns is None:
        length_ns = shape.length_ns(speed)
        duration_ns = _DURATION_NS if length_ns is None else given.warmup + length_ns
    if duration_ns > LONGEST_NS:
        raise BadInput("--duration: it takes up to 115 days")
    return warmed(shape, rate_per_s, given.warmup, duration_ns, given.seed, speed)


def _sink(given: argparse.Namespace, load: Load, clock: RunClock) -> SocketSink | FilesSink:
    if given.source == "files":
        return FilesSink(given.dir, load.ring, load.lanes, clock, given.keep)
    port_each = given.port_each
    return SocketSink(given.host, given.port, load.lanes, load.ring, port_each=port_each)


def _parser() -> options.Parser:
    parser = options.Parser(
        prog="loadgen",
        description="Send lines at a known pace, and say how late each left.",
        epilog=_STATUS,
    )
    sources = parser.add_subparsers(dest="source", metavar="SOURCE", required=True)
    to_socket = sources.add_parser(
        "socket",
        help="to whoever connects, over TCP",
        description="Wait for consumers, and send each its share of the lines over TCP.",
        epilog=_SOCKET_EXAMPLES + _STATUS,
    )
    _add_load_options(to_socket, "--connections")
    to_socket.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s)"
    )
    to_socket.add_argument(
        "--port",
        type=options.whole(0, 65535),
        default=9999,
        help="port to listen on, 0 for any that is free (default: %(default)s)",
    )
    to_socket.add_argument(
        "--port-each",
        action="store_true",
        help="a port for each connection, from --port up, so that each knows its lane",
    )
    to_files = sources.add_parser(
        "files",
        help="into a directory, as files that appear whole",
        description="Write files of lines, and move each into a directory once it is whole.",
        epilog=_FILES_EXAMPLES + _STATUS,
    )
    _add_load_options(to_files)
    to_files.add_argument("--dir", type=Path, required=True, help="the directory; made if missing")
    to_files.add_argument(
        "--file-every",
        type=options.positive_duration_ns,
        default=100 * NS_PER_MS,
        metavar="TIME",
        help="for how long lines are gathered into a file (default: 100ms)",
    )
    to_files.add_argument(
        "--keep",
        type=options.duration_ns,
        metavar="TIME",
        help="remove our own files once they are older (default: keep all)",
    )
    return parser


def _add_load_options(parser: argparse.ArgumentParser, *lanes: str) -> None:
    add = parser.add_argument
    add(
        "--rate",
        type=options.rate,
        metavar="LINES/S",
        help="lines per second: 500, 10k, 1.5M (default: 1k); ramp and step begin with it, burst "
        "has it between bursts, for poisson and sine it is the mean",
    )
    add(
        "--schedule",
        type=options.takes(parse_shape),
        default="constant",
        metavar="SHAPE",
        help=f"how the lines are spread over time: {SHAPES_TAKE} (default: %(default)s)",
    )
    add(
        "--speed",
        type=options.takes(parse_speed),
        metavar="X",
        help="replay a trace so many times as fast as it was (default: 1)",
    )
    add(
        "--lines",
        default="uniform:10:120",
        metavar="WHAT",
        help=f"what is sent; lengths in characters, without the newline: {TAKES} "
        "(default: %(default)s)",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--duration",
        type=options.positive_duration_ns,
        metavar="TIME",
        help="how long, the warm-up included: 500ms, 60s, 5m (default: 60s; a trace: all of it)",
    )
    length.add_argument(
        "--count", type=options.count, metavar="N", help="how many lines, instead of how long"
    )
    add(
        "--warmup",
        type=options.duration_ns,
        default=0,
        metavar="TIME",
        help="the first half of it is a ramp, from a tenth of the rate up (default: 0s)",
    )
    add(
        "--seed",
        type=options.whole(0, 2**63 - 1),
        default=1,
        metavar="N",
        help="of random lines and times: the same seed sends the same bytes at the same times "
        "(default: %(default)s)",
    )
    add(
        "--lanes",
        *lanes,
        type=options.whole(1, _MOST_LANES),
        default=1,
        metavar="N",
        help="ordered sub-streams that the lines are dealt out to in turn (default: %(default)s)",
    )
    add(
        "--processes",
        type=options.whole(1, _MOST_LANES),
        default=1,
        metavar="N",
        help="processes that send the lanes, as even a share each as can be (default: %(default)s)",
    )
    add(
        "--emission",
        type=_parquet,
        metavar="FILE.parquet",
        help="leave a log of how many lines had left at what time",
    )
    add("--json", action="store_true", help="print the summary as one JSON object")
    add("--hold", action="store_true", help=argparse.SUPPRESS)
    add("--clock-offset-ns", type=options.whole(0, 2**63 - 1), help=argparse.SUPPRESS)


@options.takes
def _parquet(text: str) -> Path:
    if not text.endswith(".parquet"):
        raise BadInput(f"{text!r}: it takes a path that ends in .parquet")
    return Path(text)
