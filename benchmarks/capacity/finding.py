"""The search: a climb, then runs at and just above its answer, as many as there is time for."""

import time
from collections.abc import Callable

from analysis.decide.capacity import Capacity, Tried
from analysis.decide.objective import Objective
from analysis.decide.search import next_rate
from analysis.decide.sustained import judge
from benchmarks.capacity import cells
from benchmarks.capacity.climbing import Climb, climb
from benchmarks.cell import Cell
from benchmarks.display import expected_s
from benchmarks.trials import Trial, Trials
from loadgen.units import format_rate

INTERRUPTED = "interrupted"
"""Why a search ended that the user did: what it found until then is its answer."""

_WORDS = {True: "kept up", False: "didn't keep up", None: "can't be told"}


def find(
    cell: Cell,
    trials: Trials,
    objective: Objective | None = None,
    budget_s: float = 300.0,
    say: Callable[[str], None] = lambda _words: None,
) -> Capacity:
    """Find the highest rate that a cell sustains.

    Args:
        cell: what to run; its rate, schedule and times are replaced.
        trials: runs it.
        objective: what is asked of latency besides keeping up, if anything.
        budget_s: how long it may take; no run is begun that isn't expected to end by then.
        say: told of each run that has ended, one line.

    Raises:
        BadInput: if it can't be run here, or has no rate to sustain.
    """
    return _Search(cell, trials, objective, budget_s, say).run()


class _Search:
    """A search under way; its arguments are those of `find`."""

    def __init__(
        self,
        cell: Cell,
        trials: Trials,
        objective: Objective | None,
        budget_s: float,
        say: Callable[[str], None],
    ) -> None:
        self._cell = cell
        self._trials = trials
        self._objective = objective
        self._budget_s = budget_s
        self._say = say
        self._begun_s = time.monotonic()
        self._expected_s = 0.0  # of the runs that have ended
        self._tried: list[Tried] = []

    def run(self) -> Capacity:
        """All of it."""
        climbed = climb(self._cell, self._trials, self._objective)
        self._expected_s += expected_s(climbed.trial.cell)
        self._say(f"{self._cell.name}, growing rate: {climbed.why}")
        stopped = self._broken(climbed.trial) or self._confirm(climbed)
        return Capacity(
            name=self._cell.name,
            cell=self._cell.spec(),
            objective=self._objective.text if self._objective else "",
            tried=tuple(self._tried),
            climbed=climbed.why,
            climb_path=climbed.trial.path,
            stopped=stopped,
            took_s=self._spent_s,
        )

    def _confirm(self, climbed: Climb) -> str:
        """Try rate after rate; returns why that ended before it was done, or ""."""
        while (rate_per_s := self._next(climbed)) is not None:
            cell = cells.confirming(self._cell, rate_per_s, self._objective)
            if self._spent_s + expected_s(cell) * self._pace > self._budget_s:
                return "no time left for another run"
            try:
                trial = self._trials.run(cell, f"{self._cell.name}-{format_rate(rate_per_s)}")
            except KeyboardInterrupt:
                return INTERRUPTED
            self._expected_s += expected_s(cell)
            self._note(rate_per_s, trial)
            stopped = self._broken(trial)
            if stopped:
                return stopped
        return ""

    def _next(self, climbed: Climb) -> float | None:
        tried = [(one.rate_per_s, one.judged.kept_up) for one in self._tried]
        return next_rate(climbed.estimate_per_s, tried, cells.BOUNDS)

    def _note(self, rate_per_s: float, trial: Trial) -> None:
        judged = judge(trial.summary, trial.failed, self._objective)
        took_ms = trial.summary["latency_ms"] if trial.summary else {}
        tried = Tried(rate_per_s, judged, trial.path, took_ms.get("p50"), took_ms.get("p99"))
        self._tried.append(tried)
        self._say(
            f"{self._cell.name}, {format_rate(rate_per_s)} lines/s: {_WORDS[judged.kept_up]}: "
            f"{judged.why}"
        )

    def _broken(self, trial: Trial) -> str:
        """Why there is no point in going on: a run that failed, and not of its load; else ""."""
        lost = trial.failed and judge(trial.summary, trial.failed).kept_up is None
        return trial.failed if lost else ""

    @property
    def _spent_s(self) -> float:
        return time.monotonic() - self._begun_s

    @property
    def _pace(self) -> float:
        """How many times as long runs have taken as was expected of them; 1 at least."""
        return max(1.0, self._spent_s / self._expected_s)
