"""What can be wrong with a run, and how bad it is: a closed set."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Everything that a check can find."""

    INCOMPLETE = "INCOMPLETE"
    NOTHING_MEASURED = "NOTHING_MEASURED"
    LINES_LOST = "LINES_LOST"
    LINES_DUPLICATED = "LINES_DUPLICATED"
    COUNTS_DIFFER = "COUNTS_DIFFER"
    LINES_OUT_OF_ORDER = "LINES_OUT_OF_ORDER"
    NEGATIVE_LATENCY = "NEGATIVE_LATENCY"
    GENERATOR_LATE = "GENERATOR_LATE"
    RATE_SHORTFALL = "RATE_SHORTFALL"
    FELL_BEHIND = "FELL_BEHIND"
    BACKLOG_GROWING = "BACKLOG_GROWING"
    BACKLOG_AT_START = "BACKLOG_AT_START"
    TOO_FEW_BATCHES = "TOO_FEW_BATCHES"
    OBSERVERS_DISAGREE = "OBSERVERS_DISAGREE"
    CLOCK_STEPPED = "CLOCK_STEPPED"
    NOISY_MACHINE = "NOISY_MACHINE"
    VERSION_MISMATCH = "VERSION_MISMATCH"
    SOCKET_ROWS = "SOCKET_ROWS"
    SHUFFLE_PARTITIONS = "SHUFFLE_PARTITIONS"
    MANY_FILES = "MANY_FILES"
    INTERVAL_TOO_SHORT = "INTERVAL_TOO_SHORT"
    RECEIVER_STARVED = "RECEIVER_STARVED"
    PYTHON_WORKERS = "PYTHON_WORKERS"


class Level(StrEnum):
    """How much a finding weighs, the least first.

    `note`: the figures stand as they are, and it explains them.
    """

    NOTE = "note"
    SUSPECT = "suspect"
    INVALID = "invalid"


class Verdict(StrEnum):
    """What a run's figures are worth.

    `valid`: take them. `suspect`: something may have touched them; read what. `invalid`: they don't
    say what they seem to say.
    """

    VALID = "valid"
    SUSPECT = "suspect"
    INVALID = "invalid"


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a run, or that explains its figures.

    Args:
        code: what.
        level: how much it weighs.
        evidence: the figures that show it, one sentence.
        remedy: what a person can do about it, one sentence.
    """

    code: Code
    level: Level
    evidence: str
    remedy: str

    def as_json(self) -> dict[str, str]:
        """The finding as `summary.json` holds it."""
        return {
            "code": self.code.value,
            "level": self.level.value,
            "evidence": self.evidence,
            "remedy": self.remedy,
        }


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The worst that any finding says; valid if there is none, or there are notes only."""
    levels = {finding.level for finding in findings}
    if Level.INVALID in levels:
        return Verdict.INVALID
    return Verdict.SUSPECT if Level.SUSPECT in levels else Verdict.VALID


def level_of(figure: float, suspect: float, invalid: float) -> Level | None:
    """The level of a figure that is worse the higher it is; None up to and at `suspect`."""
    if figure > invalid:
        return Level.INVALID
    return Level.SUSPECT if figure > suspect else None
