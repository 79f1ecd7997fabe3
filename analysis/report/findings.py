"""What was found wrong, told once for all runs that have it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.report.campaign import title


@dataclass(frozen=True)
class Told:
    """One kind of finding.

    Args:
        level: `invalid` or `suspect`.
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
    """All findings of these runs by kind, those that make a run invalid first."""
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
