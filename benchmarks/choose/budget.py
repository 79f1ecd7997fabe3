"""The time that choosing may take, and whether another run fits into what is left of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Budget:
    """Time that is spent run by run.

    Args:
        within_s: how much there is, s.
        clock_s: tells the time, s.
    """

    within_s: float
    clock_s: Callable[[], float] = time.monotonic
    _expected_s: float = field(default=0.0, init=False)
    _took_s: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._begun_s = self.clock_s()

    @property
    def spent_s(self) -> float:
        """How long it has been going on, s."""
        return self.clock_s() - self._begun_s

    def fits(self, expected_s: float) -> bool:
        """Whether something fits that is expected to take so long.

        On a machine that was slower than expected so far, it is expected to go on so.
        """
        pace = max(1.0, self._took_s / self._expected_s) if self._expected_s else 1.0
        return expected_s == 0 or self.spent_s + expected_s * pace <= self.within_s

    def took(self, expected_s: float, took_s: float) -> None:
        """Take note of how long something took that was expected to take so long."""
        if expected_s:
            self._expected_s += expected_s
            self._took_s += took_s
