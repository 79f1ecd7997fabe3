"""What the runner asks of an engine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

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
    """

    cell: Cell
    inlet: Inlet
    scratch: Path
    seen: Seen
    progress: ProgressLog
    listen: str = "127.0.0.1"
    advertise: str = "127.0.0.1"


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
