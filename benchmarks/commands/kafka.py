"""`streamgauge kafka`: a broker that stays, for the runs that are to have the same one."""

import argparse
import time
from pathlib import Path

from benchmarks.broker import standing
from benchmarks.broker.standing import Standing
from benchmarks.commands import outcome
from loadgen import options as takes

_ABOUT = """A run whose lines or results go through Kafka starts a broker for itself. This is for
one that stays: a single node, on this machine's loopback only. Kafka is fetched from Maven Central
the first time, 40 MB, and takes Java 17 or newer."""
_EXAMPLE = """examples:
  streamgauge kafka up
  streamgauge run --source kafka --kafka 127.0.0.1:9092
  streamgauge kafka down
"""
_NOT_RUNNING = 3
_MOST = 65535


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "kafka",
        help="a Kafka broker that stays: up, status, down",
        description=_ABOUT,
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION", title="actions")
    up = actions.add_parser("up", help="start one")
    up.add_argument(
        "--port",
        type=takes.whole(0, _MOST),
        default=9092,
        metavar="N",
        help="what it listens on, 0 for any: default %(default)s",
    )
    up.add_argument(
        "--dir",
        type=Path,
        metavar="DIR",
        help="a folder for what it keeps, gone on with if it has: default a temporary one",
    )
    up.set_defaults(main=_up)
    actions.add_parser(
        "status", help=f"tell whether one is up: exit status 0, or {_NOT_RUNNING} if none is"
    ).set_defaults(main=_status)
    actions.add_parser("down", help="end it").set_defaults(main=_down)


def _up(options: argparse.Namespace) -> int:
    found = standing.find()
    if found is not None:
        print(f"it is up already: {_described(found)}")
        return outcome.DONE
    made = standing.up(options.dir, options.port)
    print(_described(made))
    print(f"use it: streamgauge run --source kafka --kafka {made.address}")
    print("end it: streamgauge kafka down")
    return outcome.DONE


def _status(_options: argparse.Namespace) -> int:
    found = standing.find()
    if found is None:
        print("none is running")
        return _NOT_RUNNING
    print(_described(found))
    return outcome.DONE


def _down(_options: argparse.Namespace) -> int:
    found = standing.find()
    if found is None:
        print("none is running")
        return outcome.DONE
    standing.down(found)
    kept = "" if found.temporary else f": what it kept is in {found.folder}"
    print(f"ended{kept}")
    return outcome.DONE


def _described(broker: Standing) -> str:
    since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(broker.since_s))
    return (
        f"Kafka {broker.version} at {broker.address}, pid {broker.pid}, in {broker.folder}, "
        f"since {since}"
    )
