"""About where a cell stops keeping up, from one run."""

from dataclasses import dataclass

from analysis.decide.climb import Turn, turn
from analysis.decide.objective import Objective
from analysis.summary import analyse
from benchmarks.capacity import cells
from benchmarks.cell import Cell
from benchmarks.trials import Trial, Trials


@dataclass(frozen=True)
class Climb:
    """What a run of growing rate showed.

    Args:
        trial: the run.
        turn: where it stopped keeping up.
    """

    trial: Trial
    turn: Turn

    @property
    def estimate_per_s(self) -> float | None:
        """About where it stopped, lines per second; None if nothing was shown."""
        return self.turn.estimate_per_s

    @property
    def why(self) -> str:
        """What happened, one sentence without its full stop."""
        return self.trial.failed or self.turn.why


def climb(cell: Cell, trials: Trials, objective: Objective | None = None) -> Climb:
    """Run a cell once with a growing rate: a minute on Spark.

    Args:
        cell: what to run; its rate, schedule and times are replaced.
        trials: runs it.
        objective: what is asked of latency besides keeping up, if anything.

    Raises:
        BadInput: if it can't be run here, or has no rate to sustain.
    """
    cells.check(cell)
    trial = trials.run(cells.climbing(cell, objective), f"{cell.name}-climb")
    within_ms = objective.tightest.ms if objective else None
    if trial.summary is None:
        return Climb(trial, Turn(None, None, None, "its record can't be read"))
    return Climb(trial, turn(analyse(trial.path), within_ms))
