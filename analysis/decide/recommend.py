"""Which candidate to take, and why none of the others. Pure: it may be asked after each run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from analysis.decide.candidate import P99, Candidate
from analysis.decide.objective import Limit, Objective
from analysis.samples import QUANTILES_PER_MILLE
from analysis.stats.difference import SINGLE_RUN_FACTOR, Difference, difference

P99_SHARE = QUANTILES_PER_MILLE[P99] / 1000


class Outcome(StrEnum):
    """What became of a candidate."""

    CHOSEN = "recommended"
    NEAR = "as good"
    """It can't be told from the one that is recommended."""
    BEHIND = "behind"
    """It would do, and another is better."""
    UNSURE = "unsure"
    """Its figures meet the objective, the upper ends of their intervals don't."""
    MISSED = "misses"
    INVALID = "invalid"
    RULED_OUT = "ruled out"
    """Its interval alone misses the objective."""
    NEEDLESS = "needless"
    """Its interval alone makes it slower than the one that is recommended."""
    OPEN = "not measured"
    REFUSED = "can't be run"


@dataclass(frozen=True)
class Question:
    """What is asked for.

    Args:
        objective: what latency has to meet; None: nothing.
        by_cost: whether the cheapest is wanted, and not the one of the lowest p99.
        noise_factor: what pairs of the same cell were found to differ by at p99.
    """

    objective: Objective | None = None
    by_cost: bool = False
    noise_factor: float = 1.0

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What the objective is made of; none if there is none."""
        return self.objective.limits if self.objective else ()

    def met(self, latency_ms: Mapping[str, float | None]) -> bool:
        """Whether a distribution meets the objective."""
        return self.objective is None or self.objective.met(latency_ms)

    def surely_met(self, one: Candidate) -> bool:
        """Whether a candidate's figures meet it by the upper ends of their intervals."""
        return self.met(one.most_ms(self.limits))


@dataclass(frozen=True, eq=False)
class Recommendation:
    """The candidates held against what is asked for.

    Args:
        question: what is asked for.
        candidates: all of them.
    """

    question: Question
    candidates: Sequence[Candidate]

    @cached_property
    def chosen(self) -> Candidate | None:
        """The one to take; None if none is known to meet the objective.

        It is the best, or one that can't be told from it and whose API isn't deprecated.
        """
        return min(self._alike, key=lambda one: (one.deprecated, self._figure(one)), default=None)

    @cached_property
    def nearest(self) -> Candidate | None:
        """The one that comes nearest to the objective; None if nothing is known of any.

        It is one that was measured, if any was: what an interval alone makes is only the least.
        """
        objective = self.question.objective
        if objective is None:
            return None
        excess = {one.name: one.excess(objective) for one in self.candidates}
        known = [one for one in self.candidates if excess[one.name] < float("inf")]
        return min(known, key=lambda one: (not one.valid, excess[one.name]), default=None)

    @property
    def answered(self) -> bool:
        """Whether it is known that something meets the objective, or that nothing does."""
        if self.chosen or any(one.valid for one in self.candidates):
            return True
        runnable = [one for one in self.candidates if not one.refused]
        return all(self.outcome(one) is Outcome.RULED_OUT for one in runnable)

    @property
    def roomiest(self) -> Candidate | None:
        """Of those that would do, one whose batches come more rarely than the chosen one's.

        Larger batches cost less a line, so that it may keep up with more.
        """
        chosen = self.chosen
        least_ms = (chosen.interval_ms or 0.0) if chosen else 0.0
        would_do = {Outcome.NEAR, Outcome.BEHIND, Outcome.NEEDLESS}
        rarer = [
            one
            for one in self.candidates
            if self.outcome(one) in would_do and (one.interval_ms or 0.0) > least_ms
        ]
        return max(rarer, key=lambda one: (one.interval_ms, not one.deprecated), default=None)

    def outcome(self, one: Candidate) -> Outcome:  # noqa: PLR0911 - a case each
        """What became of a candidate."""
        if one.refused:
            return Outcome.REFUSED
        if one.invalid:
            return Outcome.INVALID
        if not one.tried:
            return self._unmeasured(one)
        if not self.question.met(one.latency_ms):
            return Outcome.MISSED
        if not self.question.surely_met(one):
            return Outcome.UNSURE
        if one is self.chosen:
            return Outcome.CHOSEN
        return Outcome.NEAR if one in self._alike else Outcome.BEHIND

    def compared(self, one: Candidate | None, other: Candidate) -> Difference | None:
        """Two of them at p99; None if there is nothing to compare."""
        if one is None or one.runs is None or other.runs is None:
            return None
        return difference(one.runs.sample, other.runs.sample, P99_SHARE, self.question.noise_factor)

    def cost_times(self, one: Candidate) -> float | None:
        """How many times the chosen one's CPU another takes; None if that isn't known."""
        chosen_s = self.chosen.cpu_s if self.chosen else None
        return one.cpu_s / chosen_s if chosen_s and one.cpu_s is not None else None

    @cached_property
    def _alike(self) -> list[Candidate]:
        """The best of those known to meet the objective, and what can't be told from it."""
        meeting = [one for one in self.candidates if one.valid and self.question.surely_met(one)]
        if not meeting:
            return []
        best = min(meeting, key=self._figure)
        return [one for one in meeting if one is best or not self._apart(best, one)]

    def _unmeasured(self, one: Candidate) -> Outcome:
        if self.question.objective is not None and one.ruled_out(self.question.objective):
            return Outcome.RULED_OUT
        if self.chosen is None or self.question.by_cost:
            return Outcome.OPEN
        faster = one.least_ms.get(P99, 0.0) <= self._figure(self.chosen)
        return Outcome.OPEN if faster else Outcome.NEEDLESS

    def _figure(self, one: Candidate) -> float:
        """What is to be low."""
        figure = one.cpu_s if self.question.by_cost else one.latency_ms[P99]
        return float("inf") if figure is None else float(figure)

    def _apart(self, first: Candidate, second: Candidate) -> bool:
        """Whether the first may be called better than the second."""
        if self.question.by_cost:
            return self._figure(second) > self._figure(first) * SINGLE_RUN_FACTOR
        found = self.compared(first, second)
        return found is not None and found.claimed
