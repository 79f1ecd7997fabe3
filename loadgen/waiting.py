"""Passing the time: until a moment, a descriptor, or somebody's wish to stop."""

import contextlib
import select
import signal
from collections.abc import Iterator, Sequence
from types import FrameType

from loadgen.clock import RunClock
from loadgen.control import Control
from loadgen.units import NS_PER_S

# Signals are looked at between waits: Python carries on with a wait that a signal broke.
_LONGEST_S = 0.1


class Wait:
    """Waits, and says whether to go on.

    Args:
        clock: whose times are waited for.
        control: the runner that may end us, if there is one.
    """

    def __init__(self, clock: RunClock, control: Control | None = None) -> None:
        self._clock = clock
        self._control = control
        self._watched = [] if control is None else [control.fileno()]
        self.signal: int | None = None
        """The signal that asked us to stop, if one did."""

    def __call__(
        self,
        until_ns: int | None = None,
        writable: Sequence[int] = (),
        readable: Sequence[int] = (),
    ) -> bool:
        """Wait for a time or a descriptor; may return early.

        Args:
            until_ns: the run clock's time to wait for, if any.
            writable: descriptors; wait no longer once one of them can be written.
            readable: descriptors; wait no longer once one of them can be read.

        Returns:
            Whether to go on; False once a signal came, or the runner has gone.
        """
        timeout_s = _LONGEST_S
        if until_ns is not None:
            left_s = (until_ns - self._clock.now_ns()) / NS_PER_S
            timeout_s = min(max(left_s, 0.0), timeout_s)
        # Not a selector: epoll and poll count in whole ms.
        ready, _, _ = select.select([*self._watched, *readable], writable, (), timeout_s)
        if self._control is not None and self._control.fileno() in ready:
            self._control.read()
        return self.go_on

    @property
    def go_on(self) -> bool:
        """Whether nobody has asked to stop."""
        return self.signal is None and not (self._control is not None and self._control.ended)

    @contextlib.contextmanager
    def stopped_by(
        self, *signals: signal.Signals, ignored: Sequence[signal.Signals] = ()
    ) -> Iterator[None]:
        """While in it, signals end the waiting instead of the process.

        A handler that raised could do so between a line's leaving and our counting it.

        Args:
            signals: those that do.
            ignored: those that do nothing.
        """
        before = {number: signal.signal(number, self._note) for number in signals}
        before |= {number: signal.signal(number, signal.SIG_IGN) for number in ignored}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a handler's form
        self.signal = number
