"""What a process needs that another one of ours has started, and that must not outlive it."""

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import psutil

from benchmarks.folder import remove_scratch
from benchmarks.processes import alive

# For Spark to stop by itself, once the record is whole.
_STOP_S = 8.0
# From a kill to the end: a JVM of some GB takes a while to be taken apart.
_DYING_S = 5.0
_LOOK_EVERY_S = 0.02


def claim_stdout() -> Callable[[dict[str, Any]], None]:
    """Keep standard output for events: what Spark prints to it goes where errors go.

    Returns:
        Tells an event, as a line of JSON.
    """
    events: IO[str] = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def tell(event: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError):
            events.write(json.dumps(event) + "\n")

    return tell


def end_children() -> None:
    """End all that this process has started, without waiting for its consent.

    What is killed may still be in the middle of writing: it is waited for, so that what it writes
    to can be removed.
    """
    children = psutil.Process().children(recursive=True)
    for child in children:
        with contextlib.suppress(psutil.Error):
            child.kill()
    deadline = time.monotonic() + _DYING_S
    while any(map(alive, children)) and time.monotonic() < deadline:
        time.sleep(_LOOK_EVERY_S)


@contextlib.contextmanager
def ending_with_stdin(scratch: Path, stopping: threading.Event) -> Iterator[None]:
    """End all that belongs to the run when the one who started us is gone, or wants us gone.

    Whoever leaves the block then doesn't come out of it: what is being removed is removed first.

    Args:
        scratch: the run's folder for what it doesn't keep, to remove then.
        stopping: once it is set, the block gets some seconds to end by itself.
    """
    gone, done = threading.Event(), threading.Event()

    def wait() -> None:
        while os.read(0, 1024):  # not sys.stdin: its lock would be held while Python ends
            pass
        gone.set()
        if stopping.is_set():
            done.wait(_STOP_S)
        end_children()
        remove_scratch(scratch)
        os._exit(1)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        if gone.is_set():
            thread.join()
