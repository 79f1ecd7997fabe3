"""Waiting for the next line while a broker's word on earlier ones is taken in."""

from collections.abc import Sequence

from loadgen.clock import Clock
from loadgen.pacer import Log, Wait
from loadgen.sinks.sink import Reports
from loadgen.units import NS_PER_MS, NS_PER_S

# A broker's word is waited for in whole ms: what is left of a longer wait is the timer's.
_LONG_NS = 2 * NS_PER_MS
_LONGEST_S = 0.1  # signals are looked at between waits

_LAST_NS = NS_PER_S // 2  # for what is on its way when somebody wants us to stop


class Listening:
    """A wait that keeps the log of what is acknowledged meanwhile.

    Args:
        wait: passes the time.
        reports: what to listen to.
        log: takes a row for each lane that has come further (see `loadgen.acknowledged`).
        clock: tells when that was.
    """

    def __init__(self, wait: Wait, reports: Reports, log: Log, clock: Clock) -> None:
        self._wait = wait
        self._reports = reports
        self._log = log
        self._clock = clock

    def __call__(self, until_ns: int, writable: Sequence[int]) -> bool:
        """Wait for a time; may return early (see `loadgen.pacer.Wait`)."""
        left_ns = until_ns - self._clock.now_ns()
        if not self._reports.outstanding or left_ns <= _LONG_NS:
            self._hear(0.0)
            return self._wait(until_ns, writable)
        # Word that comes ends the wait, so that its time is exact where lines are rare.
        self._hear(min((left_ns - NS_PER_MS) / NS_PER_S, _LONGEST_S))
        return self._wait(self._clock.now_ns(), writable)

    def finish(self) -> bool:
        """Listen until there is word of every line, as long as there may be.

        Returns:
            Whether all lines that left were acknowledged.
        """
        until_ns = self._clock.now_ns() + self._reports.patience_ns
        going = True
        while self._reports.outstanding and self._clock.now_ns() < until_ns:
            if not self(until_ns, ()) and going:
                going, until_ns = False, min(until_ns, self._clock.now_ns() + _LAST_NS)
        return not (self._reports.outstanding or self._reports.failed)

    def _hear(self, timeout_s: float) -> None:
        heard = self._reports.hear(timeout_s)
        now_ns = self._clock.now_ns()
        for lane, lines in heard.items():
            self._log.append(lane, lines, now_ns)
