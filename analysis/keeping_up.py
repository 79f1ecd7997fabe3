"""Whether a run kept up with its lines: how its batches got slower, and where it was given up."""

from dataclasses import asdict, dataclass, replace
from math import isfinite

import numpy as np

from analysis import backlog, results
from analysis.backlog import Growth
from analysis.lines import Lane, Lines
from analysis.record import Columns
from analysis.run import Run
from analysis.steps import Steps
from loadgen.units import NS_PER_MS, NS_PER_S


def growth(run: Run) -> Growth | None:
    """How batches got slower; None if they were too few, or all lines were there from the start."""
    if run.record.backlog is not None:
        return None
    return backlog.growth(done(run, run.measured), telling(run))


def telling(run: Run) -> Columns:
    """The results in which a backlog would show.

    Where results are withheld, lines wait for their window however quick the engine is: what it
    can't keep up with shows in the batches that take them.
    """
    return results.by_engine(run.batches) if run.record.withheld else run.visible


def done(run: Run, lines: Lines) -> Lines:
    """The lines, visible with those results."""
    if not run.record.withheld:
        return lines
    told = telling(run)
    return Lines(
        tuple(
            replace(lane, visible=Steps.of(told["lines"], told["visible_ns"], lane.stop))
            for lane in lines.lanes
        )
    )


@dataclass(frozen=True)
class GivenUp:
    """The end of a run that fell further behind its lines than was allowed.

    Args:
        after_s: how long after the schedule's start it was ended.
        behind_ms: how long the oldest line that was due had waited for its result then.
        unsent_ms: how much of that it had waited to leave the generator.
    """

    after_s: float
    behind_ms: float
    unsent_ms: float

    @property
    def by_generator(self) -> bool:
        """Whether most of the wait was for the generator: then it needn't be the engine's doing."""
        return self.unsent_ms > self.behind_ms / 2

    def as_json(self) -> dict[str, float]:
        """The end as `summary.json` holds it."""
        return asdict(self)


def given_up(run: Run) -> GivenUp | None:
    """How the run was given up; None if it wasn't."""
    noted = run.record.info.get("gave_up")
    if not noted:
        return None
    at_ns = int(noted["at_ns"])
    unsent_ns = max((_unsent_ns(lane, at_ns) for lane in run.lines.lanes), default=0)
    behind_ns = int(noted["behind_ns"])
    start_ns = int(run.record.info["window"]["start_ns"])
    return GivenUp(
        (at_ns - start_ns) / NS_PER_S,
        behind_ns / NS_PER_MS,
        min(unsent_ns, behind_ns) / NS_PER_MS,
    )


def growth_as_json(found: Growth | None) -> dict[str, float | None] | None:
    """Growth as `summary.json` holds it; bounds are None where batches were too few for them."""
    if found is None:
        return None
    gain = {"median": found.gain.median, "low": found.gain.low, "high": found.gain.high}
    return {
        "first_ms": found.first_ms,
        "last_ms": found.last_ms,
        **{f"{name}_ms_per_s": _finite(value * 1000) for name, value in gain.items()},
    }


def _unsent_ns(lane: Lane, at_ns: int) -> int:
    """How long the oldest line that isn't visible had waited, at a moment, to be sent, ns."""
    oldest = min(lane.visible.total, lane.stop)
    if oldest == lane.stop:
        return 0
    due_ns = lane.start_ns + lane.plan.due_at(oldest)
    step = int(np.searchsorted(lane.sent.lines, oldest, side="right"))
    left_ns = int(lane.sent.time_ns[step]) if step < len(lane.sent.lines) else at_ns
    return max(min(left_ns, at_ns) - due_ns, 0)


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
