"""What a figure of a cell is made of: its runs, or stretches of its only one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.histogram import Histogram


class Basis(StrEnum):
    """What differs between the parts of a sample, and so what an interval can tell of."""

    RUNS = "runs"
    """Each part is a run: what moves from one run to the next is in it."""

    BLOCKS = "blocks"
    """Each part is a block of a single run's batches: of the next run it says nothing."""


@dataclass(frozen=True)
class Sample:
    """The latencies of one cell, in parts that are as good as independent of each other.

    Args:
        parts: a histogram for each run; or one for each block of consecutive batches of the only
            run, long enough that what happens in a block hardly depends on the one before it.
        basis: which of the two.
    """

    parts: Sequence[Histogram]
    basis: Basis
