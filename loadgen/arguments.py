"""The options of the command `loadgen`, and its help."""

import argparse
from pathlib import Path

from loadgen import options
from loadgen.errors import BadInput
from loadgen.lengths import TAKES
from loadgen.numbers import DIGITS
from loadgen.schedule import SHAPES_TAKE, TAIL_PER_S, parse_shape
from loadgen.sinks.producer import ACKS, COMPRESSIONS
from loadgen.sinks.topic import parse_address, parse_name
from loadgen.units import NS_PER_MS, parse_speed

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
  loadgen socket --rate 10k --keys 1M
      each line begins with a number below 1,000,000
  loadgen socket --schedule trace:access.log --speed 10
"""

_FILES_EXAMPLES = """\
examples:
  loadgen files --dir in/ --rate 10k --duration 60s
      every 100 ms a file of about 1,000 lines appears in in/, whole
  loadgen files --dir in/ --rate 200k --file-every 1s --keep 30s --lines zipf:1.2:500
  loadgen files --dir in/ --files-present 20k
      beside 20,000 files that have been there before
"""

_KAFKA_EXAMPLES = """\
examples:
  loadgen kafka --kafka localhost:9092 --topic lines --rate 10k --duration 60s
      a message each line; the topic is made if it is missing
  loadgen kafka --kafka localhost:9092 --topic lines --partitions 4 --rate 200k --linger 5ms
      line i goes to partition i mod 4
  loadgen kafka --kafka broker:9093 --topic lines --producer security.protocol=ssl \\
      --acknowledged acked.parquet
"""

_STATUS = """\
exit status: 0 done; 2 bad input; 3 a consumer left, or a broker didn't acknowledge every line;
130 Ctrl-C
"""


def parser() -> options.Parser:
    """What reads the command's options.

    Returns:
        A parser whose values have the options' names; `source` is `socket`, `files` or `kafka`.
    """
    command = options.Parser(
        prog="loadgen",
        description="Send lines at a known pace, and say how late each left.",
        epilog=_STATUS,
    )
    sources = command.add_subparsers(dest="source", metavar="SOURCE", required=True)
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
    to_files.add_argument(
        "--files-present",
        type=options.count_or_none,
        default=0,
        metavar="N",
        help="empty files, up to 1M, that are in the directory before the load; they stay "
        "(default: %(default)s)",
    )
    _add_kafka(sources)
    return command


def _add_kafka(sources: "argparse._SubParsersAction[options.Parser]") -> None:
    to_kafka = sources.add_parser(
        "kafka",
        help="into a topic of a Kafka",
        description="Send each line as a message, to the partition that is its lane.",
        epilog=_KAFKA_EXAMPLES + _STATUS,
    )
    _add_load_options(to_kafka, "--partitions")
    add = to_kafka.add_argument
    add(
        "--kafka",
        type=options.takes(parse_address),
        required=True,
        metavar="HOST:PORT",
        help="where a broker is; several with commas between them",
    )
    add(
        "--topic",
        type=options.takes(parse_name),
        required=True,
        metavar="NAME",
        help="the topic; made if missing, with a partition for each lane",
    )
    add(
        "--acks",
        choices=ACKS,
        default="all",
        help="who has a line before it is acknowledged: all replicas in sync, the leader, or "
        "nobody has to (default: %(default)s)",
    )
    add(
        "--linger",
        type=options.duration_ns,
        default=0,
        metavar="TIME",
        help="how long lines wait for others to go with (default: 0ms)",
    )
    add(
        "--compression",
        choices=COMPRESSIONS,
        default="none",
        help="of messages (default: %(default)s)",
    )
    add(
        "--message-keys",
        action="store_true",
        help="each message has a key: what its line is counted by, in digits (default: none)",
    )
    add(
        "--producer",
        type=_setting,
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a setting of librdkafka's, in place of ours; may be given often",
    )
    add(
        "--acknowledged",
        type=_parquet,
        metavar="FILE.parquet",
        help="leave a log of how many lines were acknowledged at what time",
    )


def _add_load_options(command: argparse.ArgumentParser, *lanes: str) -> None:
    add = command.add_argument
    add(
        "--rate",
        type=options.rate,
        metavar="LINES/S",
        help="lines per second: 500, 10k, 1.5M (default: 1k); ramp, exponential and step "
        "begin with it, burst has it between bursts, for poisson and sine it is the mean",
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
    add(
        "--keys",
        type=options.count,
        default=0,
        metavar="N",
        help="each random line begins with a number below N, up to 10M, and is counted by it; "
        f"the number has {DIGITS} digits, and a shorter line becomes as long as that "
        "(default: lines are counted by length)",
    )
    length = command.add_mutually_exclusive_group()
    length.add_argument(
        "--duration",
        type=options.positive_duration_ns,
        metavar="TIME",
        help="how long, with the warm-up and without the tail: 500ms, 60s, 5m "
        "(default: 60s; a trace: all of it)",
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
        "--tail",
        type=options.duration_ns,
        default=0,
        metavar="TIME",
        help=f"go on after the duration with {TAIL_PER_S:.0f} lines/s, so that windows close which "
        "only later lines can close (default: 0s)",
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


@options.takes
def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise BadInput(f"{text!r}: it takes KEY=VALUE, as in linger.ms=5")
    return key, value
