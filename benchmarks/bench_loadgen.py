"""What our own generator can do, and what it takes from the machine beside the system under test.

For asv: `asv run --python=same`. With STREAMGAUGE_SMOKE set, only as much as shows that it works;
what takes a broker of Kafka only with STREAMGAUGE_LARGE.
"""

import os
import subprocess
import sys
import time
import timeit
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks.broker.server import started
from benchmarks.tracked.samples import rounded
from loadgen.acknowledged import ACKNOWLEDGED
from loadgen.clock import RunClock
from loadgen.emission import EMISSION
from loadgen.journal import Journal
from loadgen.lanes import LaneView
from loadgen.lateness import lateness_ms
from loadgen.lines import parse_lines
from loadgen.pacer import Pacer, Tick
from loadgen.schedule import MOST_PER_S, Constant, parse_shape, warmed
from loadgen.sending import Logs, send
from loadgen.sinks.kafka import KafkaSink, longest
from loadgen.sinks.producer import settings
from loadgen.sinks.socket import SocketSink
from loadgen.units import NS_PER_MS, NS_PER_S
from loadgen.waiting import Wait

_SMOKE = bool(os.environ.get("STREAMGAUGE_SMOKE"))
_LINES = 1_000_000 if _SMOKE else 50_000_000
_LARGE = bool(os.environ.get("STREAMGAUGE_LARGE"))
_MESSAGES = 1_000_000
_TURNS = 3
_SECONDS = 1 if _SMOKE else 3
_LEAD_NS = 100 * NS_PER_MS
_PER_S = 12_345.678


class FlatOut:
    """As fast as it goes: 64 bytes a line, newline included, over loopback to one consumer."""

    version = "1"

    def track_ns_per_line(self) -> float:
        """From the first line's start until the consumer has counted the last one."""
        clock = RunClock.start()
        schedule = Constant(MOST_PER_S, round(_LINES / MOST_PER_S * NS_PER_S))
        with _consumed("fixed:63", clock) as (sink, consumer), Journal(None, EMISSION, {}) as log:
            start_ns = clock.now_ns()
            _pacer(schedule, sink, log, clock).run(start_ns)
            sink.close()
            counted = int(consumer.communicate()[0])
            took_ns = clock.now_ns() - start_ns
        if counted != schedule.count:
            raise AssertionError(f"{counted} of {schedule.count} lines arrived")
        return rounded(took_ns / counted)

    track_ns_per_line.unit = "ns/line"  # type: ignore[attr-defined] # asv reads it


class Pacing:
    """At a steady rate: how late lines leave, and the CPU time that this takes."""

    version = "1"
    params = (10_000, 100_000)
    param_names = ("lines_per_s",)
    timeout = 300

    def setup_cache(self) -> dict[int, dict[str, float]]:
        """Run each rate once; the figures are read from it."""
        return {rate: _paced(rate) for rate in self.params}

    def track_lateness_p50_ms(self, figures: dict[int, dict[str, float]], rate: int) -> float:
        """The median line's sent less due."""
        return figures[rate]["p50"]

    def track_lateness_p99_ms(self, figures: dict[int, dict[str, float]], rate: int) -> float:
        """The same of the line that only a hundredth of all are later than."""
        return figures[rate]["p99"]

    def track_cpu_ms_per_s(self, figures: dict[int, dict[str, float]], rate: int) -> float:
        """CPU time of our process, user and system, in a second of pacing."""
        return figures[rate]["cpu_ms_per_s"]

    track_lateness_p50_ms.unit = "ms"  # type: ignore[attr-defined]
    track_lateness_p99_ms.unit = "ms"  # type: ignore[attr-defined]
    track_cpu_ms_per_s.unit = "ms/s"  # type: ignore[attr-defined]


class IntoKafka:
    """As fast as it goes, 10 to 120 characters a line, into one partition of a broker beside us.

    Lines wait up to 5 ms for others to go with; all replicas acknowledge them, which is one.
    """

    version = "1"
    timeout = 300

    def setup_cache(self) -> dict[str, float]:
        """Send a million lines a few times; the best turn's figures."""
        return _into_kafka() if _LARGE else {}

    def setup(self, figures: dict[str, float]) -> None:
        """Leave it out unless it was asked for."""
        if not figures:
            raise NotImplementedError

    def track_s_per_million_lines(self, figures: dict[str, float]) -> float:
        """From the first line's start until the last one is acknowledged."""
        return figures["s"]

    def track_cpu_us_per_line(self, figures: dict[str, float]) -> float:
        """CPU time of our process, with the client's threads."""
        return figures["cpu_us"]

    track_s_per_million_lines.unit = "s"  # type: ignore[attr-defined]
    track_cpu_us_per_line.unit = "us/line"  # type: ignore[attr-defined]


class Rendering:
    """Before the load starts: its lines are made."""

    version = "1"
    params = ("uniform:10:120", "zipf:1.2:1000", "lognormal:80:1")
    param_names = ("lines",)

    def time_ring(self, lines: str) -> None:
        """Lengths drawn, and 65,536 lines rendered."""
        parse_lines(lines, seed=1)


class Due:
    """After a run: when its lines were due, and how many were at a time, for each load shape."""

    version = "2"
    params = (
        "constant",
        "poisson",
        "ramp:20k",
        "step:5k:0:20k",
        "sine:0.8:1m",
        "burst:100k:10s:500ms",
        "warmed constant",
    )
    param_names = ("shape",)

    def setup(self, shape: str) -> None:
        """Number the lines, and the times as a record's."""
        kind = parse_shape(shape.removeprefix("warmed "))
        warmup_ns = 10 * NS_PER_S if shape.startswith("warmed") else 0
        duration_ns = round(_LINES // 5 / _PER_S * NS_PER_S)
        # A rate that no whole number of ns divides.
        self._schedule = warmed(kind, _PER_S, warmup_ns, duration_ns + warmup_ns, seed=1)
        self._index = np.arange(self._schedule.count)
        self._elapsed_ns = np.linspace(0, duration_ns, len(self._index)).astype(np.int64)

    def track_due_ns_per_line(self, shape: str) -> float:  # noqa: ARG002 - asv's form
        """Line numbers to due times."""
        return self._timed(lambda: self._schedule.due_ns(self._index))

    def track_count_ns_per_time(self, shape: str) -> float:  # noqa: ARG002 - asv's form
        """Times to how many lines are due."""
        return self._timed(lambda: self._schedule.counts_due(self._elapsed_ns))

    def _timed(self, work: Callable[[], object]) -> float:
        """The best of a few turns: ns for each line."""
        best_s = min(timeit.repeat(work, number=1, repeat=3))
        return rounded(best_s * NS_PER_S / len(self._index))

    track_due_ns_per_line.unit = "ns/line"  # type: ignore[attr-defined]
    track_count_ns_per_time.unit = "ns/time"  # type: ignore[attr-defined]


def _paced(rate: int) -> dict[str, float]:
    clock = RunClock.start()
    schedule = Constant(float(rate), _SECONDS * NS_PER_S)
    with _consumed("uniform:10:120", clock) as (sink, _), Journal(None, EMISSION, {}) as log:
        start_ns = clock.now_ns() + _LEAD_NS
        pacer = _pacer(schedule, sink, log, clock)
        before_s = time.process_time()
        pacer.run(start_ns)
        cpu_s = time.process_time() - before_s
        late = lateness_ms(log.rows(), [LaneView(schedule, 0, 1)], start_ns)
    figures = {name: rounded(value) for name, value in late.items() if value is not None}
    return {**figures, "cpu_ms_per_s": rounded(cpu_s / _SECONDS * 1000)}


def _into_kafka() -> dict[str, float]:
    ring = parse_lines("uniform:10:120", seed=1)
    chosen = settings("all", 5 * NS_PER_MS, "none", longest(ring))
    turns = []
    with started() as broker:
        for _ in range(_TURNS):
            with KafkaSink(broker.address, "lines", 1, ring, chosen) as sink:
                turns.append(_acknowledged(sink))
    took_s, cpu_s = min(turns)
    return {"s": rounded(took_s), "cpu_us": rounded(cpu_s / _MESSAGES * 1_000_000)}


def _acknowledged(sink: KafkaSink) -> tuple[float, float]:
    """How long all lines took, and the CPU time: s."""
    clock = RunClock.start()
    schedule = Constant(MOST_PER_S, round(_MESSAGES / MOST_PER_S * NS_PER_S))
    with Journal(None, EMISSION, {}) as sent_log, Journal(None, ACKNOWLEDGED, {}) as acked_log:
        reports = sink.begin()
        start_ns, before_s = clock.now_ns(), time.process_time()
        sent = send(
            [LaneView(schedule, 0, 1)],
            sink,
            reports,
            Logs(sent_log, acked_log),
            clock=clock,
            wait=Wait(clock),
            pace=Tick.for_rate(schedule.rate_per_s),
            beat=lambda _: None,
            start_ns=start_ns,
        )
        took_s = (clock.now_ns() - start_ns) / NS_PER_S
        cpu_s = time.process_time() - before_s
    if not sent.finished or sent.lines != _MESSAGES:
        raise AssertionError(f"{sent.lines} of {_MESSAGES} lines were sent: {sink.took()}")
    return took_s, cpu_s


def _pacer(schedule: Constant, sink: SocketSink, log: Journal, clock: RunClock) -> Pacer:
    return Pacer(
        [LaneView(schedule, 0, 1)],
        sink,
        log=log,
        clock=clock,
        wait=Wait(clock),
        pace=Tick.for_rate(schedule.rate_per_s),
    )


@contextmanager
def _consumed(
    lines: str, clock: RunClock
) -> Iterator[tuple[SocketSink, "subprocess.Popen[bytes]"]]:
    """A sink with a consumer, whose output is the number of lines that it got."""
    with SocketSink("127.0.0.1", 0, 1, parse_lines(lines, seed=1)) as sink:
        command = [sys.executable, "-m", "benchmarks.consumer", sink.host, str(sink.port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as consumer:
            try:
                sink.connect(Wait(clock), lambda _: None)
                yield sink, consumer
            finally:
                consumer.kill()
