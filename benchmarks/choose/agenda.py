"""What to measure next, given what is known. Pure."""

from analysis.decide.candidate import P99, Candidate
from analysis.decide.recommend import Outcome, Recommendation

RUNS = 2
"""Of what leads, so that its interval is from run to run."""

_RUNS_TO_BE_SURE = 4
"""Of what meets the objective by its figures and not by its interval's end."""

MULTIPLES = (2.0, 4.0, 8.0)
"""Of the rate, at which what is chosen is run until it doesn't keep up."""

ROOM = MULTIPLES[0]
"""Where the chosen one doesn't keep up with that multiple, one that may is looked for."""


def wanted(found: Recommendation) -> list[Candidate]:
    """The candidates of which another run would tell something, the most telling first.

    Those that weren't run yet come first, then what leads. One that can't win isn't among them.
    """
    outcome = {one.name: found.outcome(one) for one in found.candidates}
    of_cost = found.question.by_cost
    unmeasured = [one for one in found.candidates if outcome[one.name] is Outcome.OPEN]
    leading = [
        one
        for one in found.candidates
        if (outcome[one.name] in {Outcome.CHOSEN, Outcome.NEAR} and one.tried < RUNS)
        or (
            outcome[one.name] is Outcome.UNSURE
            and found.chosen is None
            and one.tried < _RUNS_TO_BE_SURE
        )
    ]
    return [
        *sorted(unmeasured, key=_rarest if of_cost else _quickest),
        *sorted(leading, key=lambda one: (one.tried, one is not found.chosen)),
    ]


def _quickest(one: Candidate) -> tuple[float, bool]:
    """By what its interval alone makes of p99: none at all is the most promising."""
    return one.least_ms.get(P99, 0.0), one.deprecated


def _rarest(one: Candidate) -> tuple[float, bool]:
    """By how rarely its batches come: each has its price."""
    return -(one.interval_ms or 0.0), one.deprecated
