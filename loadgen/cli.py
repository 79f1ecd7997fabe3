"""The command `loadgen`: the load alone, useful without Spark."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from loadgen.arguments import parser
from loadgen.clock import RunClock
from loadgen.control import Control
from loadgen.errors import BadInput
from loadgen.lines import parse_lines
from loadgen.load import Load
from loadgen.schedule import Schedule, counted, warmed
from loadgen.session import Session
from loadgen.sinks import producer
from loadgen.sinks.files import FilesSink
from loadgen.sinks.kafka import KafkaSink, longest
from loadgen.sinks.socket import SocketSink
from loadgen.telling import ToPerson, ToRunner
from loadgen.units import NS_PER_S
from loadgen.waiting import Wait

_DONE = 0
_BAD_INPUT = 2
_NOT_ALL = 3
_BY_SIGNAL = 128

_PER_S = 1000.0
_DURATION_NS = 60 * NS_PER_S


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what follows `loadgen`; by default what it was called with.

    Returns:
        The exit status.
    """
    given = parser().parse_args(arguments)
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
            acknowledged = getattr(given, "acknowledged", None)
            session = Session(
                load, sink, clock, wait, teller, control, given.emission, acknowledged
            )
            finished = session.run()
            while control is not None and wait():
                pass
    if wait.signal is not None:
        return _BY_SIGNAL + wait.signal
    return _DONE if finished or given.hold else _NOT_ALL


def _load(given: argparse.Namespace) -> Load:
    for option in ("emission", "acknowledged"):
        path = getattr(given, option, None)
        if path is not None and not path.parent.is_dir():
            raise BadInput(f"--{option}: there is no directory {path.parent}")
    if given.processes > given.lanes:
        raise BadInput(
            f"--processes: {given.processes} have no lane each: "
            f"it takes up to --lanes, {given.lanes}"
        )
    return Load(
        source=given.source,
        schedule=_schedule(given),
        lines=given.lines,
        ring=parse_lines(given.lines, given.seed, given.keys),
        seed=given.seed,
        lanes=given.lanes,
        file_every_ns=given.file_every if given.source == "files" else None,
        processes=given.processes,
        keys=given.keys,
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
        if given.tail:
            raise BadInput("--tail: it comes after a --duration, not after a --count")
        return counted(shape, rate_per_s, given.warmup, given.count, given.seed, speed)
    duration_ns = given.duration
    if duration_ns is None:
        length_ns = shape.length_ns(speed)
        duration_ns = _DURATION_NS if length_ns is None else given.warmup + length_ns
    return warmed(shape, rate_per_s, given.warmup, duration_ns, given.seed, speed, given.tail)


def _sink(
    given: argparse.Namespace, load: Load, clock: RunClock
) -> SocketSink | FilesSink | KafkaSink:
    if given.source == "files":
        return FilesSink(
            given.dir, load.ring, load.lanes, clock, given.keep, present=given.files_present
        )
    if given.source == "kafka":
        settings = producer.settings(
            given.acks, given.linger, given.compression, longest(load.ring), given.producer
        )
        return KafkaSink(
            given.kafka, given.topic, load.lanes, load.ring, settings, keyed=given.message_keys
        )
    port_each = given.port_each
    return SocketSink(given.host, given.port, load.lanes, load.ring, port_each=port_each)
