"""What might be recommended: a cell with the runs made of it, or what is known without any."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING, Any

from analysis.decide.objective import Limit, Objective
from analysis.samples import QUANTILES_PER_MILLE
from analysis.stats.interval import Interval, quantile_ms

if TYPE_CHECKING:
    from analysis.plots.cells import Cell  # it imports matplotlib

P99 = "p99"

# Lines that come evenly wait for their batch between nothing and a whole interval.
_WAITED = {"mean": 0.5, "p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999, "max": 1.0}
_INVALID, _SUSPECT = "invalid", "suspect"
_DEPRECATED = frozenset({"dstreams"})  # since Spark 3.4


@dataclass(frozen=True, eq=False)
class Candidate:
    """A cell that might be recommended.

    Args:
        name: what tells it from the others.
        spec: the cell in words.
        interval_ms: between its batches, if lines that come evenly wait for them, ms.
        tried: how many runs there are of it.
        runs: those that left something to look at; None if there are none.
        failures: why runs of it didn't come to their end.
        refused: why it can't be run; "" if it can.
    """

    name: str
    spec: Mapping[str, Any]
    interval_ms: float | None = None
    tried: int = 0
    runs: "Cell | None" = None
    failures: tuple[str, ...] = ()
    refused: str = ""

    @property
    def api(self) -> str:
        """Whose it is."""
        return str(self.spec["api"])

    @property
    def setting(self) -> str:
        """Its interval or trigger, as it was asked for."""
        return str(self.spec["setting"])

    @property
    def deprecated(self) -> bool:
        """Whether its API is on its way out."""
        return self.api in _DEPRECATED

    @cached_property
    def invalid(self) -> str:
        """Why its figures don't count; "" if they do. One run that doesn't is enough."""
        if self.failures:
            return self.failures[0]
        for run in self.runs.runs if self.runs else ():
            if run.summary["verdict"] == _INVALID:
                return _first(run.summary, _INVALID)
        return "" if self.runs is None or self.latency_ms[P99] is not None else "it has no p99"

    @property
    def valid(self) -> bool:
        """Whether there are figures of it that count."""
        return self.tried > 0 and not self.invalid

    @property
    def suspect(self) -> str:
        """Why its figures are in doubt: codes of findings; "" if they aren't."""
        runs = self.runs.ranked if self.runs else ()
        found = [one for run in runs for one in run.summary["findings"]]
        codes = [str(one["code"]) for one in found if one["level"] == _SUSPECT]
        return ", ".join(dict.fromkeys(codes))

    @property
    def latency_ms(self) -> Mapping[str, float | None]:
        """Its figures, ms; none of them if it wasn't measured."""
        return self.runs.latency_ms if self.runs else {}

    @cached_property
    def cpu_s(self) -> float | None:
        """CPU for a million lines without the generator's, the mean of its runs, s."""
        used = [run.summary["resources"] for run in (self.runs.ranked if self.runs else ())]
        per_million = [one.get("cpu_s_per_million_lines") or {} for one in used]
        known = [float(one["total"]) for one in per_million if one.get("total") is not None]
        return fmean(known) if known else None

    def interval(self, figure: str) -> Interval | None:
        """A figure with its bounds, ms; None if it has none, as the mean and the slowest line."""
        if self.runs is None or figure not in QUANTILES_PER_MILLE:
            return None
        if figure not in self._intervals:
            share = QUANTILES_PER_MILLE[figure] / 1000
            self._intervals[figure] = quantile_ms(self.runs.sample, share)
        return self._intervals[figure]

    @cached_property
    def _intervals(self) -> dict[str, Interval | None]:
        """Those worked out so far: each takes a while."""
        return {}

    def most_ms(self, limits: Iterable[Limit]) -> dict[str, float | None]:
        """What the figures that are limited may be at most: the upper ends of their intervals, ms.

        Of a figure without one it is the figure.
        """
        bounds = {limit.figure: self.interval(limit.figure) for limit in limits}
        return {
            figure: bound.high if bound else self.latency_ms.get(figure)
            for figure, bound in bounds.items()
        }

    @property
    def least_ms(self) -> Mapping[str, float]:
        """What its interval alone makes of its figures, ms; empty if it has none."""
        if self.interval_ms is None:
            return {}
        return {figure: share * self.interval_ms for figure, share in _WAITED.items()}

    def ruled_out(self, objective: Objective) -> bool:
        """Whether its interval alone is too long."""
        least_ms = self.least_ms
        return any(least_ms.get(limit.figure, 0.0) >= limit.ms for limit in objective.limits)

    def excess(self, objective: Objective) -> float:
        """How many times its limit its worst figure is, by what is known; infinite if nothing is.

        Where it was measured it is by the upper ends of intervals, else by its interval alone.
        """
        if self.valid:
            return objective.excess(self.most_ms(objective.limits))
        if self.invalid or self.refused or not self.ruled_out(objective):
            return float("inf")
        return objective.excess(self.least_ms)


def _first(summary: Mapping[str, Any], level: str) -> str:
    """The first finding of a level, as in "backlog growing: …"."""
    found = next((one for one in summary["findings"] if one["level"] == level), None)
    if found is None:
        return level
    return f"{str(found['code']).lower().replace('_', ' ')}: {found['evidence']}"
