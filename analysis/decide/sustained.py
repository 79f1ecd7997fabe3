"""Whether a system sustains what it was offered, by a run that offered it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.decide.objective import Objective
from analysis.keeping_up import GivenUp
from analysis.validity import Code, Level
from analysis.validity.engine import BATCHES_SUSPECT

# What a run says that an engine broke under its load. Other failures say nothing of it.
_BROKEN = (
    "Spark's JVM is gone",
    "OutOfMemory",
    "the consumer doesn't take it",
    "by its deadline",
    "(status -9)",
)
# Lines that aren't accounted for: a wrong answer isn't kept up with, however quick it is.
_WRONG = (
    Code.LINES_LOST,
    Code.LINES_DUPLICATED,
    Code.COUNTS_DIFFER,
)


KEPT_UP = 0.95
"""The share of the lines due that have to become visible in the measured window."""

Found = Mapping[str, Mapping[str, Any]]
"""A run's findings, as its summary has them, by code."""


@dataclass(frozen=True)
class Judged:
    """What a run says of its rate.

    Args:
        kept_up: whether the system sustains the rate; None if the run can't tell.
        why: on what evidence, one sentence without its full stop.
    """

    kept_up: bool | None
    why: str


def judge(
    summary: Mapping[str, Any] | None, failed: str = "", objective: Objective | None = None
) -> Judged:
    """Judge a run.

    A rate is sustained if every line is accounted for, the latency of the batches' oldest lines
    doesn't grow beyond what BACKLOG_GROWING allows, as many lines come out as are due, and latency
    keeps the objective. A generator that was late itself leaves it open, and so do too few batches:
    then it is chance how many lines come out between the first result and the last.

    Args:
        summary: what the run came to; None if its record has nothing to analyse.
        failed: why it didn't come to its end; "" if it did.
        objective: what is asked of latency besides, if anything.
    """
    if failed or summary is None:
        return _broken(summary, failed)
    found = {finding["code"]: finding for finding in summary["findings"]}
    return (
        _ended(summary, found)
        or _accounted(found)
        or _offered(summary, found)
        or _measured(summary, found, objective)
    )


def too_few(rate: Mapping[str, float | None]) -> float | None:
    """The share of the lines due that became visible, if it is less than KEPT_UP.

    Args:
        rate: as a summary has it: lines per second, None where they aren't known.

    Returns:
        The share; None if it is enough, or isn't known.
    """
    due, seen = rate["target_per_s"], rate["visible_per_s"]
    return seen / due if due and seen is not None and seen < KEPT_UP * due else None


def _broken(summary: Mapping[str, Any] | None, failed: str) -> Judged:
    """Of a run that left nothing, or didn't come to its end."""
    loaded = summary is not None and summary["records"]["emitted"] > 0
    broke = loaded and any(words in failed for words in _BROKEN)
    return Judged(False if broke else None, failed or "its record can't be read")


def _ended(summary: Mapping[str, Any], found: Found) -> Judged | None:
    """Of a run that was ended before its time; None if it wasn't."""
    if summary["gave_up"] is not None:
        end = GivenUp(**summary["gave_up"])
        if end.by_generator:
            return Judged(None, f"lines left {end.unsent_ms:,.0f} ms late, most of what they took")
        return Judged(kept_up=False, why=f"a line had waited for {end.behind_ms / 1000:,.1f} s")
    for code in (Code.INCOMPLETE, Code.NOTHING_MEASURED):
        if code in found:
            return Judged(None, found[code]["evidence"])
    return None


def _accounted(found: Found) -> Judged | None:
    """Of a run in which lines are missing, or too many; None if all is right."""
    for code in _WRONG:
        if code in found:
            return Judged(kept_up=False, why=found[code]["evidence"])
    return None


def _offered(summary: Mapping[str, Any], found: Found) -> Judged | None:
    """Of a run that wasn't offered its rate, as the generator was late; None if it was."""
    late = found.get(Code.GENERATOR_LATE, {}).get("level") == Level.INVALID
    if not late and Code.RATE_SHORTFALL not in found:
        return None
    lateness_ms, latency_ms = summary["lateness_ms"]["mean"], summary["latency_ms"]["mean"]
    if lateness_ms is not None and latency_ms is not None and lateness_ms < latency_ms / 2:
        return None
    why = found.get(Code.RATE_SHORTFALL) or found[Code.GENERATOR_LATE]
    return Judged(None, why["evidence"])


def _measured(summary: Mapping[str, Any], found: Found, objective: Objective | None) -> Judged:
    """Of a run that was offered its rate, and accounts for every line."""
    if Code.BACKLOG_GROWING in found:
        return Judged(kept_up=False, why=found[Code.BACKLOG_GROWING]["evidence"])
    if summary["growth"] is None:
        return Judged(None, f"{summary['batches']} batches are too few to tell")
    share = too_few(summary["rate"])
    enough = summary["batches"] >= BATCHES_SUSPECT  # with fewer, when they come is chance
    if enough and share is not None:
        words = f"{share:.0%} of the lines due in the measured window"
        return Judged(kept_up=False, why=f"only {words} became visible in it")
    missed = objective.missed(summary["latency_ms"]) if objective else []
    if missed:
        return Judged(kept_up=False, why=_misses(missed[0].text, summary, missed[0].figure))
    return Judged(kept_up=True, why="latency didn't grow")


def _misses(limit: str, summary: Mapping[str, Any], figure: str) -> str:
    ms = summary["latency_ms"][figure]
    return f"{figure} is {'beyond measure' if ms is None else f'{ms:,.0f} ms'}, not {limit}"
