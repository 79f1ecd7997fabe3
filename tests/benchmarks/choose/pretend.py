"""Runs that aren't made: in place of each there is the record of a synthetic one."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis import record
from analysis.decide.objective import Objective
from analysis.decide.recommend import Question
from analysis.summary import analyse
from benchmarks import held
from benchmarks.cell import Cell
from benchmarks.choose.budget import Budget
from benchmarks.choose.contenders import contenders
from benchmarks.choose.inquiry import Inquiry
from benchmarks.runner import RunFailedError
from benchmarks.trials import Trials
from loadgen.units import format_duration
from tests.analysis.synthetic import Made, write_run

HERE = {
    "cpu": "AMD EPYC 7R13", "cores": 2, "memory_mb": 7936, "os": "Linux 6.8.0",
    "spark": "4.3.0", "java": "17",
}  # fmt: skip
"""The machine that made the synthetic records, as `benchmarks.held.here` describes it."""

SPEC = {"rate": "200", "warmup": "1s", "duration": "9s"}
"""Of runs that are quick to pretend."""

BEHIND = {"overload": 1.1}
"""What is different about a run that doesn't keep up."""

LATE = {"late_ms": 900.0}
"""What is different about a run that isn't offered its rate."""


def write(cell: Cell, path: Path, *, repeat: int = 1, seed: int = 1, **changes: Any) -> Path:
    """The record of a run of a cell, with its summary."""
    made = Made(
        api=cell.api,
        source=cell.source,
        setting=cell.setting.text,
        rate=cell.rate_per_s,
        warmup=format_duration(cell.warmup_ns),
        duration=format_duration(cell.duration_ns),
        repeat=repeat,
        seed=seed,
    )
    write_run(path, replace(made, **changes))
    info = json.loads((path / record.RUN).read_text())
    record.write_json(path / record.RUN, info | {"cell": cell.spec()})
    record.write_json(path / record.SUMMARY, analyse(path).summary)
    return path


@dataclass
class Pretence:
    """Stands in for `benchmarks.runner.run`, and for the clock of a budget.

    Args:
        changes: what is different about runs, by their names.
        failing: names of runs that fail.
        took_s: how long a run takes, s.
    """

    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    failing: tuple[str, ...] = ()
    took_s: float = 20.0
    ran: list[str] = field(default_factory=list)
    now_s: float = 0.0

    def run(
        self,
        cell: Cell,
        path: Path,
        *,
        name: str,
        repeat: int,
        seed: int,
        on_phase: Callable[[str], None],
        **_place: Any,
    ) -> None:
        """Leave a record."""
        self.ran.append(name)
        self.now_s += self.took_s
        on_phase("measuring")
        if name in self.failing:
            path.mkdir(parents=True)
            raise RunFailedError("Spark's JVM is gone (status 1)")
        write(cell, path, repeat=repeat, seed=seed, **self.changes.get(name, {}))

    def clock_s(self) -> float:
        """The time, s: it goes on with runs only."""
        return self.now_s


def inquiry(
    out: Path,
    pretence: Pretence,
    objective: str = "",
    found: held.Held | None = None,
    *,
    within_s: float = 300.0,
    by_cost: bool = False,
    given: dict[str, Any] | None = None,
) -> Inquiry:
    """An inquiry whose runs are pretended."""
    limits = Objective.parse(objective) if objective else None
    trials = Trials(out, held=found.find) if found else Trials(out)
    return Inquiry(
        contenders(SPEC | (given or {}), limits),
        Question(limits, by_cost),
        trials,
        Budget(within_s, pretence.clock_s),
    )
