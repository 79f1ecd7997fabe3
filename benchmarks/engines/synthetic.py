"""An engine of known latency: it shows each result at the moment that a law prescribes.

What is reported of it can be held against what is known. All else about it is as with any engine:
the generator's process, a socket, a reader that counts, a sink, events of its progress.
"""

import json
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from analysis import record
from benchmarks.engines.engine import Stage
from benchmarks.engines.fault import Fault, parse_behaviour
from benchmarks.engines.inflow import Inflow
from benchmarks.engines.law import Law
from benchmarks.engines.plain import PlainEngine
from loadgen import journal, schedule
from loadgen.clock import RunClock
from loadgen.units import NS_PER_MS, NS_PER_S

LAW = "law"
"""The key of a cell's conf that holds the law."""

NOTES_FILE = "synthetic.parquet"
NOTES = ("lines", "meant_ns", "handed_ns", "missing")
"""Per result: lines so far, when the law has it, when it was handed over, by the engine's own look
at the clock; how many of its lines hadn't come when it should have been."""

_LOOK_AGAIN_S = 0.02
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# A thread that waits for its turn gets it after so long. By default that is 5 ms, and the worker's
# other threads would make results that late. The process is this engine's alone.
_SWITCH_S = 1e-4
# A sleep ends some 0.1 ms late, and later on a busy machine.
_COARSE_NS = NS_PER_MS
_FINE_NS = NS_PER_MS // 5


class SyntheticEngine(PlainEngine):
    """A thread that reads lines, and holds their results back until their time has come.

    Args:
        stage: what to work with; the law is its cell's conf of that name.
        path: the run directory: it has the schedule, and takes the engine's own notes.

    Raises:
        BadInput: if the law can't be read.
    """

    def __init__(self, stage: Stage, path: Path) -> None:
        law, fault = parse_behaviour(dict(stage.cell.conf).get(LAW, ""))
        super().__init__(stage)
        self._path = path
        self._law: Law = law
        self._fault: Fault = fault
        self._counts: Counter[int] = Counter()
        self._events: deque[dict[str, Any]] = deque()
        self._inflow: Inflow | None = None
        self._notes: journal.Journal | None = None
        self._switch_s = sys.getswitchinterval()

    def open(self) -> None:
        """Connect, and begin the notes."""
        inlet = self._stage.inlet
        sys.setswitchinterval(_SWITCH_S)
        small = bool(self._fault.stall_ns)
        self._inflow = Inflow(inlet.host, inlet.ports[0], self._stopped, small=small)
        self._notes = journal.Journal(self._path / NOTES_FILE, NOTES, {})
        journal.read(self._path / NOTES_FILE)  # the first takes long: it imports much of Arrow

    def poll(self) -> None:
        """Record the progress since the last call."""
        while self._events:
            event = self._events.popleft()
            self._stage.progress.add(event, event["batchId"])

    def close(self) -> None:
        """Stop, and finish the notes."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        if self._inflow is not None:
            self._inflow.close()
        if self._notes is not None:
            self._notes.close()
        sys.setswitchinterval(self._switch_s)

    def _run(self) -> None:
        try:
            self._follow()
        except Exception as error:  # noqa: BLE001 - whatever it is, the run must hear of it
            self._error = f"the synthetic engine failed: {error}"

    def _follow(self) -> None:
        """Hand over result after result, each in its time."""
        run = self._begun()
        if run is None or self._inflow is None or self._notes is None:
            return
        deaf_ns = self._fault.deaf_ns(self._stage.cell.warmup_ns, run.plan.duration_ns)
        self._inflow.deaf_ns = (run.start_ns + deaf_ns[0], run.start_ns + deaf_ns[1])
        for number, (lines, begun_ns, at_ns) in enumerate(run.results(self._law)):
            fresh, missing = self._gather(run, self._inflow, lines, at_ns)
            before = self._counts.total()
            self._counts.update(fresh)
            totals = {length: self._counts[length] for length in fresh}
            self._hold(run, self._inflow, at_ns)
            if self._stopped.is_set():
                return
            handed_ns = run.clock.now_ns()
            self._stage.seen.rows(number, totals.items())
            self._notes.append(lines, at_ns, handed_ns, missing)
            told = self._fault.told(before), self._fault.told(self._counts.total())
            ahead_ns = run.clock.wall_ahead_ns()
            self._events.append(_event(number, told, begun_ns + ahead_ns, handed_ns + ahead_ns))

    def _begun(self) -> "_Run | None":
        """What the generator noted when it was told to begin; None if we are stopped before."""
        while not self._stopped.wait(_LOOK_AGAIN_S):
            try:
                _, load = journal.read(self._path / record.EMISSION_FILE)
            except (OSError, ValueError):  # not there yet, or not whole
                continue
            info = json.loads((self._path / record.RUN).read_text())
            clock = RunClock(info["clock"]["offset_ns"])
            return _Run(clock, schedule.from_spec(load["schedule"]), load["start_ns"])
        return None

    def _gather(
        self, run: "_Run", inflow: Inflow, lines: int, at_ns: int
    ) -> tuple[Counter[int], int]:
        """Count lines as they come, until those of a result are all in.

        Args:
            run: what is run.
            inflow: where they come in.
            lines: how many there are, with those of all results before.
            at_ns: when the result should be in hand.

        Returns:
            Lines by length; how many hadn't come by then.
        """
        fresh: Counter[int] = Counter()
        missing: int | None = None
        while not self._stopped.is_set():
            first = inflow.taken
            fresh.update(self._fault.counted(first, inflow.take(lines), run.plan.count))
            now_ns = run.clock.now_ns()
            if missing is None and now_ns >= at_ns:
                missing = lines - inflow.taken
            if inflow.taken == lines:
                break
            inflow.read(run.clock, at_ns if missing is None else now_ns + NS_PER_S)
        return fresh, missing or 0

    def _hold(self, run: "_Run", inflow: Inflow, at_ns: int) -> None:
        """Wait for a result's time, to a fraction of a ms, and go on reading meanwhile."""
        while not self._stopped.is_set():
            left_ns = at_ns - run.clock.now_ns()
            if left_ns <= 0:
                return
            if left_ns > _COARSE_NS:
                inflow.read(run.clock, at_ns - _COARSE_NS)
            elif left_ns > _FINE_NS:
                time.sleep((left_ns - _FINE_NS) / NS_PER_S)


@dataclass(frozen=True)
class _Run:
    """What the engine has to know of the run that it is in.

    Args:
        clock: the run clock.
        plan: the schedule of the lines.
        start_ns: when it starts, ns on the run clock.
    """

    clock: RunClock
    plan: schedule.Schedule
    start_ns: int

    def results(self, law: Law) -> Iterable[tuple[int, int, int]]:
        """Per result, by the law: lines so far, its batch's start, its time; on the run clock."""
        results = law.results(self.plan)
        begun_ns, at_ns = results.start_ns + self.start_ns, results.at_ns + self.start_ns
        return zip(results.lines.tolist(), begun_ns.tolist(), at_ns.tolist(), strict=True)


def _event(number: int, told: tuple[int, int], begun_ns: int, handed_ns: int) -> dict[str, Any]:
    """A batch as Structured Streaming tells of one.

    Args:
        number: the batch's.
        told: lines in before it, and after it, as it is told.
        begun_ns: when it began, ns on the system's clock.
        handed_ns: when its result was handed over, ns on the system's clock.
    """
    begun_ms = begun_ns // NS_PER_MS
    took_ms = -(-handed_ns // NS_PER_MS) - begun_ms
    begun = _EPOCH + timedelta(milliseconds=begun_ms)
    rows = told[1] - told[0]
    return {
        "batchId": number,
        "timestamp": begun.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "numInputRows": rows,
        "durationMs": {"addBatch": took_ms, "triggerExecution": took_ms},
        "sources": [{"startOffset": told[0] - 1, "endOffset": told[1] - 1, "numInputRows": rows}],
    }
