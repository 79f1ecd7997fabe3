"""The engine alone, in this process, fed with all lines at once."""

import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis import record
from benchmarks.cell import Cell
from benchmarks.engines.engine import Inlet, Stage
from benchmarks.engines.synthetic import NOTES_FILE, SyntheticEngine
from benchmarks.progress_log import ProgressLog
from benchmarks.seen import Seen
from benchmarks.tally import Totals
from loadgen import journal
from loadgen.clock import RunClock
from loadgen.emission import EMISSION
from loadgen.errors import BadInput
from loadgen.journal import Journal
from loadgen.schedule import Constant
from loadgen.units import NS_PER_MS

PLAN = Constant(1000, 300 * NS_PER_MS)
LIMIT_S = 30


class Theatre:
    """A stage, and all that an engine looks for around it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = RunClock.start()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.seen = Seen(path / record.VISIBLE_FILE, self.clock, Totals())
        self.progress = ProgressLog(path / record.PROGRESS_FILE)
        self.peers: list[socket.socket] = []

    def engine(self, law: str) -> SyntheticEngine:
        """An engine that isn't open yet."""
        cell = Cell.parse(
            {"api": "synthetic", "conf": {"law": law}, "warmup": "0s", "duration": "300ms"}
        )
        inlet = Inlet(host="127.0.0.1", ports=(self.server.getsockname()[1],))
        stage = Stage(cell, inlet, self.path, self.seen, self.progress)
        return SyntheticEngine(stage, self.path)

    def send(self, lines: int) -> int:
        """Send the first lines of the schedule at once, which starts now; returns that time."""
        start_ns = self.clock.now_ns()
        info = {"clock": {"offset_ns": self.clock.offset_ns}}
        (self.path / record.RUN).write_text(json.dumps(info))
        meta = {"schedule": PLAN.spec(), "start_ns": start_ns}
        Journal(self.path / record.EMISSION_FILE, EMISSION, meta).close()
        peer, _ = self.server.accept()
        peer.sendall(b"".join(b"x" * (n % 3) + b"\n" for n in range(lines)))
        self.peers.append(peer)
        return start_ns

    def events(self) -> list[Any]:
        """What was told of the progress."""
        told = (self.path / record.PROGRESS_FILE).read_text()
        return [json.loads(line) for line in told.splitlines()]

    def close(self) -> None:
        for end in (*self.peers, self.server):
            end.close()
        self.seen.close()
        self.progress.close()


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    made = Theatre(tmp_path)
    yield made
    made.close()


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_results_come_as_the_law_has_them_and_never_early(theatre: Theatre) -> None:
    before_s = sys.getswitchinterval()
    engine = theatre.engine("bimodal:50ms:5ms:20ms")
    engine.open()
    engine.begin()
    assert engine.ready()
    start_ns = theatre.send(300)
    until(lambda: theatre.seen.lines == 300)
    until(lambda: len(engine._events) == 7)
    engine.poll()
    assert engine.failure() is None
    engine.close()
    assert sys.getswitchinterval() == before_s
    assert theatre.seen.counts == {0: 100, 1: 100, 2: 100}

    notes, _ = journal.read(theatre.path / NOTES_FILE)
    assert notes["lines"].to_pylist() == [1, 51, 101, 151, 201, 251, 300]
    took_ms = [5, 20] * 3 + [5]
    meant_ns = [start_ns + (50 * k + took_ms[k]) * NS_PER_MS for k in range(7)]
    assert notes["meant_ns"].to_pylist() == meant_ns
    assert (notes["handed_ns"].to_numpy() >= notes["meant_ns"].to_numpy()).all()

    events = theatre.events()
    assert [event["batchId"] for event in events] == list(range(7))
    assert [event["sources"][0]["endOffset"] for event in events] == [
        0, 50, 100, 150, 200, 250, 299
    ]  # fmt: skip
    assert [event["numInputRows"] for event in events] == [1, 50, 50, 50, 50, 50, 49]
    durations = [event["durationMs"]["triggerExecution"] for event in events]
    assert all(told >= took for told, took in zip(durations, took_ms, strict=True))


def test_lines_that_come_too_late_are_shown_when_they_are_there(theatre: Theatre) -> None:
    engine = theatre.engine("uniform:50ms:1ms")
    engine.open()
    engine.begin()
    start_ns = theatre.send(10)
    until(lambda: theatre.clock.now_ns() > start_ns + 400 * NS_PER_MS)
    theatre.peers[0].sendall(b"x\n" * 290)
    until(lambda: theatre.seen.lines == 300)
    engine.close()
    notes, _ = journal.read(theatre.path / NOTES_FILE)
    assert notes["lines"].to_pylist()[-1] == 300
    assert notes["missing"].to_pylist()[1] == 41


@pytest.mark.parametrize(
    ("law", "lines", "told"),
    [("lose:40", 260, 260), ("double:40", 340, 340), ("liar", 300, 270)],
)
def test_faults_change_what_is_counted_or_told(
    law: str, lines: int, told: int, theatre: Theatre
) -> None:
    engine = theatre.engine(law)
    engine.open()
    engine.begin()
    theatre.send(300)
    until(lambda: theatre.seen.lines == lines)
    engine.close()
    engine.poll()
    events = theatre.events()
    assert events[-1]["sources"][0]["endOffset"] == told - 1
    assert sum(event["numInputRows"] for event in events) == told


@pytest.mark.parametrize("law", ["stall:100ms", "backlog:400ms"])
def test_nothing_is_read_for_a_while(law: str, theatre: Theatre) -> None:
    engine = theatre.engine(law)
    engine.open()
    engine.begin()
    start_ns = theatre.send(1)
    until(lambda: engine._inflow is not None and engine._inflow.deaf_ns != (0, 0))
    assert engine._inflow is not None
    since_ns, until_ns = engine._inflow.deaf_ns
    assert since_ns - start_ns == (150 if law.startswith("stall") else 0) * NS_PER_MS
    assert until_ns - since_ns == (100 if law.startswith("stall") else 400) * NS_PER_MS
    theatre.peers[0].sendall(b"x\n" * 299)
    until(lambda: theatre.seen.lines == 300)
    engine.close()
    if law.startswith("backlog"):
        notes, _ = journal.read(theatre.path / NOTES_FILE)
        assert notes["handed_ns"].to_numpy()[0] >= until_ns
        assert notes["missing"].to_pylist()[0] == 1


def test_a_load_that_hangs_up_is_a_failure(theatre: Theatre) -> None:
    engine = theatre.engine("fixed:1ms")
    engine.open()
    engine.begin()
    theatre.send(10)
    theatre.peers[0].close()
    until(lambda: engine.failure() is not None)
    assert engine.failure() == "the synthetic engine failed: the load has hung up"
    engine.close()


@pytest.mark.parametrize("begun", [False, True])
def test_it_can_be_stopped_at_any_time(begun: bool, theatre: Theatre) -> None:  # noqa: FBT001
    engine = theatre.engine("fixed:60s")
    engine.open()
    engine.begin()
    if begun:
        theatre.send(300)
        until(lambda: engine._inflow is not None and engine._inflow.taken > 0)
    engine.close()
    assert not engine._thread.is_alive()
    assert theatre.seen.lines == 0


def test_it_has_nothing_of_sparks(theatre: Theatre) -> None:
    engine = theatre.engine("")
    assert engine.settings() == []
    assert engine.everything() == {}
    assert engine.versions() == {"spark": None, "java": None}
    assert engine.gc_ms() == 0
    engine.close()  # without having been opened


def test_a_law_that_is_none_is_refused(theatre: Theatre) -> None:
    with pytest.raises(BadInput, match="--conf law: 'slow' is not known"):
        theatre.engine("slow")
