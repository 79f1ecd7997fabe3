"""Finding what a run left behind: processes by a mark in their environment, folders by name."""

import contextlib
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import psutil

MARK = "STREAMGAUGE_TEST_MARK"


def wait_until(done: Callable[[], bool], limit_s: float, what: str) -> None:
    """Wait for a condition.

    Raises:
        AssertionError: if it isn't there by the deadline.
    """
    deadline = time.monotonic() + limit_s
    while not done():
        assert time.monotonic() < deadline, f"not within {limit_s:.0f} s: {what}"
        time.sleep(0.05)


class Leftovers:
    """What the runs of one test leave behind.

    Args:
        temporary: the folder in which they may make temporary ones.
    """

    def __init__(self, temporary: Path) -> None:
        self.temporary = temporary
        self.mark = uuid.uuid4().hex

    @property
    def environment(self) -> dict[str, str]:
        """What to start a command with."""
        return {**os.environ, MARK: self.mark, "TMPDIR": str(self.temporary)}

    def processes(self) -> list[psutil.Process]:
        """The marked processes that are alive, this one excepted."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                marked = process.environ().get(MARK) == self.mark
                if marked and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return [process for process in found if process.pid != os.getpid()]

    def folders(self) -> list[str]:
        """The temporary folders that are there."""
        return sorted(path.name for path in self.temporary.iterdir())

    def check(self) -> None:
        """Assert that nothing is left, allowing a dying process some seconds."""
        wait_until(lambda: not self.processes(), 15, f"processes gone: {self.processes()}")
        _bury()
        assert self.folders() == []


def _bury() -> None:
    """Take note of the end of JVMs whose run was killed, and which this process has adopted."""
    for process in psutil.Process().children():
        with contextlib.suppress(psutil.Error, ChildProcessError):
            if process.name() == "java" and process.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(process.pid, os.WNOHANG)


def temporary_folder(base: Path) -> Path:
    """A folder for temporary files that starts empty."""
    return Path(tempfile.mkdtemp(dir=base))
