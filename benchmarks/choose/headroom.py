"""The headroom of a cell, by runs of their own at multiples of its rate."""

from collections.abc import Callable, Sequence

from analysis.decide.headroom import Headroom
from analysis.decide.objective import Objective
from analysis.decide.sustained import judge
from benchmarks.capacity import cells
from benchmarks.cell import Cell
from benchmarks.choose.contenders import EVEN
from benchmarks.trials import Trial
from loadgen.units import format_rate

NO_TIME = "no time left for another run"
_NO_MORE = "more wasn't tried"
_UNEVEN = "its load isn't an even one"
_TOO_MUCH = f"more than {format_rate(cells.BOUNDS.highest_per_s)} lines/s isn't tried"

# What most lines of a batch take grows with the rate, long before a cell falls behind.
_OF_TAIL = ("p99", "p999", "max")


def refused(cell: Cell, times: float) -> str:
    """Why a cell isn't run at a multiple of its rate; "" if it may be."""
    if cell.schedule not in EVEN:
        return _UNEVEN
    return _TOO_MUCH if times * cell.rate_per_s > cells.BOUNDS.highest_per_s else ""


def at(cell: Cell, times: float, objective: Objective | None) -> Cell:
    """What is run of a cell at a multiple of its rate."""
    return cells.confirming(cell, times * cell.rate_per_s, _of_tail(objective))


def of(
    cell: Cell,
    kept_per_s: float,
    multiples: Sequence[float],
    objective: Objective | None,
    run: Callable[[Cell, str], Trial | None],
) -> Headroom:
    """Run a cell at multiples of its rate, up to the first with which it doesn't keep up.

    Args:
        cell: the cell at the rate that was asked for.
        kept_per_s: a rate with which it is known to keep up, lines per second; 0 for none.
        multiples: of its rate, each larger than the one before.
        objective: what latency has to meet: where its slowest lines don't, there is no more room.
        run: runs a cell under a name; tells None if there is no time for it.
    """
    for times in multiples:
        why = refused(cell, times)
        trial_cell = at(cell, times, objective)
        words = format_rate(trial_cell.rate_per_s)
        trial = None if why else run(trial_cell, f"{cell.name}-{words}")
        if trial is None:
            return Headroom(cell.name, kept_per_s, why=why or NO_TIME)
        judged = judge(trial.summary, trial.failed, _of_tail(objective))
        if judged.kept_up is None:
            why = f"a run at {words} lines/s can't tell: {judged.why}"
            return Headroom(cell.name, kept_per_s, why=why)
        if not judged.kept_up:
            return Headroom(cell.name, kept_per_s, trial_cell.rate_per_s, judged.why)
        kept_per_s = trial_cell.rate_per_s
    return Headroom(cell.name, kept_per_s, why=_NO_MORE)


def _of_tail(objective: Objective | None) -> Objective | None:
    """An objective without the limits that most lines of a batch may miss."""
    limits = objective.limits if objective else ()
    kept = tuple(limit for limit in limits if limit.figure in _OF_TAIL)
    return Objective(kept) if kept else None
