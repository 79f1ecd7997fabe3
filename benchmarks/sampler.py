"""Samples of what the run costs: CPU and memory of its processes, the machine's, and the clocks."""

import contextlib
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

from analysis.record import RESOURCES
from loadgen.clock import RunClock
from loadgen.journal import Journal

EVERY_S = 0.5
# Looking through all processes for ours, and asking each core how fast it runs, cost more than all
# else, and change over seconds.
_LOOK_ROUND_EVERY = 4

_Family = tuple[list[psutil.Process], list[psutil.Process], list[psutil.Process]]


class Sampler:
    """A thread that adds a row to the record every half second, from its start on.

    Args:
        path: the record's file for it.
        clock: the run clock.
        generator_pid: the load generator's process; those that it has started count with it.
        gc_ms: how long garbage collectors have run so far, ms.
        broker_pid: the process of a Kafka broker that was started for the run; None without.
    """

    def __init__(
        self,
        path: Path,
        clock: RunClock,
        generator_pid: int,
        gc_ms: Callable[[], int],
        broker_pid: int | None = None,
    ) -> None:
        self._journal = Journal(path, RESOURCES, {})
        self._clock = clock
        self._driver = psutil.Process()
        self._generator = psutil.Process(generator_pid)
        self._broker = [] if broker_pid is None else _there(broker_pid)
        self._gc_ms = gc_ms
        self._samples = 0
        self._khz = 0
        self._found: _Family = ([], [], [])
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Take a last sample and close the file."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._journal.close()

    def _run(self) -> None:
        self._sample()
        while not self._ended.wait(EVERY_S):
            self._sample()
            self._journal.flush()
        self._sample()

    def _sample(self) -> None:
        if self._samples % _LOOK_ROUND_EVERY == 0:
            self._khz = _khz()
            self._found = _family(self._driver, self._generator.pid)
        self._samples += 1
        jvm, workers, members = self._found
        generators = [self._generator, *members]
        machine = psutil.cpu_times()
        self._journal.append(
            self._clock.now_ns(),
            self._clock.wall_ahead_ns(),
            _cpu_us([self._driver], reaped=False),
            _cpu_us(jvm, reaped=True),
            _cpu_us(workers, reaped=True),
            _cpu_us(generators, reaped=False),
            _rss_kb([self._driver]),
            _rss_kb(jvm),
            _rss_kb(workers),
            self._gc(),
            round((machine.user + machine.system + getattr(machine, "nice", 0)) * 1e6),
            round(getattr(machine, "steal", 0) * 1e6),
            _rss_kb(generators),
            round(psutil.getloadavg()[0] * 1e3),
            self._khz,
            _cpu_us(self._broker, reaped=False),
            _rss_kb(self._broker),
        )

    def _gc(self) -> int:
        try:
            return self._gc_ms()
        except Exception:  # noqa: BLE001 - py4j's, when Spark has died; the run says so itself
            return 0


def _there(pid: int) -> list[psutil.Process]:
    """A process, if it is still there."""
    try:
        return [psutil.Process(pid)]
    except psutil.Error:
        return []


def _family(driver: psutil.Process, generator_pid: int) -> _Family:
    """The driver's JVM, the Python workers below it, and the processes that send with a generator.

    All processes of the machine have to be looked at for it: not at each sample.
    """
    jvm: list[psutil.Process] = []
    workers: list[psutil.Process] = []
    members: list[psutil.Process] = []
    below: set[int] = set()
    for process in driver.children(recursive=True):  # parents come before their children
        with contextlib.suppress(psutil.Error):
            name, parent = process.name(), process.ppid()
            if parent == driver.pid and name == "java":
                jvm.append(process)
            elif parent == generator_pid != driver.pid:
                members.append(process)
                continue
            elif parent not in below:
                continue
            elif name.startswith("python"):
                workers.append(process)
            below.add(process.pid)
    return jvm, workers, members


def _cpu_us(processes: Iterable[psutil.Process], *, reaped: bool) -> int:
    """CPU time so far, us; `reaped` adds that of children which have ended.

    Spark forks short-lived programs for its checkpoint files: what they took is in there.
    """
    total_s = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            total_s += times.user + times.system
            if reaped:
                total_s += times.children_user + times.children_system
    return round(total_s * 1e6)


def _rss_kb(processes: Iterable[psutil.Process]) -> int:
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total // 1024


def _khz() -> int:
    """How fast the cores run now, their mean; 0 where the system doesn't tell."""
    try:
        frequency = psutil.cpu_freq()
    except (OSError, NotImplementedError):
        return 0
    return round(frequency.current * 1e3) if frequency else 0
