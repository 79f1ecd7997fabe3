"""One figure of two cells set side by side: what it is of each, and how sure the difference is."""

from dataclasses import dataclass

import numpy as np

from analysis.plots.cells import Cell
from analysis.stats import figures
from analysis.stats.difference import difference
from analysis.stats.interval import Interval
from analysis.stats.sentence import format_share, format_times


@dataclass(frozen=True)
class Compared:
    """A figure of two cells.

    Args:
        first, second: what it is of each: ms, or µs a line.
        ratio: the larger over the smaller, 1 or more; None if there is no interval.
        claimed: whether one may be said to be larger.
    """

    first: float
    second: float
    ratio: Interval | None
    claimed: bool

    def told(self, more: str, less: str) -> str:
        """What the second is against the first, as in "1.2 to 1.4 times slower", with a dash.

        Args:
            more: what to call a larger figure.
            less: what to call a smaller one.
        """
        if self.ratio is None:
            return "no interval"
        times = format_times(self.ratio)
        if not self.claimed:
            return f"not told apart ({times})"
        return f"{times} {more if self.second > self.first else less}"


def latency(first: Cell, second: Cell, share: float, noise_factor: float) -> Compared | None:
    """A quantile of two cells' latencies, ms.

    Args:
        first: the one cell.
        second: the other.
        share: which quantile, 0 to 1.
        noise_factor: what the same cell differs from itself by, 1 if that isn't known.

    Returns:
        None if lost lines reach it in either.
    """
    one_ms, other_ms = (cell.latency_ms[format_share(share)] for cell in (first, second))
    if one_ms is None or other_ms is None:
        return None
    found = difference(first.sample, second.sample, share, noise_factor)
    return Compared(
        one_ms,
        other_ms,
        ratio=None if found is None else found.ratio,
        claimed=found is not None and found.claimed,
    )


def cpu(first: Cell, second: Cell) -> Compared | None:
    """CPU time of driver, JVM and Python workers for a line, µs; of several runs, their mean.

    A run has one figure, so there is an interval only from run to run: Welch's, of logarithms.

    Returns:
        None if it isn't known of every run that counts.
    """
    one_us, other_us = cpu_us(first), cpu_us(second)
    if not one_us or not other_us:
        return None
    less_us, more_us = sorted([one_us, other_us], key=lambda us: float(np.log(us).mean()))
    ratio = figures.ratio(less_us, more_us)
    claimed = ratio is not None and ratio.low > 1
    return Compared(float(np.mean(one_us)), float(np.mean(other_us)), ratio, claimed)


def cpu_us(cell: Cell) -> list[float]:
    """CPU time for a line, µs, of each run that counts; none if it isn't known of all of them."""
    used = [run.summary.get("resources") or {} for run in cell.ranked]
    # Seconds for a million lines are µs for one.
    known = [(one.get("cpu_s_per_million_lines") or {}).get("total") for one in used]
    return [float(us) for us in known if us] if all(known) else []
