"""What the runner asks of an engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from benchmarks.cell import Cell
from benchmarks.progress_log import ProgressLog
from benchmarks.seen import Seen


@dataclass(frozen=True)
class Inlet:
    """Where the lines come in.

    Args:
        host: for a socket, where to connect to.
        ports: for a socket, each lane's.
        directory: for files, where they are renamed into.
    """

    host: str = ""
    ports: tuple[int, ...] = ()
    directory: Path = Path()


@dataclass(frozen=True)
class Kafka:
    """A broker, and a run's topics on it.

    Args:
        address: HOST:PORT.
        lines: the topic of the load's lines, with a partition for each lane.
        results: the topic of the results, with one.
        appended: the record's file for when the broker had the results.
        pid: the broker's process, if it was started for the run.
    """

    address: str
    lines: str
    results: str
    appended: Path
    pid: int | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any] | None, appended: Path) -> Self | None:
        """What `run.json` tells of it; None for a run without."""
        if told is None:
            return None
        return cls(told["address"], told["lines"], told["results"], appended, told["pid"])


@dataclass(frozen=True)
class Stage:
    """What an engine works with.

    Args:
        cell: what to run.
        inlet: where its lines come in.
        scratch: its folder for what it doesn't keep.
        seen: takes the results.
        progress: takes the engine's own events.
        listen: the address at which whoever reads its results may listen.
        advertise: the name of that address as the engine's machines know it.
        kafka: where its lines come from or its results go; None where neither is on Kafka.
    """

    cell: Cell
    inlet: Inlet
    scratch: Path
    seen: Seen
    progress: ProgressLog
    listen: str = "127.0.0.1"
    advertise: str = "127.0.0.1"
    kafka: Kafka | None = None

    @property
    def on_kafka(self) -> Kafka:
        """The broker of a cell that has one.

        Raises:
            RuntimeError: if it has none.
        """
        if self.kafka is None:
            raise RuntimeError(f"{self.cell.name} has no Kafka")
        return self.kafka


class Engine(Protocol):
    """One API with the job in it. Made from a `Stage`."""

    def open(self) -> None:
        """Start all that the job needs."""

    def begin(self) -> None:
        """Start the job, up to where it waits for lines."""

    def ready(self) -> bool:
        """Whether lines that come now would be taken at once."""

    def failure(self) -> str | None:
        """Why the job has ended by itself, if it has and shouldn't have."""

    def finished(self) -> int | None:
        """When the job ended that works off a backlog, ns on the run clock; None before."""

    def took(self, lines: int) -> bool:
        """Whether the engine, by its own account, is done with so many lines: all that were sent.

        Asked only where results don't say.
        """

    def poll(self) -> None:
        """Bring the engine's own progress into the record. Called every half second or so."""

    def settings(self) -> list[dict[str, Any]]:
        """Every setting that differs from the engine's default."""

    def everything(self) -> dict[str, str]:
        """Every setting in force."""

    def versions(self) -> dict[str, Any]:
        """What it runs on."""

    def gc_ms(self) -> int:
        """How long garbage collectors have run since the start, ms."""

    def close(self) -> None:
        """Stop."""
