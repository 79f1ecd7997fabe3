"""Cells whose truth is known: runs that differ, and batches within them that hang together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.histogram import Float64, Histogram
from analysis.stats.sample import Basis, Sample

NS = 1e6
Tails = Literal["normal", "heavy"]


@dataclass(frozen=True)
class Cell:
    """A micro-batch engine: each line waits for its batch, and all of a batch take as long.

    Args:
        level_ms: what a batch takes; a line waits up to as long again.
        between: standard deviation of a run's level, as a logarithm.
        tails: of what moves from run to run; heavy is Student's t with 3 degrees of freedom.
        within: standard deviation of a batch's level, as a logarithm.
        kept: how much of its own level a batch has from the one before, 0 to 1.
        batches: of a run.
        lines: of a batch.
    """

    level_ms: float = 200.0
    between: float = 0.05
    tails: Tails = "normal"
    within: float = 0.15
    kept: float = 0.5
    batches: int = 40
    lines: int = 20

    def latencies_ns(self, rng: np.random.Generator, runs: int) -> Float64:
        """Latencies, float64[runs, batches, lines]."""
        moved = rng.normal(size=runs)
        if self.tails == "heavy":
            moved = rng.standard_t(3, size=runs) / np.sqrt(3)
        fresh = rng.normal(size=(self.batches, runs)) * self.within
        levels = [fresh[0]]
        for step in fresh[1:]:
            levels.append(self.kept * levels[-1] + np.sqrt(1 - self.kept**2) * step)
        took: Float64 = np.exp(np.array(levels).T)[:, :, None]
        waited = (np.arange(self.lines) + 0.5) / self.lines
        level_ns: Float64 = self.level_ms * NS * np.exp(self.between * moved)[:, None, None]
        return level_ns * (waited + took)

    def runs(self, rng: np.random.Generator, number: int) -> Sample:
        """That many runs of it."""
        return Sample([whole(run) for run in self.latencies_ns(rng, number)], Basis.RUNS)

    def blocks(self, rng: np.random.Generator, number: int) -> Sample:
        """A single run of it in that many blocks."""
        (run,) = self.latencies_ns(rng, 1)
        return Sample([whole(block) for block in np.split(run, number)], Basis.BLOCKS)

    def quantile_ms(self, share: float) -> float:
        """The quantile of all lines of very many runs."""
        latencies = self.latencies_ns(np.random.default_rng(0), 1_500)
        return float(np.quantile(latencies, share)) / NS


def whole(latencies_ns: Float64) -> Histogram:
    """A histogram of latencies in an array of any shape."""
    return Histogram.of(latencies_ns.ravel().astype(np.int64))


def of_ms(*parts: Sequence[float], basis: Basis = Basis.RUNS, lost: int = 0) -> Sample:
    """A sample of parts with these latencies; the last one has lost some lines."""
    missing = [0] * (len(parts) - 1) + [lost]
    counted = [
        Histogram.of((np.array(part) * NS).astype(np.int64), number)
        for part, number in zip(parts, missing, strict=True)
    ]
    return Sample(counted, basis)
