"""From recorded runs to numbers, verdicts and pictures. Nothing in here starts Spark."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.frames import Frames

__all__ = ["load"]


def load(path: str | Path) -> "Frames":
    """A campaign, or a single run, as pandas frames. Writes nothing.

    Args:
        path: a directory that holds `runs/`, or is itself a run.

    Raises:
        loadgen.errors.BadInput: if no run in it can be read.
    """
    # pandas takes long to import, and no command has a use for it.
    from analysis import frames  # noqa: PLC0415

    return frames.load(Path(path))
