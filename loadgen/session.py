"""One load from beginning to end: ready, connected, started, sent."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loadgen.acknowledged import ACKNOWLEDGED, delivered
from loadgen.clock import RunClock
from loadgen.control import Control
from loadgen.emission import EMISSION
from loadgen.journal import Journal
from loadgen.load import Load
from loadgen.pacer import Gather, Pace, Tick
from loadgen.sending import Logs, Sent, send
from loadgen.sinks.sink import Place
from loadgen.summary import summarise
from loadgen.team import Team
from loadgen.telling import Teller
from loadgen.units import NS_PER_MS, NS_PER_S
from loadgen.waiting import Wait

_LEAD_NS = 20 * NS_PER_MS  # so that the first line isn't due before we are ready for it

Sender = Callable[
    [int, Logs, Callable[[int], None]],
    tuple[Sent, list[dict[str, Any]]],
]


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
        acknowledged: the log of what a broker acknowledged to leave, if any.
    """

    load: Load
    sink: Place
    clock: RunClock
    wait: Wait
    teller: Teller
    control: Control | None = None
    emission: Path | None = None
    acknowledged: Path | None = None

    def run(self) -> bool:
        """Send the load, unless stopped before all has left, and tell what was sent.

        Returns:
            Whether every line has left.

        Raises:
            BadInput: if the sink can't be written to.
            OSError: if the emission log can't.
        """
        self.teller.ready(self.sink.place())
        with contextlib.ExitStack() as stack:
            start_ns, sender = None, None
            if self.sink.connect(self.wait, self.teller.connected):
                sender = self._sender(stack)
                start_ns = self._start_ns()
            began_ns = self.clock.now_ns() if start_ns is None else start_ns
            meta = self.load.meta(began_ns)
            logs = Logs(
                stack.enter_context(Journal(self.emission, EMISSION, meta)),
                stack.enter_context(Journal(self.acknowledged, ACKNOWLEDGED, meta)),
            )
            sent, took = Sent(finished=False, lines=0, end_ns=began_ns), self.sink.took()
            if sender is not None and start_ns is not None:
                sent, took = sender(start_ns, logs, self.teller.beat)
            summary = self._summary(logs, took, began_ns, sent.end_ns)
        self.teller.sent(summary)
        return sent.finished

    def _sender(self, stack: contextlib.ExitStack) -> Sender:
        """What sends everything, ready to; it tells how that went, and what each lane took."""
        if self.load.processes > 1:
            team = Team(
                self.load,
                self.sink,
                clock=self.clock,
                pace=self._pace(),
                wait=self.wait,
                paths=(self.emission, self.acknowledged),
            )
            return stack.enter_context(team).send
        reports = self.sink.begin()

        def send_all(
            start_ns: int, logs: Logs, beat: Callable[[int], None]
        ) -> tuple[Sent, list[dict[str, Any]]]:
            sent = send(
                self.load.views,
                self.sink,
                reports,
                logs,
                clock=self.clock,
                wait=self.wait,
                pace=self._pace(),
                beat=beat,
                start_ns=start_ns,
            )
            return sent, self.sink.took()

        return send_all

    def _summary(
        self, logs: Logs, took: list[dict[str, Any]], start_ns: int, end_ns: int
    ) -> dict[str, Any]:
        rows, producer = logs.sent.rows(), self.sink.producer
        if not producer:
            return summarise(self.load, rows, took, start_ns, end_ns)
        summary = summarise(self.load, rows, (), start_ns, end_ns)
        return summary | delivered(took, rows, logs.acked.rows(), self.load.lanes, producer)

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
