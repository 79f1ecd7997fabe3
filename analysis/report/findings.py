"""What was found, told once for all runs that have it: what is wrong, and what explains figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.report.campaign import title
from analysis.validity.finding import Level


@dataclass(frozen=True)
class Told:
    """One kind of finding.

    Args:
        level: `invalid`, `suspect` or `note`.
        what: its code in words.
        code: as in `summary.json`.
        evidence: run and evidence, for each run that has it.
        remedies: what to do about it, each once.
    """

    level: str
    what: str
    code: str
    evidence: Sequence[tuple[str, str]]
    remedies: Sequence[str]


def told(summaries: Iterable[Mapping[str, Any]]) -> list[Told]:
    """All that is wrong with these runs by kind, what makes a run invalid first."""
    return [one for one in _grouped(summaries) if one.level != Level.NOTE]


def notes(summaries: Iterable[Mapping[str, Any]]) -> list[Told]:
    """All that explains the figures of these runs and speaks against none of them, by kind."""
    return [one for one in _grouped(summaries) if one.level == Level.NOTE]


def _grouped(summaries: Iterable[Mapping[str, Any]]) -> list[Told]:
    groups: dict[tuple[str, str], list[tuple[str, Mapping[str, Any]]]] = {}
    for summary in summaries:
        for finding in summary["findings"]:
            kind = (str(finding["level"]), str(finding["code"]))
            groups.setdefault(kind, []).append((title(summary), finding))
    return [
        Told(
            level=level,
            what=code.lower().replace("_", " "),
            code=code,
            evidence=[(run, str(finding["evidence"])) for run, finding in found],
            remedies=list(dict.fromkeys(str(finding["remedy"]) for _, finding in found)),
        )
        for (level, code), found in sorted(groups.items(), key=lambda group: group[0])
    ]
