"""A broker of our own: one Kafka node on loopback, which ends with whoever it was started for."""

import contextlib
import json
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks import storage
from benchmarks.broker import config, ports, topics
from benchmarks.broker.jars import jars
from benchmarks.broker.keeper import Task
from benchmarks.spark.java import find_java
from loadgen.errors import BadInput

_READY_S = 60.0
_ANSWER_S = 1.0
_LOOK_EVERY_S = 0.05
_STOP_S = 20.0
_TRIES = 3
_TAKEN = "Address already in use"
_PREFIX = "streamgauge-kafka-"
_KEPT_LOG = "kafka-that-ended.log"


@dataclass(frozen=True)
class Broker:
    """A broker that answers.

    Args:
        address: HOST:PORT.
        pid: its JVM's.
        folder: where its settings, its data and its log are.
    """

    address: str
    pid: int
    folder: Path


class _TakenError(BadInput):
    """Somebody was faster to take a port."""


class Running:
    """A broker and its keeper.

    Args:
        broker: what others need to know of it.
        keeper: the process that sees to its end.
        remove: whether its folder goes with it.
    """

    def __init__(self, broker: Broker, keeper: "subprocess.Popen[bytes]", *, remove: bool) -> None:
        self.broker = broker
        self._keeper = keeper
        self._remove = remove
        self._process = psutil.Process(broker.pid)

    @property
    def keeper_pid(self) -> int:
        """The keeper's: a SIGTERM to it ends the broker."""
        return self._keeper.pid

    def end(self) -> None:
        """End the broker."""
        _end(self._keeper)
        if self._keeper.returncode:  # it was killed itself, and couldn't see to anything
            with contextlib.suppress(psutil.NoSuchProcess):
                self._process.kill()
                self._process.wait()
            if self._remove:
                shutil.rmtree(self.broker.folder, ignore_errors=True)

    def leave(self) -> None:
        """Let it stay when this process ends."""
        if self._keeper.stdin is not None:
            self._keeper.stdin.write(b"stay")
        _close(self._keeper)
        self._keeper.returncode = 0  # it isn't ours to wait for any more


@contextlib.contextmanager
def started(folder: Path | None = None, port: int = 0) -> Iterator[Broker]:
    """A broker for as long as the block takes, or this process lives.

    Args:
        folder: where it keeps what it has, which stays there; None for a temporary one.
        port: what it listens on; 0 for any.

    Raises:
        BadInput: if none can be started.
    """
    running = start(folder, port)
    try:
        yield running.broker
    finally:
        running.end()


def start(
    folder: Path | None = None, port: int = 0, *, remove: bool | None = None, owner: int = 0
) -> Running:
    """Start a broker, and wait until it answers. It ends with this process, unless it is left.

    Args:
        folder: where it keeps what it has; None for a temporary one.
        port: what it listens on; 0 for any.
        remove: whether the folder goes with it; None if it is a temporary one.
        owner: the process that it ends with once it is left; 0 for none.

    Raises:
        BadInput: if none can be started.
    """
    if port:
        ports.check(port)
    java, files = find_java().binary, jars()
    remove = folder is None if remove is None else remove

    def once() -> Running:
        home = _home(folder)
        number, controller = (port, *ports.free(1)) if port else ports.free(2)
        settings = home / config.SETTINGS
        text = config.settings(home / config.DATA, number, controller)
        settings.write_text(text, encoding="ascii")
        commands = [config.server_command(java, files, settings)]
        if not (home / config.FORMATTED).exists():
            commands.insert(0, config.format_command(java, files, settings))
        log = home / config.LOG
        kept = storage.cache() / _KEPT_LOG if remove else log
        task = Task(commands, str(home), remove, str(log), str(kept), owner)
        return _start(task, home, f"{ports.LOOPBACK}:{number}")

    for _ in range(_TRIES - 1):
        with contextlib.suppress(_TakenError):
            return once()
    return once()


def _home(folder: Path | None) -> Path:
    home = (folder or Path(tempfile.gettempdir())).resolve()
    if "," in str(home):
        raise BadInput(f"{home}: Kafka takes no folder with a comma in its name")
    if folder is None:
        return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home))
    home.mkdir(parents=True, exist_ok=True)
    return home


def _start(task: Task, home: Path, address: str) -> Running:
    with Path(task.log).open("wb") as log:
        keeper = subprocess.Popen(
            task.command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # Ctrl-C is ours to handle: the broker goes last
        )
    try:
        broker = Broker(address, _ready(keeper, task, address), home)
        return Running(broker, keeper, remove=task.remove)
    except BaseException:
        _end(keeper)
        if task.remove:
            shutil.rmtree(home, ignore_errors=True)  # the keeper's to do, if it came so far
        raise


def _ready(keeper: "subprocess.Popen[bytes]", task: Task, address: str) -> int:
    """Wait until the broker answers; returns its pid."""
    deadline = time.monotonic() + _READY_S
    pid = 0
    while time.monotonic() < deadline:
        event = _event(keeper, _LOOK_EVERY_S if pid else _ANSWER_S)
        if event and event["event"] == "started":
            pid = event["pid"]
        elif event:
            error = _TakenError if _TAKEN in event["why"] else BadInput
            raise error(f"Kafka didn't start: {event['why']}: see {task.keep_log}")
        if pid and topics.answers(address, _ANSWER_S):
            return pid
    raise BadInput(f"Kafka didn't answer at {address} within {_READY_S:.0f} s")


def _event(keeper: "subprocess.Popen[bytes]", limit_s: float) -> dict[str, Any] | None:
    """What the keeper tells, if it does within a time."""
    if keeper.stdout is None or not select.select([keeper.stdout], [], [], limit_s)[0]:
        return None
    line = keeper.stdout.readline()
    told: dict[str, Any] = (
        json.loads(line) if line else {"event": "ended", "why": "its keeper died"}
    )
    return told


def _end(keeper: "subprocess.Popen[bytes]") -> None:
    """End a keeper, and what it keeps; without its consent if need be."""
    _close(keeper)
    try:
        keeper.wait(timeout=_STOP_S)
    except subprocess.TimeoutExpired:
        for process in psutil.Process(keeper.pid).children(recursive=True):
            process.kill()
        keeper.kill()
        keeper.wait()


def _close(keeper: "subprocess.Popen[bytes]") -> None:
    for pipe in (keeper.stdin, keeper.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
