"""Where a cell stands at a quantile: a figure, or why there is none that counts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """A quantile of a cell.

    Args:
        ms: what it is, ms; None if nothing is known of it. Of a cell that doesn't count it is that
            of a run that is invalid.
        low_ms, high_ms: its bounds, ms; None if the cell doesn't count or has a single run.
        counts: whether it may be taken.
        why: why it doesn't count, in some words; "" if it does.
        behind_ms: how far behind its lines it was allowed to fall before it was ended, ms; None if
            it wasn't. No quantile, but more than that.
    """

    ms: float | None = None
    low_ms: float | None = None
    high_ms: float | None = None
    counts: bool = False
    why: str = ""
    behind_ms: float | None = None
