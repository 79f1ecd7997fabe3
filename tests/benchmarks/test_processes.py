import subprocess
import sys
import textwrap
import time
from collections.abc import Callable

import psutil
import pytest

from benchmarks import processes

DEADLINE_S = 20.0


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not done():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.01)


def started(program: str) -> tuple["subprocess.Popen[str]", list[int]]:
    """A program in a session of its own, and the processes that it says it has started."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    return process, [int(word) for word in process.stdout.readline().split()]


def finish(process: "subprocess.Popen[str]") -> None:
    processes.end(process)
    if process.stdout is not None:
        process.stdout.close()


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_one_that_goes_when_told_is_waited_for() -> None:
    process, _ = started("import sys; print(1, flush=True); sys.stdin.read(); sys.exit(7)")
    finish(process)
    assert process.returncode == 7


def test_one_that_has_gone_already() -> None:
    process, _ = started("print(1, flush=True)")
    process.wait(DEADLINE_S)
    finish(process)
    assert process.returncode == 0


def test_one_that_will_not_go_is_killed_with_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_TERM_S", 0.3)
    process, children = started(
        """
        import signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print(child.pid, flush=True)
        time.sleep(600)
        """
    )
    finish(process)
    assert process.returncode == -9
    until(lambda: all(gone(child) for child in children))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans over")
def test_orphans_of_a_killed_process_are_ended_too() -> None:
    processes.adopt_orphans()
    process, children = started(
        """
        import os, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print(child.pid, flush=True)
        time.sleep(600)
        """
    )
    process.kill()
    process.wait(DEADLINE_S)
    assert not gone(children[0])
    finish(process)
    assert not psutil.pid_exists(children[0]), "not even as a zombie"
