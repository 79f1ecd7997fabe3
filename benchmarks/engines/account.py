"""How many lines the engine is done with, by its own events: for results that don't say."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath


class Account:
    """What a run's events amount to.

    Args:
        directory: where the files come in; None for a socket.
    """

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._files: set[str] = set()
        self._lines = 0

    def add(self, count: int) -> None:
        """So many more lines are done with."""
        self._lines += count

    def files(self, paths: Iterable[str]) -> None:
        """The lines of these files are done with."""
        self._files |= {PurePosixPath(path).name for path in paths}

    def has(self, lines: int) -> bool:
        """Whether all that were sent are: so many lines, or each file that is there.

        Files without lines don't count: Spark needn't take those that were there before it.
        """
        if self._directory is None:
            return self._lines >= lines
        there = (path for path in self._directory.iterdir() if not path.name.startswith("."))
        return not any(path.name not in self._files and path.stat().st_size for path in there)
