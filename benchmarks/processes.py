"""Ending every process of a run, whatever it has come to."""

import contextlib
import ctypes
import os
import subprocess
import sys
import time
from typing import Any

import psutil

_PR_SET_CHILD_SUBREAPER = 36
_TERM_S = 10.0
_KILL_S = 10.0


def adopt_orphans() -> None:
    """Have the processes whose parent dies become children of this one (Linux).

    When a run's driver is killed, its JVM and Python workers would otherwise go to init, out of
    sight. They end by themselves as a rule, when their pipes close; this is for the exceptions.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end(process: subprocess.Popen[Any]) -> None:
    """End a run's process and all that it has started.

    Args:
        process: the run's, started with `start_new_session` by a process that `adopt_orphans`.
    """
    family = _family(process.pid)
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()  # which it takes as the word to go
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=_TERM_S)
    deadline = time.monotonic() + _KILL_S
    while time.monotonic() < deadline:
        family |= _session(process.pid)
        left = {p for p in family if alive(p)}
        if not left and process.poll() is not None:
            break
        process.kill()
        for one in left:
            with contextlib.suppress(psutil.Error):
                one.kill()
        # Its own process is reaped by Popen, which would else not learn its status.
        psutil.wait_procs([one for one in left if one.pid != process.pid], timeout=1)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)
    _reap(family, process.pid)


def _reap(ended: set[psutil.Process], own: int) -> None:
    """Take note of the end of adopted processes: until then the system keeps their numbers.

    Args:
        ended: processes that were the run's.
        own: the run's own one, whose end is Popen's to note.
    """
    for one in ended:
        if one.pid != own:
            with contextlib.suppress(ChildProcessError):  # its own parent has done so
                os.waitpid(one.pid, os.WNOHANG)


def _family(pid: int) -> set[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return {process, *process.children(recursive=True)}
    except psutil.Error:
        return set()


def _session(pid: int) -> set[psutil.Process]:
    """Our descendants in the session that the process leads: also those whose parent has died."""
    found = set()
    for one in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error, OSError):
            if os.getsid(one.pid) == pid:
                found.add(one)
    return found


def alive(process: psutil.Process) -> bool:
    """Whether a process still does anything: one that has ended may wait to be taken note of."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
