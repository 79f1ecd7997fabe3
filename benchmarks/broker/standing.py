"""The broker that stays when the command that started it has ended: at most one a machine."""

import contextlib
import json
import platform
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from analysis import record
from benchmarks import storage
from benchmarks.broker import config, server
from benchmarks.broker.jars import VERSION
from benchmarks.processes import alive
from loadgen.errors import BadInput

_TERM_S = 15.0
_KILL_S = 5.0


@dataclass(frozen=True)
class Standing:
    """A broker that stays.

    Args:
        address: HOST:PORT.
        version: Kafka's.
        pid: its JVM's.
        keeper: the pid of the process that sees to its end.
        folder: where its data and its log are.
        temporary: whether the folder goes with it.
        since_s: when it was started, in seconds since 1970.
    """

    address: str
    version: str
    pid: int
    keeper: int
    folder: str
    temporary: bool
    since_s: float

    def processes(self) -> list[psutil.Process]:
        """Its processes that are alive: numbers are given to other programs in time."""
        mark = str(Path(self.folder) / config.SETTINGS)
        found = []
        for pid in (self.keeper, self.pid):
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(pid)
                if mark in " ".join(process.cmdline()) and alive(process):
                    found.append(process)
        return found

    @property
    def runs(self) -> bool:
        """Whether its JVM is alive."""
        return any(process.pid == self.pid for process in self.processes())


def find() -> Standing | None:
    """The broker that stays; None if there is none, or none any more."""
    try:
        told = Standing(**json.loads(_file().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if told.runs:
        return told
    _clear(told)
    return None


def up(folder: Path | None, port: int) -> Standing:
    """Start a broker that stays.

    Args:
        folder: where it keeps what it has, which stays there; None for a temporary one.
        port: what it listens on; 0 for any.

    Raises:
        BadInput: if it can't be started, or the folder is something else's.
    """
    if folder is not None:
        _check_ours(folder)
    running = server.start(folder, port)
    broker = running.broker
    made = Standing(
        address=broker.address,
        version=VERSION,
        pid=broker.pid,
        keeper=running.keeper_pid,
        folder=str(broker.folder),
        temporary=folder is None,
        since_s=time.time(),
    )
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        record.write_json(_file(), asdict(made))
        running.leave()
    except BaseException:
        running.end()
        raise
    return made


def down(broker: Standing) -> None:
    """End a broker, and remove its folder if it is a temporary one."""
    processes = broker.processes()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, left = psutil.wait_procs(processes, timeout=_TERM_S)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=_KILL_S)
    _clear(broker)


def _clear(broker: Standing) -> None:
    """Forget a broker, and what may be left of it."""
    if broker.temporary:
        shutil.rmtree(broker.folder, ignore_errors=True)
    _file().unlink(missing_ok=True)


def _check_ours(folder: Path) -> None:
    """Refuse a folder that has something in it that no broker of ours left there.

    Raises:
        BadInput: if it is so.
    """
    try:
        names = {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return
    except OSError as error:
        raise BadInput(f"--dir: {folder} can't be used: {error.strerror}") from None
    if names - {config.SETTINGS, config.LOG} and not (folder / config.FORMATTED).is_file():
        raise BadInput(
            f"--dir: {folder} isn't empty: it takes a new folder, an empty one, or one that an "
            "earlier broker was started with"
        )


def _file() -> Path:
    # Home folders may be shared between machines.
    return storage.state() / f"kafka-{platform.node()}.json"
