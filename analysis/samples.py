"""How long lines took from one moment to another, and the figures that are made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from analysis.histogram import Histogram, bucket_of
from analysis.record import Int64
from loadgen.units import NS_PER_MS

QUANTILES_PER_MILLE = {"p50": 500, "p90": 900, "p99": 990, "p999": 999}
STATISTICS = ("min", "mean", *QUANTILES_PER_MILLE, "max")


class Samples(Protocol):
    """Durations of lines, ns; some lines may never have seen the end of theirs."""

    @property
    def known(self) -> int:
        """How many lines saw the end."""

    @property
    def lost(self) -> int:
        """How many never did."""

    @property
    def least_ns(self) -> int:
        """The shortest; there has to be one."""

    @property
    def most_ns(self) -> int:
        """The longest that ended; there has to be one."""

    @property
    def mean_ns(self) -> float:
        """The mean, if none is lost; there has to be one."""

    def upto(self, ns: int) -> int:
        """How many took a time or less."""

    def at(self, ranks: Sequence[int]) -> list[int]:
        """The durations of these ranks, from 1 (the shortest) to `known`, ns."""

    def histogram(self) -> Histogram:
        """All of them by size."""


def distribution(samples: Samples) -> dict[str, float | None]:
    """Extremes, mean and percentiles, ms.

    Percentiles are by nearest rank: the smallest sample that a share q of all samples doesn't
    exceed (numpy's `inverted_cdf`). Lost lines are samples too, of infinite length, so a figure
    that they reach is None.

    Returns:
        `STATISTICS`, each None where there is nothing finite to say.
    """
    known, count = samples.known, samples.known + samples.lost
    figures: dict[str, float | None] = dict.fromkeys(STATISTICS)
    if not known:
        return figures
    ranks = {name: -(-count * share // 1000) for name, share in QUANTILES_PER_MILLE.items()}
    finite = {name: rank for name, rank in ranks.items() if rank <= known}
    found = samples.at(list(finite.values()))
    figures |= {name: ns / NS_PER_MS for name, ns in zip(finite, found, strict=True)}
    figures["min"] = samples.least_ns / NS_PER_MS
    if not samples.lost:
        figures["mean"] = samples.mean_ns / NS_PER_MS
        figures["max"] = samples.most_ns / NS_PER_MS
    return figures


@dataclass(frozen=True, eq=False)
class Durations:
    """Durations of which each stands for several lines.

    Args:
        values_ns: int64[n].
        counts: lines of each, above 0, int64[n].
        lost: lines that never saw the end.
    """

    values_ns: Int64
    counts: Int64
    lost: int = 0

    @cached_property
    def known(self) -> int:
        """How many lines saw the end."""
        return int(self.counts.sum())

    @property
    def least_ns(self) -> int:
        """The shortest."""
        return int(self.values_ns.min())

    @property
    def most_ns(self) -> int:
        """The longest."""
        return int(self.values_ns.max())

    @property
    def mean_ns(self) -> float:
        """The mean."""
        beyond = (self.values_ns - self.values_ns[0]).astype(np.float64)
        return int(self.values_ns[0]) + float(self.counts @ beyond) / self.known

    def upto(self, ns: int) -> int:
        """How many took a time or less."""
        return int(self.counts[self.values_ns <= ns].sum())

    def at(self, ranks: Sequence[int]) -> list[int]:
        """The durations of these ranks, ns."""
        order = np.argsort(self.values_ns)
        upto = np.cumsum(self.counts[order])
        return [int(ns) for ns in self.values_ns[order[np.searchsorted(upto, ranks)]]]

    def histogram(self) -> Histogram:
        """All of them by size."""
        bucket, where = np.unique(bucket_of(self.values_ns), return_inverse=True)
        count = np.zeros(len(bucket), np.int64)
        np.add.at(count, where, self.counts)
        return Histogram(bucket, count, self.lost)
