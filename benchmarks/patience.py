"""How far a run may fall behind its lines before it is given up."""

from benchmarks.cell import Cell
from benchmarks.engines.engine import Engine
from benchmarks.seen import Seen


class GaveUpError(Exception):
    """The run has fallen too far behind: it is ended, and what it has shown is its answer.

    Args:
        at_ns: when, ns on the run clock.
        behind_ns: how long the oldest line that was due had waited for its result.
    """

    def __init__(self, at_ns: int, behind_ns: int) -> None:
        super().__init__(f"a line had waited for {behind_ns} ns")
        self.at_ns = at_ns
        self.behind_ns = behind_ns

    def as_json(self) -> dict[str, int]:
        """What `run.json` says of it."""
        return {"at_ns": self.at_ns, "behind_ns": self.behind_ns}


class Patience:
    """Looks at how long the oldest line that is due has waited for its result.

    It counts from when the line was due, whether or not it has left. Where results don't say how
    many lines they have, a socket's lines are told by the engine's own account; with files, that
    can't say it of lines in mid-run, and patience is without end.

    Args:
        cell: what is run; its `give_up_ns` is how long a line may wait.
        seed: the run's.
        seen: what its results have shown.
        engine: whose account it is.
    """

    def __init__(self, cell: Cell, seed: int, seen: Seen, engine: Engine) -> None:
        self._start_ns: int | None = None
        self._limit_ns = cell.give_up_ns
        if cell.of_backlog or not (cell.results_count or cell.source == "socket"):
            self._limit_ns = None
        if self._limit_ns is None:
            return
        self._plan = cell.plan(seed)
        self._shown = self._plan.count  # lines that get to be shown
        if cell.until_closed:
            self._shown = self._plan.count_due(cell.duration_ns - 1)
        self._results_count = cell.results_count
        self._seen = seen
        self._engine = engine

    def begin(self, start_ns: int) -> None:
        """The schedule starts at this time of the run clock."""
        self._start_ns = start_ns

    def look(self, now_ns: int) -> None:
        """See how long the oldest line has waited.

        Args:
            now_ns: the time on the run clock.

        Raises:
            GaveUpError: if that is too long.
        """
        if self._limit_ns is None or self._start_ns is None:
            return
        elapsed_ns = now_ns - self._start_ns
        behind_ns = self._by_results(elapsed_ns) if self._results_count else self._told(elapsed_ns)
        if behind_ns > self._limit_ns:
            raise GaveUpError(now_ns, behind_ns)

    def _by_results(self, elapsed_ns: int) -> int:
        lines = self._seen.lines
        return elapsed_ns - self._plan.due_at(lines) if lines < self._shown else 0

    def _told(self, elapsed_ns: int) -> int:
        """By the engine's account, which says no more than whether it is longer than the limit."""
        just_more_ns = (self._limit_ns or 0) + 1
        due = min(self._plan.count_due(elapsed_ns - just_more_ns), self._shown)
        return 0 if due == 0 or self._engine.took(due) else just_more_ns
