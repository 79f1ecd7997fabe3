"""The answer of an inquiry, as `choose.json` holds it, and the command prints it."""

import shlex
from dataclasses import asdict
from typing import Any

from analysis.decide import advice
from analysis.decide.candidate import P99, Candidate
from analysis.decide.recommend import Recommendation
from analysis.report import commands
from benchmarks.capacity import cells
from benchmarks.choose.inquiry import Inquiry

_FIGURES = ("p50", "p99")
_SEARCHED = {f"--{key}" for key in cells.SEARCHED}


def of(inquiry: Inquiry, found: Recommendation) -> dict[str, Any]:
    """What was found, with the reasons, and with what it takes to find it again.

    Args:
        inquiry: what was measured.
        found: what it came to.
    """
    question = found.question
    chosen, nearest = found.chosen, None if found.chosen else found.nearest
    return {
        "sentence": advice.headline(found, inquiry.headrooms),
        "notes": [*advice.notes(found, inquiry.headrooms), *_exactly(found)],
        "objective": question.objective.text if question.objective else None,
        "by": "cost" if question.by_cost else P99,
        "recommended": chosen.name if chosen else None,
        "nearest": nearest.name if nearest else None,
        "headroom": [asdict(room) for room in inquiry.headrooms],
        "candidates": [
            _candidate(one, found) | {"runs": _runs(inquiry, one)} for one in found.candidates
        ],
        "took_s": inquiry.budget.spent_s,
        "within_s": inquiry.budget.within_s,
        "out": str(inquiry.trials.out),
    }


def _candidate(one: Candidate, found: Recommendation) -> dict[str, Any]:
    bounds = {figure: one.interval(figure) for figure in _FIGURES}
    return {
        "name": one.name,
        "api": one.api,
        "setting": one.setting,
        "standing": found.outcome(one).value,
        "why": advice.why(one, found),
        "latency_ms": dict(one.latency_ms),
        "interval_ms": {
            figure: {"low": bound.low, "high": bound.high, "of": bound.basis.value}
            for figure, bound in bounds.items()
            if bound
        },
        "cpu_s_per_million_lines": one.cpu_s,
        "command": commands.run(one.runs) if one.runs else None,
        "cell": dict(one.spec),
    }


def _exactly(found: Recommendation) -> list[str]:
    """What finds the highest rate that the recommended cell sustains: a note, or none."""
    if found.chosen is None or found.chosen.runs is None:
        return []
    words = shlex.split(commands.run(found.chosen.runs))[2:]
    pairs = zip(words[::2], words[1::2], strict=True)
    kept = [word for pair in pairs if pair[0] not in _SEARCHED for word in pair]
    objective = found.question.objective
    kept += ["--objective", objective.text] if objective else []
    command = shlex.join(["streamgauge", "capacity", *kept])
    return [f"The highest rate that it sustains, exactly: {command}"]


def _runs(inquiry: Inquiry, one: Candidate) -> list[dict[str, Any]]:
    return [
        {
            "path": str(trial.path),
            "verdict": (trial.summary or {}).get("verdict"),
            "failed": trial.failed or None,
            "reused": trial.reused,
            "made_on": inquiry.day_of(trial),
        }
        for trial in inquiry.made.get(one.name, [])
    ]
