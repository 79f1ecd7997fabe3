"""Real runs without Spark, short ones, each made once for all the tests that look at it."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from analysis.run import Run
from analysis.summary import analyse
from benchmarks import runner
from benchmarks.cell import Cell
from tests.traps.pause import Pause, runs_module

LIMIT_S = 300
_AT_ONCE = 3  # they mostly wait
_COMMON = {"api": "synthetic", "rate": "1k", "warmup": "500ms", "duration": "2s", "drain": "300ms"}
_LAW = "uniform:100ms:20ms"


@dataclass(frozen=True)
class Spec:
    """A cell, and what is done to it.

    Args:
        law: what the engine does.
        cell: what else of the cell isn't as usual.
        pause: of its load generator, if there is one.
    """

    law: str
    cell: Mapping[str, str] = field(default_factory=dict)
    pause: Pause | None = None


class Trap(Enum):
    """What happens in a run."""

    # The longest one first: the others go on beside it.
    STALL = Spec(
        f"{_LAW}+stall:5s",
        {"rate": "5k", "lines": "fixed:1000", "duration": "6s", "drain": "20s"},
    )
    # Batches of up to 100 lines, 21 on average, each of which takes 40 ms: half of 1,000 lines/s.
    TOO_SLOW = Spec("sizes:100:40ms", {"duration": "2500ms", "drain": "20s"})
    # A line shares a batch with few that leave before the pause, whose wait is from send too.
    LATE = Spec("uniform:10ms:5ms", {"duration": "3s", "drain": "10s"}, Pause(for_s=1.0))
    LEFT_OVER = Spec(f"{_LAW}+backlog:500ms", {"duration": "3s", "drain": "10s"})
    LOST = Spec(f"{_LAW}+lose:40")
    DOUBLED = Spec(f"{_LAW}+double:80")
    LIAR = Spec(f"{_LAW}+liar")


class Bench:
    """Makes all of these runs, some at a time, once the first of them is asked for.

    Args:
        folder: where their records go.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(_AT_ONCE)
        self._runs: dict[Trap, Future[Run]] = {}
        self.workers: dict[Trap, psutil.Process] = {}
        """The process of each run."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def of(self, trap: Trap) -> Run:
        """The run in which this happens."""
        if not self._runs:
            self._runs = {each: self._pool.submit(self._run, each) for each in Trap}
        return self._runs[trap].result(LIMIT_S)

    def _run(self, trap: Trap) -> Run:
        spec, out = trap.value, self._folder / trap.name.lower()

        def on_phase(phase: str) -> None:
            if phase == "measuring":
                self.workers[trap] = worker = _worker_of(out)
                if spec.pause:
                    spec.pause.make(out, worker)

        cell = Cell.parse({**_COMMON, "conf": {"law": spec.law}, **spec.cell})
        runner.run(cell, out, on_phase=on_phase)
        return analyse(out)


def codes(run: Run) -> dict[str, str]:
    """What was found wrong with a run, by code, and how bad it is."""
    return {finding["code"]: finding["level"] for finding in run.summary["findings"]}


def _worker_of(out: Path) -> psutil.Process:
    """The process of the run that leaves its record here."""
    children = psutil.Process().children()
    (found,) = (
        child
        for child in children
        if runs_module(child, "benchmarks.worker") and str(out) in child.cmdline()
    )
    return found
