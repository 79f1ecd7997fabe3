"""One figure that asv kept."""

from collections.abc import Sequence
from dataclasses import dataclass

INVALID, FAILED = "not valid", "failed"


@dataclass(frozen=True)
class Figure:
    """A benchmark's figure at one combination of its parameters, in the benchmark's unit.

    Args:
        value: the median of its samples; None if there is none.
        why: in place of a value, `INVALID` or `FAILED`; else "".
        samples: what it is made from; empty if asv wasn't told to keep them.
        quartiles: the bounds of the samples' middle half; None if there was one sample only.
    """

    value: float | None
    why: str = ""
    samples: Sequence[float] = ()
    quartiles: tuple[float, float] | None = None

    @property
    def spread(self) -> tuple[float, float] | None:
        """From the lowest to the highest sample; without samples, from quartile to quartile."""
        if len(self.samples) > 1:
            return min(self.samples), max(self.samples)
        return self.quartiles
