"""One run in a process of its own: ready -> warm-up -> measure -> drain.

Started by `benchmarks.runner` and by nothing else. It tells its phases as JSON lines on standard
output, and ends when its standard input does, so that it never outlives the one who started it.
Spark keeps settings and state between the sessions of a process: so a process has one run.
"""

import contextlib
import json
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analysis import record
from benchmarks import host, phase
from benchmarks.cell import Cell
from benchmarks.child import claim_stdout, end_children, ending_with_stdin
from benchmarks.engines.engine import Engine, Inlet, Kafka, Stage
from benchmarks.engines.made import engine_of
from benchmarks.folder import link
from benchmarks.load import Load, LoadError
from benchmarks.patience import GaveUpError, Patience
from benchmarks.progress_log import NONE, ProgressLog
from benchmarks.sampler import Sampler
from benchmarks.seen import Seen
from benchmarks.tally import tally_of
from benchmarks.watch import LOOK_EVERY_S, RunFailedError, Watch, explained, in_short
from loadgen.clock import RunClock
from loadgen.errors import BadInput
from loadgen.lines import parse_lines
from loadgen.units import NS_PER_S

READY_S = 120.0
# For the engine's own record of the last batch, which comes after its results: on a busy machine,
# after some of the records before it.
_SETTLE_NS = 10 * NS_PER_S


def main() -> int:
    """Run the cell that `run.json` describes: `python -m benchmarks.worker RUN SCRATCH`."""
    path, scratch = Path(sys.argv[1]), Path(sys.argv[2])
    tell = claim_stdout()
    stopping = threading.Event()
    with ending_with_stdin(scratch, stopping):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us decides
        info = json.loads((path / record.RUN).read_text())
        Worker(path, scratch, info, tell, stopping).run()
    return 0


class Worker:
    """The run itself.

    Args:
        path: the run directory.
        scratch: the run's folder for what it doesn't keep.
        info: `run.json` so far: the spec.
        tell: takes the events for the one who started us.
        stopping: set once the record is whole and only stopping is left to do.
    """

    def __init__(
        self,
        path: Path,
        scratch: Path,
        info: dict[str, Any],
        tell: Callable[[dict[str, Any]], None],
        stopping: threading.Event,
    ) -> None:
        self.stopping = stopping
        self.path = path
        self.scratch = scratch
        self.info = info
        self.tell = tell
        self.cell = Cell.parse(info["cell"])
        self.clock = RunClock.start()
        tally = tally_of(self.cell) if self.cell.results_count else None
        self.seen = Seen(path / record.VISIBLE_FILE, self.clock, tally)
        self.progress = ProgressLog(path / record.PROGRESS_FILE)
        self.patience: Patience | None = None
        self.kafka = Kafka.of(info.get("kafka"), path / record.APPENDED_FILE)

    def run(self) -> None:
        """All of it. What was measured is on disk whatever happens, and the end is told.

        It is told before Spark is stopped: one that is overloaded or broken may not want to.
        """
        with contextlib.ExitStack() as stopping, contextlib.ExitStack() as closing:
            closing.callback(self.stopping.set)
            closing.callback(self.progress.close)
            closing.callback(self.seen.close)
            try:
                self._run(stopping, closing)
            except BadInput as error:
                end = {"event": "refused", "why": str(error)}
            except (LoadError, RunFailedError) as error:
                end = {"event": "failed", "why": str(error)}
            except Exception as error:  # noqa: BLE001 - py4j's and Spark's are many: all end the run
                with contextlib.suppress(OSError):  # the log's disk may be full
                    traceback.print_exc()
                end = {"event": "failed", "why": f"{in_short(error)} (see {record.ENGINE_LOG})"}
            else:
                end = {"event": "done"}
            try:
                closing.close()
            except OSError as error:  # a full disk; what fitted is in journals
                end = {"event": "failed", "why": f"the record can't be finished: {error}"}
            self.tell(end)

    def _run(self, stopping: contextlib.ExitStack, closing: contextlib.ExitStack) -> None:
        """Get ready, and measure. `closing` ends what writes the record, `stopping` all else."""
        load = self._load()
        stopping.callback(load.close)
        inlet = self._inlet(load.expect("ready", READY_S))
        link(self.scratch, self.path, record.GC_LOG)
        where = self.info["listen"], self.info["advertise"], self.kafka
        stage = Stage(self.cell, inlet, self.scratch, self.seen, self.progress, *where)
        engine = engine_of(stage, self.path)
        stopping.callback(self._stop, engine)
        self.tell({"event": "phase", "phase": "starting"})
        with explained(engine):
            self._follow(engine, load, closing)

    def _follow(self, engine: Engine, load: Load, closing: contextlib.ExitStack) -> None:
        """From the engine's start to the last result."""
        engine.open()
        if not self.cell.of_backlog:
            self._get_ready(engine, load)
            self.info["ready_ns"] = self.clock.now_ns()
        self._describe(engine)
        table, broker = self.path / record.RESOURCES_FILE, self.kafka.pid if self.kafka else None
        sampler = Sampler(table, self.clock, load.pid, engine.gc_ms, broker)
        closing.callback(sampler.close)
        sampler.start()
        self._measure(engine, load)

    def _stop(self, engine: Engine) -> None:
        """Stop the engine. Spark, given up, may be in a batch of minutes: it isn't waited for."""
        if self.cell.on_spark and "gave_up" in self.info:
            end_children()
        else:
            engine.close()

    def _load(self) -> Load:
        return Load(
            self.cell,
            emission=self.path / record.EMISSION_FILE,
            directory=Path(self.info["files_directory"]),
            clock=self.clock,
            seed=self.info["seed"],
            host=self.info["listen"],
            log=self.path / "loadgen.log",
            kafka=self.kafka,
        )

    def _inlet(self, ready: dict[str, Any]) -> Inlet:
        if self.cell.source == "socket":
            return Inlet(host=self.info["advertise"], ports=tuple(ready["ports"]))
        return Inlet(directory=Path(self.info["files_directory"]))

    def _get_ready(self, engine: Engine, load: Load) -> None:
        engine.begin()
        if self.cell.source == "socket":
            for _ in range(self.cell.lanes):
                load.expect("connected", READY_S)
        self._until(engine, engine.ready, READY_S, "ready for lines")

    def _describe(self, engine: Engine) -> None:
        """Note what it runs on, and what it is set to."""
        self.info["settings"] = engine.settings()
        self.info["settings_in_force"] = engine.everything()
        self.info["environment"] = host.describe() | engine.versions()
        self.info["clock"] = {"offset_ns": self.clock.offset_ns}

    def _measure(self, engine: Engine, load: Load) -> None:
        cell, window = self.cell, self.info["window"]
        self.patience = Patience(cell, self.info["seed"], self.seen, engine)
        start_ns = phase.start_ns(self.clock.now_ns(), cell.setting.interval_ns, self.info["seed"])
        window["start_ns"], window["warm_ns"] = start_ns, start_ns + cell.warmup_ns
        window["end_ns"] = start_ns + cell.duration_ns
        self._save()
        self.patience.begin(start_ns)
        load.start(start_ns)
        self.tell({"event": "phase", "phase": "measuring"})
        try:
            self._see_through(engine, load)
        except GaveUpError as end:
            window["stop_ns"] = end.at_ns
            window["end_ns"] = min(window["end_ns"], end.at_ns)
            self.info["gave_up"] = end.as_json()
            load.close()
        self.info["status"] = "complete"
        self._save()

    def _see_through(self, engine: Engine, load: Load) -> None:
        """From the first line to the last result."""
        cell = self.cell
        sent = self._sent(engine, load)
        self.tell({"event": "phase", "phase": "draining"})
        if cell.of_backlog:
            self._work_off(engine, sent["emitted"])
        # What a backlog leaves in open windows stays there: no later lines come to close them.
        drained = (cell.of_backlog and cell.until_closed) or self._waited(
            engine, self._arrived(engine, sent["emitted"]), cell.drain_ns
        )
        self.info["window"]["stop_ns"] = self.clock.now_ns()
        if drained:
            self._settle(engine, sent["emitted"])
        if cell.results_count:
            self._check(sent)

    def _work_off(self, engine: Engine, emitted: int) -> None:
        """Have a job that ends by itself work off all lines, which are there."""
        backlog = {"lines": emitted, "start_ns": self.clock.now_ns(), "end_ns": None}
        self.info["backlog"] = backlog
        engine.begin()
        limit_s = (self.cell.duration_ns + self.cell.drain_ns) / NS_PER_S
        self._until(
            engine,
            lambda: engine.finished() is not None,
            limit_s,
            "done with the backlog: it takes a longer --drain, or fewer lines",
        )
        backlog["end_ns"] = engine.finished()

    def _arrived(self, engine: Engine, emitted: int) -> Callable[[], bool]:
        """What tells that every line is in that can be: by the results, or by the engine."""
        if not self.cell.results_count:
            return lambda: engine.took(emitted)
        expected = emitted
        if self.cell.until_closed:  # lines of the tail close windows, and stay in theirs
            plan = self.cell.plan(self.info["seed"])
            expected = min(emitted, plan.count_due(self.cell.duration_ns - 1))
        return lambda: self.seen.lines >= expected

    def _check(self, sent: dict[str, Any]) -> None:
        """Put what the results count beside what they should."""
        expected = {int(key): count for key, count in sent["counts"].items()}
        seen = self.seen.counts
        if self.cell.until_closed:  # lines leave their windows in order: so many, the first ones
            ring = parse_lines(self.cell.lines, self.info["seed"], self.cell.keys)
            expected = ring.counts(sum(seen.values()))
        record.write_counts(self.path / record.COUNTS_FILE, expected, seen)

    def _sent(self, engine: Engine, load: Load) -> dict[str, Any]:
        limit_s = (self.cell.duration_ns + self.cell.tail_ns + self.cell.drain_ns) / NS_PER_S + 30
        sent: dict[str, Any] | None = None

        def all_sent() -> bool:
            nonlocal sent
            sent = load.sent()
            return sent is not None

        self._until(engine, all_sent, limit_s, "done with sending: the consumer doesn't take it")
        return sent or {}

    def _settle(self, engine: Engine, emitted: int) -> None:
        """Wait until the engine has told of the last batch seen too, or the time is over."""
        if not self.cell.tells_progress:
            return

        def told() -> bool:
            if self.seen.newest == NONE:  # results that don't say which batch they are of
                return engine.took(emitted)
            return self.progress.newest >= self.seen.newest

        self._waited(engine, told, _SETTLE_NS)

    def _until(self, engine: Engine, done: Callable[[], bool], limit_s: float, what: str) -> None:
        if not self._waited(engine, done, round(limit_s * NS_PER_S)):
            raise RunFailedError(f"not {what} within {limit_s:.0f} s")

    def _waited(self, engine: Engine, done: Callable[[], bool], limit_ns: int) -> bool:
        return any(done() for _ in self._ticks(engine, limit_ns / NS_PER_S))

    def _ticks(self, engine: Engine, limit_s: float) -> Iterator[None]:
        """Come back often until the limit, and keep the record going meanwhile."""
        begun, watch = time.monotonic(), Watch(engine, self.seen)
        while time.monotonic() - begun < limit_s:
            yield
            if self.patience is not None:
                self.patience.look(self.clock.now_ns())
            why = watch.look()
            if why is not None:
                raise RunFailedError(f"the engine has ended: {why}")
            time.sleep(LOOK_EVERY_S)
        engine.poll()
        yield

    def _save(self) -> None:
        record.write_json(self.path / record.RUN, self.info)


if __name__ == "__main__":
    sys.exit(main())
