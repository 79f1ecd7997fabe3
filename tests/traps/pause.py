"""Holding a run's load generator still while it measures."""

import json
import time
from pathlib import Path

import psutil

from analysis import record
from loadgen.clock import RunClock
from loadgen.units import NS_PER_MS, NS_PER_S
from tests.integration.leftovers import wait_until

_AFTER_WARMUP_NS = 300 * NS_PER_MS


class Pause:
    """A time for which the generator's process gets no turn.

    Args:
        for_s: how long, s.
    """

    def __init__(self, for_s: float) -> None:
        self.for_s = for_s
        self.since_ns = 0
        """From when on it was surely stopped, ns on the run clock."""
        self.until_ns = 0
        """Until when it surely was."""

    def make(self, out: Path, worker: psutil.Process) -> None:
        """Stop the generator of a run some time after its warm-up, and let it go on again.

        Args:
            out: the run's folder.
            worker: its process.
        """
        info = json.loads((out / record.RUN).read_text())
        clock = RunClock(info["clock"]["offset_ns"])
        (generator,) = (child for child in worker.children() if runs_module(child, "loadgen"))
        ahead_ns = info["window"]["warm_ns"] + _AFTER_WARMUP_NS - clock.now_ns()
        time.sleep(max(ahead_ns, 0) / NS_PER_S)
        generator.suspend()
        try:
            wait_until(lambda: generator.status() == psutil.STATUS_STOPPED, 10, "it stops")
            self.since_ns = clock.now_ns()
            time.sleep(self.for_s)
            self.until_ns = clock.now_ns()
        finally:
            generator.resume()


def runs_module(process: psutil.Process, module: str) -> bool:
    """Whether a process is Python with `-m` and this module."""
    try:
        return process.cmdline()[1:3] == ["-m", module]
    except psutil.Error:  # it has ended
        return False
