"""How much faster lines may come before a cell stops keeping up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Headroom:
    """What a cell keeps up with, by runs of their own at multiples of its rate.

    Args:
        name: the cell's.
        kept_per_s: the highest rate at which a run kept up, lines per second; 0 if none did.
        failed_per_s: the lowest at which one didn't; None if none failed.
        why: why that one didn't; if none failed, why no higher rate is known.
    """

    name: str
    kept_per_s: float
    failed_per_s: float | None = None
    why: str = ""

    def times(self, rate_per_s: float) -> float:
        """How many times a rate it kept up with."""
        return self.kept_per_s / rate_per_s
