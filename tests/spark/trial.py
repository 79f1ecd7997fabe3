"""A cell's job tried for some batches: the engines' own code, on lines that are known."""

import json
import os
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from benchmarks.cell import Cell
from benchmarks.engines.engine import Inlet, Stage
from benchmarks.engines.structured import StructuredEngine
from benchmarks.progress_log import ProgressLog
from benchmarks.seen import Seen
from benchmarks.spark.presets import preset, state_store
from benchmarks.tally import tally_of
from loadgen.clock import RunClock

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DEADLINE_S = 120.0
LOOK_EVERY_S = 0.02
# Two, so that what one batch leaves behind meets another.
PIECES = tuple([length for length in range(3, 12) for _ in range(length + more)] for more in (0, 9))
CLOSER = [1]
"""A line that comes later, to close windows. It isn't counted."""
_CLOSE_EVERY_S = 0.25
_LATER_S = 60
# Standard output is one for all.
_printing = threading.Lock()


def counts_of(*pieces: list[int]) -> dict[int, int]:
    """How many lines of each length the pieces have."""
    return dict(sum(map(Counter, pieces), Counter[int]()))


class Inflow(Protocol):
    """Where lines come from."""

    @property
    def inlet(self) -> Inlet:
        """Where an engine finds it."""

    def send(self, lengths: list[int]) -> None:
        """Have lines of these lengths come in."""

    def close(self) -> None:
        """No more."""


class SocketInflow:
    """Lines for the first who connects; for others, silence.

    Args:
        lanes: how many are to connect.
    """

    def __init__(self, lanes: int) -> None:
        self._lanes = lanes
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(DEADLINE_S)
        self._connection: socket.socket | None = None

    @property
    def inlet(self) -> Inlet:
        return Inlet(host="127.0.0.1", ports=(self._server.getsockname()[1],) * self._lanes)

    def send(self, lengths: list[int]) -> None:
        if self._connection is None:
            self._connection, _ = self._server.accept()
        self._connection.sendall(_text(lengths))

    def offer(self, lengths: list[int]) -> None:
        """Send them if someone is there to take them, and wait for it a little."""
        self._server.settimeout(LOOK_EVERY_S)
        with suppress(OSError):
            self.send(lengths)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._server.close()


class FilesInflow:
    """Lines in files, each whole when it appears.

    Args:
        path: the directory; made here.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0
        path.mkdir(parents=True)

    @property
    def inlet(self) -> Inlet:
        return Inlet(directory=self._path)

    def send(self, lengths: list[int]) -> None:
        hidden = self._path / f".{self._count}"
        hidden.write_bytes(_text(lengths))
        if lengths is CLOSER:
            at_s = time.time() + _LATER_S + self._count
            os.utime(hidden, (at_s, at_s))
        hidden.rename(self._path / f"{self._count:09}.txt")
        self._count += 1

    def close(self) -> None:
        """Files stay."""


def inflow_of(cell: Cell, folder: Path) -> SocketInflow | FilesInflow:
    return SocketInflow(cell.lanes) if cell.source == "socket" else FilesInflow(folder / "in")


class Trial:
    """A Structured Streaming cell.

    Args:
        session: Spark; what the cell is set to is set in a session of its own.
        cell: what is tried.
        folder: takes all it writes; made here.
    """

    def __init__(self, session: "SparkSession", cell: Cell, folder: Path) -> None:
        self.cell = cell
        self.inflow = inflow_of(cell, folder)
        folder.mkdir(exist_ok=True)
        tally = tally_of(cell) if cell.results_count else None
        self._seen = Seen(folder / "visible", RunClock.start(), tally)
        self._told = folder / "progress.jsonl"
        self._progress = ProgressLog(self._told)
        stage = Stage(cell, self.inflow.inlet, folder, self._seen, self._progress)
        self._engine = StructuredEngine(stage)
        self._engine._session = _own_session(session, cell)

    def begin(self) -> None:
        """Start the query."""
        self._engine.begin()

    def close(self) -> None:
        """Stop the query."""
        if self._engine._query is not None:
            self._engine._query.stop()
        self._engine._sink.close()
        self._progress.close()
        self._seen.close()
        self.inflow.close()

    def error(self) -> Exception | None:
        """What ended the query, once something has."""
        query = self._engine._running
        return None if query.isActive else query.exception()

    def committed(self) -> bool:
        """Whether it has gone on for some epochs."""
        word, _, epoch = str(self._engine._running.status["message"]).rpartition(" ")
        return word == "Committing epoch" and int(epoch) > 2

    def ended_empty(self) -> bool:
        """Whether it has ended by itself, and with no result."""
        return self._engine.finished() is not None and not self._seen.counts

    def has(self, pieces: tuple[list[int], ...]) -> bool:
        """Whether all lines of some pieces are in the results; for noop, in the progress."""
        failure = self._engine.failure()
        assert failure is None, failure
        counts = counts_of(*pieces)
        if self.cell.results_count:
            return self.counts() == counts
        self._engine.poll()
        return self._engine.took(sum(counts.values())) and self.rows() == sum(counts.values())

    def counts(self) -> dict[int, int]:
        """The results' counts, but for lines that came to close windows."""
        return {key: count for key, count in self._seen.counts.items() if [key] != CLOSER}

    def rows(self) -> int:
        """How many rows its progress has told of."""
        told = self._told.read_text().splitlines()
        return sum(json.loads(line).get("numInputRows", 0) for line in told)


@contextmanager
def trial(session: "SparkSession", cell: Cell, folder: Path) -> Iterator[Trial]:
    """A trial, alone if it prints."""
    with _printing if cell.sink == "console" else nullcontext():
        tried = Trial(session, cell, folder)
        try:
            yield tried
        finally:
            tried.close()


def run(session: "SparkSession", cell: Cell, folder: Path) -> dict[int, int]:
    """The counts that a cell comes to, once they are right; none of noop.

    Raises:
        AssertionError: if it fails, or they aren't right in time.
    """
    with trial(session, cell, folder) as tried:
        send, closes = tried.inflow.send, cell.until_closed and cell.results_count
        if cell.of_backlog:
            for piece in (*PIECES, *([CLOSER] if closes else [])):
                send(piece)
            tried.begin()
            until(lambda: tried.has(PIECES), str(cell.spec()))
            return tried.counts()
        tried.begin()
        for k, piece in enumerate(PIECES, 1):
            send(piece)
            if not closes:
                until(lambda: tried.has(PIECES[:k]), str(cell.spec()))  # noqa: B023 - used at once
        if closes:
            until(
                lambda: tried.has(PIECES),
                str(cell.spec()),
                meanwhile=lambda: send(CLOSER),
            )
    return tried.counts()


def until(
    done: Callable[[], bool], what: str, meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Wait for a condition, and do something now and then."""
    deadline, next_s = time.monotonic() + DEADLINE_S, time.monotonic()
    while not done():
        now_s = time.monotonic()
        assert now_s < deadline, what
        if now_s > next_s:
            meanwhile()
            next_s = now_s + _CLOSE_EVERY_S
        time.sleep(LOOK_EVERY_S)


def refusal(session: "SparkSession", cell: Cell, folder: Path) -> str:
    """The class of the error with which Spark refuses a cell, at once or when it is run."""
    with trial(session, cell, folder) as tried:
        try:
            tried.begin()
        except Exception as error:  # noqa: BLE001 - which is the question
            return error_class(error)
        offer = getattr(tried.inflow, "offer", tried.inflow.send)
        until(
            lambda: tried.error() is not None, str(cell.spec()), meanwhile=lambda: offer(PIECES[0])
        )
        ended = tried.error()
    assert ended is not None
    return error_class(ended)


def error_class(error: Exception) -> str:
    """An error's type, with its condition where it has one."""
    condition = error.getCondition() if hasattr(error, "getCondition") else None
    named = re.match(r"\[([\w.]+)\]", str(error))
    condition = condition or (named[1] if named else None)
    return type(error).__name__ + (f" [{condition}]" if condition else "")


def _own_session(session: "SparkSession", cell: Cell) -> "SparkSession":
    own: Any = session.newSession()
    # A session is active for a thread; what makes a console under a continuous trigger wants one.
    own._get_j_spark_session_class(own._jvm).setActiveSession(own._jsparkSession)
    for tuned in (*preset(cell), *state_store(cell)):
        if tuned.key.startswith("spark.sql."):
            own.conf.set(tuned.key, tuned.value)
    made: SparkSession = own
    return made


def _text(lengths: list[int]) -> bytes:
    return b"".join(b"x" * length + b"\n" for length in lengths)
