"""How much the suite measures: all of it, or as much as shows that it works."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

SMOKE = "STREAMGAUGE_SMOKE"
REPEATS = "STREAMGAUGE_REPEATS"
_REPEATS = 3
"""As many as make an interval, and leave time for all cells."""


@dataclass(frozen=True)
class Profile:
    """How much is measured.

    Args:
        smoke: whether it is only to be seen that it works: the figures mean nothing.
        repeats: how often each cell is run.
    """

    smoke: bool
    repeats: int

    @classmethod
    def given(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """As the environment variables have it.

        Raises:
            ValueError: if a number of repeats is none.
        """
        smoke = bool(environ.get(SMOKE))
        text = environ.get(REPEATS) or str(1 if smoke else _REPEATS)
        if not text.isdecimal() or int(text) < 1:
            raise ValueError(f"{REPEATS}: {text!r} is no number of repeats: it takes 1 or more")
        return cls(smoke, int(text))
