"""Blocks of batches, with the observers on and off by turns, and what that made of their speed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loadgen.units import NS_PER_S

Float64 = NDArray[np.float64]

_RESAMPLES = 2000
_LEVEL = 0.95
_LEFT_OUT = 0.1


@dataclass(frozen=True)
class Blocks:
    """How the batches of one query are dealt out.

    First those of the warm-up, then block after block. A block's first batch isn't timed: what it
    takes to turn the observers on or off falls into it. The order is on, off, off, on and so forth,
    so that what drifts evenly favours neither.

    Args:
        warm: batches of the warm-up.
        blocks: how many blocks; a multiple of 4 is fair.
        batches: timed batches in each.
    """

    warm: int
    blocks: int
    batches: int

    @property
    def total(self) -> int:
        """Batches in all."""
        return self.warm + self.blocks * (self.batches + 1)

    def on(self, batch: int) -> bool:
        """Whether the observers are on during a batch, from 0 up; in the warm-up they are."""
        block = (batch - self.warm) // (self.batches + 1)
        return block < 0 or block % 4 in {0, 3}

    def seconds(self, ends_ns: list[int]) -> tuple[Float64, Float64]:
        """What blocks took, in pairs of neighbours.

        Args:
            ends_ns: when each batch ended, `total` of them.

        Returns:
            With the observers on and off, s, each float64[pairs].
        """
        on: list[float] = []
        off: list[float] = []
        for block in range(self.blocks):
            first = self.warm + block * (self.batches + 1)
            took_s = (ends_ns[first + self.batches] - ends_ns[first]) / NS_PER_S
            (on if self.on(first) else off).append(took_s)
        return np.array(on), np.array(off)


def ratio(on_s: Float64, off_s: Float64, seed: int = 1) -> tuple[float, float, float]:
    """Capacity with the observers on, as a share of that with them off.

    It is the geometric mean of the ratios of neighbours, so that what changes slowly touches both
    sides alike; the tenth at either end is left out, where something else got in between. Its
    interval is a bootstrap over the pairs.

    Args:
        on_s: times of blocks, float64[pairs].
        off_s: of their neighbours, float64[pairs].
        seed: of the resampling.

    Returns:
        The ratio; the 95% interval's ends.
    """
    drawn = np.random.default_rng(seed).integers(0, len(on_s), (_RESAMPLES, len(on_s)))
    apart = np.log(off_s / on_s)
    low, high = np.quantile(_middle(apart[drawn]), [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    middle = _middle(apart[np.newaxis])[0]
    return float(np.exp(middle)), float(np.exp(low)), float(np.exp(high))


def _middle(rows: Float64) -> Float64:
    """The mean of each row without the `_LEFT_OUT` at either end, float64[rows]."""
    cut = int(_LEFT_OUT * rows.shape[1])
    ordered = np.sort(rows, axis=1)
    middle: Float64 = ordered[:, cut : rows.shape[1] - cut].mean(axis=1)
    return middle
