"""Lines into a directory, as whole files."""

import contextlib
import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from loadgen.clock import Clock
from loadgen.errors import BadInput
from loadgen.lines import Ring
from loadgen.sinks.present import check_present, put
from loadgen.sinks.sink import Unanswered
from loadgen.waiting import Wait

_NAME = re.compile(r"lines-(\d+)-(\d{8,})\.txt")
_STAGING = ".loadgen-"

# After a long stall much is due at once. A file of all of it could be more than a reader's memory.
_MOST_BYTES_A_FILE = 64 * 2**20


def file_name(lane: int, sequence: int) -> str:
    """The name of a lane's file number `sequence`, from 0 up."""
    return f"lines-{lane}-{sequence:08d}.txt"


def sequence_of(name: str) -> tuple[int, int]:
    """The lane and the number of a file, from its name.

    Args:
        name: the file's name, without its directory.

    Raises:
        ValueError: if it is no name that `file_name` gives.
    """
    found = _NAME.fullmatch(name)
    if not found:
        raise ValueError(f"{name!r} is not the name of one of the load's files")
    return int(found[1]), int(found[2])


def _of_a_load(name: str) -> bool:
    return name.startswith(_STAGING) or _NAME.fullmatch(name) is not None


class FilesSink(Unanswered):
    """A directory into which files are renamed once they are whole: no reader sees a part of one.

    They are written in a hidden folder inside it, which Spark's readers overlook, and which is on
    the same file system, so that the renaming is one step.

    Args:
        directory: made if it isn't there.
        ring: what is sent.
        lanes: how many sequences of files.
        clock: tells how old files are.
        keep_ns: how long our files stay, ns; None for good.
        present: how many empty files are to be in the directory before the first of ours.

    Raises:
        BadInput: if the directory can't be written to, or holds the files of another load, or too
            many are to be in it.
    """

    def __init__(
        self,
        directory: Path,
        ring: Ring,
        lanes: int,
        clock: Clock,
        keep_ns: int | None = None,
        *,
        present: int = 0,
    ) -> None:
        check_present(present)
        self.directory = directory
        self._ring = ring
        self._clock = clock
        self._keep_ns = keep_ns
        self._most_lines = max(_MOST_BYTES_A_FILE * len(ring) // len(ring.block), 1)
        self._lines = [0] * lanes
        self._files = [0] * lanes
        self._published: deque[tuple[int, Path]] = deque()
        self._staging = directory / f"{_STAGING}{os.getpid()}"
        with self._explained():
            directory.mkdir(parents=True, exist_ok=True)
            if any(_of_a_load(path.name) for path in directory.iterdir()):
                raise BadInput(
                    f"--dir: {directory} holds what another load left or is writing: "
                    f"it takes a directory without lines-*.txt and {_STAGING}*"
                )
            put(directory, present)
            self._staging.mkdir()

    def place(self) -> dict[str, Any]:
        """Where the files appear."""
        return {"dir": str(self.directory)}

    def connect(self, wait: Wait, told: Callable[[int], None]) -> bool:  # noqa: ARG002 - a sink's form
        """Whether every lane has its consumer: nobody connects to a directory."""
        return True

    def took(self) -> list[dict[str, Any]]:
        """What each connection took: there are none."""
        return []

    def hand_over(self, lane: int, lines: int) -> int:
        """Write the lane's next file, with the lines up to a number (see `Sink`).

        Raises:
            BadInput: if it can't be written.
        """
        start = self._lines[lane]
        stop = min(lines, start + self._most_lines)
        name = file_name(lane, self._files[lane])
        staged, published = self._staging / name, self.directory / name
        with self._explained():
            with staged.open("wb") as file:
                file.writelines(self._ring.slice(start, stop))
            staged.rename(published)
        self._lines[lane] = stop
        self._files[lane] += 1
        if self._keep_ns is not None:
            self._remove_old(published, self._keep_ns)
        return stop

    def ended(self, lane: int) -> bool:  # noqa: ARG002 - a sink's form
        """Whether the lane will never take another line: a directory always does."""
        return False

    def blocked(self, lane: int) -> int | None:  # noqa: ARG002 - a sink's form
        """What to wait for: nothing, a directory takes more at any time."""
        return None

    def close(self) -> None:
        """Leave nothing behind but whole files."""
        shutil.rmtree(self._staging, ignore_errors=True)

    def _remove_old(self, published: Path, keep_ns: int) -> None:
        now_ns = self._clock.now_ns()
        self._published.append((now_ns, published))
        while self._published[0][0] < now_ns - keep_ns:
            self._published.popleft()[1].unlink(missing_ok=True)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BadInput(f"--dir: {self.directory}: {error.strerror}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
