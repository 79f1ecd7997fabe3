"""One broker for all of the processes that run tests."""

import fcntl
import os
from pathlib import Path

import pytest

from benchmarks.broker import server
from benchmarks.broker.jars import jars
from loadgen.errors import BadInput
from tests.integration.leftovers import MARK


def address(base: Path) -> str:
    """The address of the broker: started if nobody has asked before.

    It ends with the process that the user has started, not with the one that asked first.

    Args:
        base: a folder that all the processes share.
    """
    told = base / "kafka-address"
    with (base / "kafka-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(_started(base / "kafka"))
        return told.read_text()


def _started(folder: Path) -> str:
    try:
        jars()
    except BadInput as error:
        pytest.skip(f"Kafka's jars can't be had: {error}")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(MARK, raising=False)  # it is no leftover of the test that asked first
        running = server.start(folder, remove=True, owner=_controller())
        running.leave()
    return running.broker.address


def _controller() -> int:
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
