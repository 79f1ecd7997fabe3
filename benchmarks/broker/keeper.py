"""The process that a broker's JVM is a child of, and that sees to its end whatever becomes of us.

`python -m benchmarks.broker.keeper TASK` reads standard input. At its end, however that comes
about, the broker is ended. After a word on it, the broker stays: until the task's owner has gone if
it has one, and else until the keeper gets a SIGTERM. On standard output it tells, a line of JSON
each, that the broker is `started` (with its pid), and that it has `ended` without being told to.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

import psutil

from benchmarks.child import claim_stdout
from benchmarks.processes import alive

_LOOK_EVERY_S = 0.2
_TERM_S = 10.0


@dataclass(frozen=True)
class Task:
    """What to keep.

    Args:
        commands: what to run, one after the other; the last one is the broker.
        folder: the broker's.
        remove: whether the folder goes with the broker.
        log: what the commands write to; it is where standard error goes.
        keep_log: where the log goes if the broker ends by itself.
        owner: the process that the broker ends with, once it stays; 0 for none.
    """

    commands: Sequence[Sequence[str]]
    folder: str
    remove: bool
    log: str
    keep_log: str
    owner: int = 0

    def command(self) -> list[str]:
        """The command line of the keeper that does this."""
        return [sys.executable, "-m", "benchmarks.broker.keeper", json.dumps(asdict(self))]


class Keeper:
    """Runs a task.

    Args:
        task: the task.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._tell = claim_stdout()  # and what the JVM prints goes to the log as well
        self._owner = _process(task.owner) if task.owner else None
        self._stays = self._terminated = False
        signal.signal(signal.SIGTERM, self._terminate)

    def keep(self) -> None:
        """Run the commands, until they end or are to be ended."""
        told_to = False
        for command in self._task.commands:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=self._task.folder)
            if command is self._task.commands[-1]:
                self._tell({"event": "started", "pid": process.pid})
            told_to = self._watch(process)
            if told_to or process.returncode:
                break
        if not told_to:
            self._tell({"event": "ended", "why": last_words(Path(self._task.log))})
            if self._task.remove:
                with contextlib.suppress(OSError):
                    shutil.move(self._task.log, self._task.keep_log)
        if self._task.remove:
            shutil.rmtree(self._task.folder, ignore_errors=True)

    def _watch(self, process: "subprocess.Popen[bytes]") -> bool:
        """Wait for the end of a command; returns whether it was us who ended it."""
        while process.poll() is None:
            if self._is_over():
                process.terminate()
                try:
                    process.wait(timeout=_TERM_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                return True
        return False

    def _is_over(self) -> bool:
        """Whether it is time to end, after a short wait."""
        waiting = [] if self._stays else [0]
        readable, _, _ = select.select(waiting, [], [], _LOOK_EVERY_S)
        if readable:
            self._stays = bool(os.read(0, 1024))
            return not self._stays
        owner_gone = self._owner is not None and not alive(self._owner)
        return self._terminated or (self._stays and owner_gone)

    def _terminate(self, _number: int, _frame: FrameType | None) -> None:
        self._terminated = True


def last_words(log: Path) -> str:
    """The line of a log that says best why a program ended: its last error's, or its last."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    told = [line.strip() for line in lines if line.strip() and not line.startswith(("\t", " "))]
    errors = [line for line in told if "Exception" in line or "Error" in line]
    return (errors or told or ["it said nothing"])[-1]


def _process(pid: int) -> psutil.Process | None:
    try:
        return psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None


if __name__ == "__main__":
    Keeper(Task(**json.loads(sys.argv[1]))).keep()
