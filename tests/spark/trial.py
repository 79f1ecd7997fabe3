"""A cell's job tried for some batches: the engines' own code, on lines that are known."""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.broker.serving import topics_of
from benchmarks.cell import Cell
from benchmarks.engines.engine import Kafka, Stage
from benchmarks.engines.structured import StructuredEngine
from benchmarks.progress_log import ProgressLog
from benchmarks.seen import Seen
from benchmarks.spark.presets import preset, state_store
from benchmarks.tally import tally_of
from loadgen.clock import RunClock
from tests.spark.inflow import (
    CLOSER,
    DEADLINE_S,
    LOOK_EVERY_S,
    inflow_of,
)

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Two, so that what one batch leaves behind meets another.
PIECES = tuple([length for length in range(3, 12) for _ in range(length + more)] for more in (0, 9))
_CLOSE_EVERY_S = 0.25
# Standard output is one for all.
_printing = threading.Lock()


def counts_of(*pieces: list[int]) -> dict[int, int]:
    """How many lines of each length the pieces have."""
    return dict(sum(map(Counter, pieces), Counter[int]()))


class Trial:
    """A Structured Streaming cell.

    Args:
        session: Spark; what the cell is set to is set in a session of its own.
        cell: what is tried.
        folder: takes all it writes; made here.
        broker: the HOST:PORT of a Kafka, for a cell that takes one.
    """

    def __init__(self, session: "SparkSession", cell: Cell, folder: Path, broker: str = "") -> None:
        self.cell = cell
        self._closing = ExitStack()
        folder.mkdir(exist_ok=True)
        kafka = self._on_kafka(broker, folder) if cell.on_kafka else None
        self.inflow = inflow_of(cell, folder, kafka)
        tally = tally_of(cell) if cell.results_count else None
        self._seen = Seen(folder / "visible", RunClock.start(), tally)
        self._told = folder / "progress.jsonl"
        self._progress = ProgressLog(self._told)
        inlet = self.inflow.inlet
        stage = Stage(cell, inlet, folder, self._seen, self._progress, kafka=kafka)
        self._engine = StructuredEngine(stage)
        self._engine._session = _own_session(session, cell)

    def _on_kafka(self, broker: str, folder: Path) -> Kafka:
        lines, results = self._closing.enter_context(topics_of(self.cell, broker))
        return Kafka(broker, lines, results, folder / "appended")

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
        self._closing.close()

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
def trial(session: "SparkSession", cell: Cell, folder: Path, broker: str = "") -> Iterator[Trial]:
    """A trial, alone if it prints."""
    with _printing if cell.sink == "console" else nullcontext():
        tried = Trial(session, cell, folder, broker)
        try:
            yield tried
        finally:
            tried.close()


def run(session: "SparkSession", cell: Cell, folder: Path, broker: str = "") -> dict[int, int]:
    """The counts that a cell comes to, once they are right; none of noop.

    Raises:
        AssertionError: if it fails, or they aren't right in time.
    """
    with trial(session, cell, folder, broker) as tried:
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


def refusal(session: "SparkSession", cell: Cell, folder: Path, broker: str = "") -> str:
    """The class of the error with which Spark refuses a cell, at once or when it is run."""
    with trial(session, cell, folder, broker) as tried:
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
    chosen = ((tuned.key, tuned.value) for tuned in (*preset(cell), *state_store(cell)))
    for key, value in (*chosen, *cell.conf):
        if key.startswith("spark.sql."):
            own.conf.set(key, value)
    made: SparkSession = own
    return made
