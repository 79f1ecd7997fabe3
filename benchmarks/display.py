"""What a person sees while runs go on: live on a terminal, nothing elsewhere."""

import threading
import time
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from benchmarks.cell import Cell
from loadgen.units import NS_PER_S

# First guesses, soon corrected.
_STARTUP_S = {"floor": 1.0, "synthetic": 1.0, "structured": 12.0, "dstreams": 14.0}
_TICK_S = 0.25


def expected_s(cell: Cell) -> float:
    """How long a run of the cell takes, before any has been timed, s."""
    return (cell.duration_ns + cell.tail_ns) / NS_PER_S + _STARTUP_S[cell.api]


class Display:
    """A bar over all runs, with what is running and the time left.

    Args:
        cells: what will be run, in order.
    """

    def __init__(self, cells: list[Cell]) -> None:
        self._left = [expected_s(cell) for cell in cells]
        self._total_s = sum(self._left)
        self._done_s = 0.0  # of what was expected
        self._spent_s = 0.0  # what it took
        self._begun = time.monotonic()
        self._ended = threading.Event()
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[count]}"),
            TextColumn("{task.fields[left]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID = self._bar.add_task(
            "starting", total=self._total_s, count=f"0/{len(cells)}", left=""
        )
        self._count = len(cells)
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        self._bar.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._bar.stop()

    def phase(self, name: str, phase: str) -> None:
        """Say what is running."""
        self._bar.update(self._task, description=f"{name} [dim]{phase}[/dim]")

    def next(self) -> None:
        """A run has ended."""
        if self._left:
            self._done_s += self._left.pop(0)
        self._spent_s += time.monotonic() - self._begun
        self._begun = time.monotonic()

    def say(self, text: str) -> None:
        """Print a line above the bar, on a terminal."""
        self._bar.console.print(text, highlight=False) if not self._bar.disable else None

    def _tick(self) -> None:
        while not self._ended.wait(_TICK_S):
            self._refresh()

    def _refresh(self) -> None:
        running_s = time.monotonic() - self._begun
        expected = self._left[0] if self._left else 0.0
        pace = self._spent_s / self._done_s if self._done_s else 1.0
        done_s = self._done_s + min(running_s / pace, expected * 0.99)
        left_s = max(0.0, (self._total_s - done_s) * pace)
        self._bar.update(
            self._task,
            completed=done_s,
            count=f"{self._count - len(self._left)}/{self._count}",
            left=f"{left_s // 60:.0f}:{left_s % 60:02.0f} left",
        )
