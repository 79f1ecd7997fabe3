"""One load from beginning to end: ready, connected, started, sent."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loadgen.clock import RunClock
from loadgen.control import Control
from loadgen.emission import EMISSION
from loadgen.journal import Journal
from loadgen.load import Load
from loadgen.pacer import Gather, Pace, Pacer, Tick
from loadgen.sinks.sink import Place
from loadgen.summary import summarise
from loadgen.team import Team
from loadgen.telling import Teller
from loadgen.units import NS_PER_MS, NS_PER_S
from loadgen.waiting import Wait

_LEAD_NS = 20 * NS_PER_MS  # so that the first line isn't due before we are ready for it


@dataclass(frozen=True)
class Session:
    """Everything that one load needs.

    Args:
        load: what to send.
        sink: where to; the caller closes it.
        clock: the run's.
        wait: passes the time, and says when to stop.
        teller: told of each stage.
        control: the runner, if one steers us: then the schedule starts when it says so.
        emission: the emission log to leave, if any.
    """

    load: Load
    sink: Place
    clock: RunClock
    wait: Wait
    teller: Teller
    control: Control | None = None
    emission: Path | None = None

    def run(self) -> bool:
        """Send the load, unless stopped before all has left, and tell what was sent.

        Returns:
            Whether every line has left.

        Raises:
            BadInput: if the sink can't be written to.
            OSError: if the emission log can't.
        """
        self.teller.ready(self.sink.place())
        connected = self.sink.connect(self.wait, self.teller.connected)
        asked_ns = self._start_ns() if connected else None
        start_ns = self.clock.now_ns() if asked_ns is None else asked_ns
        with Journal(self.emission, EMISSION, self.load.meta(start_ns)) as log:
            finished, took = False, self.sink.took()
            if asked_ns is not None:
                finished, took = self._send(start_ns, log)
            end_ns = self.clock.now_ns()
            summary = summarise(self.load, log.rows(), took, start_ns, end_ns)
        self.teller.sent(summary)
        return finished

    def _send(self, start_ns: int, log: Journal) -> tuple[bool, list[dict[str, Any]]]:
        """Send everything; whether all has left, and what each connection took."""
        beat, pace = self.teller.beat, self._pace()
        if self.load.processes > 1:
            team = Team(self.load, self.sink, self.clock, pace)
            return team.send(start_ns, log, self.wait, beat)
        pacer = Pacer(
            self.load.views,
            self.sink,
            log=log,
            clock=self.clock,
            wait=self.wait,
            pace=pace,
            beat=beat,
        )
        return pacer.run(start_ns), self.sink.took()

    def _start_ns(self) -> int | None:
        if self.control is None:
            return self.clock.now_ns() + _LEAD_NS
        while self.control.start_ns is None:
            if not self.wait():
                return None
        return self.control.start_ns

    def _pace(self) -> Pace:
        if self.load.file_every_ns is not None:
            return Gather(self.load.file_every_ns)
        schedule = self.load.schedule
        return Tick.for_rate(schedule.count * NS_PER_S / schedule.duration_ns)
