"""The highest rate that a cell sustains, as an interval, and the runs that say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.decide import search
from analysis.decide.sustained import Judged
from loadgen.units import format_rate

FILE = "capacity.json"
"""In the folder of a search: what it found."""


@dataclass(frozen=True)
class Tried:
    """A rate that was tried, in a run of its own.

    Args:
        rate_per_s: lines per second.
        judged: whether it was sustained, and why.
        path: the run's record.
        p50_ms: median latency; None if it isn't known.
        p99_ms: the latency that 99 of 100 lines stayed within.
    """

    rate_per_s: float
    judged: Judged
    path: Path
    p50_ms: float | None = None
    p99_ms: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The trial as `capacity.json` holds it."""
        return {
            "rate_per_s": self.rate_per_s,
            "kept_up": self.judged.kept_up,
            "why": self.judged.why,
            "p50_ms": self.p50_ms,
            "p99_ms": self.p99_ms,
            "path": str(self.path),
        }


@dataclass(frozen=True)
class Capacity:
    """What a search found.

    Args:
        name: of the cell.
        cell: what was run, but for its rate and times, in words.
        objective: what was asked of latency besides; "" for nothing.
        tried: the rates that were tried, in that order.
        climbed: what the run of growing rate showed, one sentence without its full stop.
        climb_path: the record of that run.
        stopped: why the search ended before it was done; "" if it was done.
        took_s: how long it took, s.
    """

    name: str
    cell: Mapping[str, Any]
    objective: str
    tried: Sequence[Tried]
    climbed: str
    climb_path: Path
    stopped: str = ""
    took_s: float = 0.0

    @property
    def low_per_s(self) -> float | None:
        """The highest rate that was sustained in a run of its own; None if none was."""
        return self._found[0]

    @property
    def high_per_s(self) -> float | None:
        """The lowest rate that wasn't; None if none is known."""
        return self._found[1]

    @property
    def misses_objective(self) -> bool:
        """Whether no rate was sustained, and there was an objective to keep."""
        return bool(self.objective) and self.low_per_s is None and self.high_per_s is not None

    @property
    def told(self) -> bool:
        """Whether anything was found out."""
        return self.low_per_s is not None or self.high_per_s is not None

    @property
    def sentence(self) -> str:
        """The answer in words."""
        low, high = self.low_per_s, self.high_per_s
        within = f" with {self.objective}" if self.objective else ""
        if low is not None and high is not None:
            said = f"sustains {_rate(low)} lines/s{within}, and not {_rate(high)}"
        elif low is not None:
            said = f"sustains at least {_rate(low)} lines/s{within}"
        elif high is not None:
            said = f"doesn't sustain even {_rate(high)} lines/s{within}"
        else:
            said = f"told nothing of what it sustains{within}"
        return f"{self.name} {said}" + (f" ({self.stopped})" if self.stopped else "")

    def as_json(self) -> dict[str, Any]:
        """The answer as `capacity.json` holds it."""
        return {
            "name": self.name,
            "cell": dict(self.cell),
            "objective": self.objective or None,
            "low_per_s": self.low_per_s,
            "high_per_s": self.high_per_s,
            "sentence": self.sentence,
            "stopped": self.stopped or None,
            "took_s": self.took_s,
            "climb": {"why": self.climbed, "path": str(self.climb_path)},
            "trials": [one.as_json() for one in self.tried],
        }

    @property
    def _found(self) -> tuple[float | None, float | None]:
        return search.found([(one.rate_per_s, one.judged.kept_up) for one in self.tried])


def _rate(per_s: float) -> str:
    return format_rate(per_s)
