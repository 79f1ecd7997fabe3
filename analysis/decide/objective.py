"""What somebody asks of latency: `p99<2s`, or several such limits at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS, format_duration, parse_duration_ns

FIGURES = ("mean", "p50", "p90", "p99", "p999", "max")
"""What a limit can be put on, by the names that a summary's `latency_ms` has."""

_LIMIT = re.compile(r"\s*([a-z]+[0-9]*(?:\.[0-9]+)?)\s*<=?\s*(.+)")
_TAKES = f"FIGURE<TIME, as in p99<2s or p50<200ms,p99<1s, with {' | '.join(FIGURES)}"


@dataclass(frozen=True)
class Limit:
    """An upper limit for one figure of latency.

    Args:
        figure: one of `FIGURES`.
        ns: what it must stay below.
    """

    figure: str
    ns: int

    @property
    def ms(self) -> float:
        """What the figure must stay below, ms."""
        return self.ns / NS_PER_MS

    @property
    def text(self) -> str:
        """The limit as people write it."""
        return f"{self.figure}<{format_duration(self.ns)}"

    def met(self, ms: float | None) -> bool:
        """Whether a figure keeps it; one that isn't known doesn't."""
        return ms is not None and ms < self.ms


@dataclass(frozen=True)
class Objective:
    """Limits that latency must keep, all of them.

    Args:
        limits: at least one, each of another figure.
    """

    limits: tuple[Limit, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `p99<2s` or `p50<200ms,p99<1s`.

        Raises:
            BadInput: if it is anything else, or limits a figure twice.
        """
        limits = tuple(_limit(part) for part in text.split(","))
        if len({limit.figure for limit in limits}) < len(limits):
            raise BadInput(f"--objective: {text!r} limits a figure twice: it takes {_TAKES}")
        return cls(limits)

    @property
    def text(self) -> str:
        """The objective as people write it."""
        return ",".join(limit.text for limit in self.limits)

    @property
    def tightest(self) -> Limit:
        """The limit that allows the least time."""
        return min(self.limits, key=lambda limit: limit.ns)

    def missed(self, latency_ms: Mapping[str, Any]) -> list[Limit]:
        """The limits that a distribution doesn't keep.

        Args:
            latency_ms: as a summary has it: ms by figure, None where nothing was measured.
        """
        return [limit for limit in self.limits if not limit.met(latency_ms.get(limit.figure))]

    def met(self, latency_ms: Mapping[str, Any]) -> bool:
        """Whether a distribution keeps every limit."""
        return not self.missed(latency_ms)

    def excess(self, latency_ms: Mapping[str, Any]) -> float:
        """How many times its limit the worst figure is; infinite if one isn't known."""
        figures = ((latency_ms.get(limit.figure), limit.ms) for limit in self.limits)
        return max(float("inf") if ms is None else ms / most_ms for ms, most_ms in figures)


def _limit(text: str) -> Limit:
    found = _LIMIT.fullmatch(text)
    figure = found[1].replace(".", "") if found else ""
    if not found or figure not in FIGURES:
        raise BadInput(f"--objective: {text!r} is no limit: it takes {_TAKES}")
    try:
        ns = parse_duration_ns(found[2])
    except BadInput as error:
        raise BadInput(f"--objective: {error}") from None
    if ns <= 0:
        raise BadInput(f"--objective: {text!r}: nothing takes less than no time")
    return Limit(figure, ns)
