"""Candidates made by hand."""

from typing import Any

from analysis.decide.candidate import Candidate
from analysis.decide.objective import Objective
from analysis.decide.recommend import Question, Recommendation
from loadgen.units import parse_duration_ns
from tests.analysis.drawn import cells_of, summary_of

RATE = 20_000.0


def measured(
    name: str, *p99s_ms: float | None, cpu_s: float | None = 10.0, **said: Any
) -> Candidate:
    """A candidate with a run of each p99; other figures follow it, p50 at half."""
    summaries = [
        summary_of(name, repeat=repeat, p99_ms=p99_ms, rate=RATE, **said)
        for repeat, p99_ms in enumerate(p99s_ms, start=1)
    ]
    for summary in summaries:
        summary["resources"] = {"cpu_s_per_million_lines": {"total": cpu_s}}
    (cell,) = cells_of(*summaries)
    spec = summaries[0]["cell"]
    return Candidate(name, spec, _interval_ms(spec["setting"]), tried=len(summaries), runs=cell)


def unmeasured(name: str, **more: Any) -> Candidate:
    """A candidate without a run."""
    spec = summary_of(name, rate=RATE)["cell"]
    return Candidate(name, spec, _interval_ms(spec["setting"]), **more)


def held_against(objective: str, *candidates: Candidate, **asked: Any) -> Recommendation:
    """Candidates held against an objective; "" for none."""
    limits = Objective.parse(objective) if objective else None
    return Recommendation(Question(limits, **asked), candidates)


def _interval_ms(setting: str) -> float | None:
    return None if setting == "default" else parse_duration_ns(setting) / 1e6
