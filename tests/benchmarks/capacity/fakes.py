"""Trials that are made up: a system of known capacity, without a run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.cell import Cell
from benchmarks.trials import Trial, Trials

Outcome = tuple[Mapping[str, Any] | None, str]


def summary(*, kept_up: bool, p99_ms: float = 400.0) -> dict[str, Any]:
    """What a run came to that kept up, or didn't."""
    grown = {"code": "BACKLOG_GROWING", "level": "invalid", "evidence": "it grows"}
    return {
        "findings": [] if kept_up else [grown],
        "records": {"emitted": 100},
        "rate": {"target_per_s": 1000.0, "sent_per_s": 1000.0, "visible_per_s": 999.6},
        "latency_ms": {"mean": 200.0, "p50": 200.0, "p99": p99_ms},
        "lateness_ms": {"mean": 1.0},
        "growth": {},
        "gave_up": None,
        "batches": 20,
    }


@dataclass
class FakeTrials(Trials):
    """Trials whose runs come to what a function says.

    Args:
        outcome: by cell, what its run came to, and why it failed.
    """

    outcome: Callable[[Cell], Outcome] = field(
        default=lambda _cell: (summary(kept_up=True), ""), kw_only=True
    )
    names: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        """Make nothing."""

    def run(self, cell: Cell, name: str = "") -> Trial:
        """What the function says of it."""
        self.names.append(name)
        trial = Trial(cell, self.out / name, *self.outcome(cell))
        self.made.append(trial)
        return trial
