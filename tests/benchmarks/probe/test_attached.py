import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import probe
from benchmarks.probe import attached
from benchmarks.probe.attached import Attached
from benchmarks.probe.told import Told
from loadgen.errors import BadInput
from tests.analysis.made_queries import START_MS, event
from tests.benchmarks.probe.fake_query import FakeConnectQuery, FakeQuery

DEADLINE_S = 30


def job(batch: int, **more: Any) -> dict[str, Any]:
    start_ms = START_MS + batch * 1000
    return event(batch, start_ms, 100, 100.0, addBatch=50, triggerExecution=90, **more)


def watched(query: FakeQuery, at_batch: int, **options: Any) -> Attached:
    """Attached when the batch of that number is about to begin."""
    return Attached(Told(query), now_ms=lambda: START_MS + at_batch * 1000 - 1, **options)


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_only_batches_that_began_after_entering_count() -> None:
    query = FakeQuery()
    query.tell(job(0), job(1), job(2))
    with watched(query, at_batch=4) as probed:
        query.tell(job(3), job(4), job(5))  # 3 had begun before
    batches = probed.summary()["batches"]
    assert (batches["first"], batches["last"], batches["told"]) == (4, 5, 2)


def test_since_start_all_that_spark_keeps_counts() -> None:
    query = FakeQuery(keeps=3)
    query.tell(*map(job, range(5)))
    with watched(query, at_batch=6, since_start=True) as probed:
        query.tell(job(5))
    assert probed.summary()["batches"]["first"] == 2


def test_of_a_query_that_has_ended_all_counts() -> None:
    query = FakeQuery()
    query.isActive = False
    query.tell(job(0), job(1))
    with probe.attach(query) as probed:
        pass
    assert probed.summary()["batches"]["told"] == 2


def test_the_rows_of_the_first_that_counts_are_known_by_the_one_before() -> None:
    query = FakeQuery()
    query.tell(*map(job, range(4)))
    with watched(query, at_batch=4) as probed:
        query.tell(job(4))
    summary = probed.summary()
    assert summary["rows"]["unknown"] == 0
    assert summary["latency_ms_most"]["max"] == 1000 + 90 + 1


def test_it_is_read_while_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "POLL_EVERY_S", 0.01)
    query = FakeQuery(keeps=2)
    with watched(query, at_batch=0) as probed:
        for batch in range(6):  # more than Spark keeps
            query.tell(job(batch))
            until(lambda upto=batch: probed.summary()["batches"]["told"] == upto + 1)  # type: ignore[misc]
    assert probed.summary()["batches"]["missed"] == 0


def test_what_was_dropped_before_it_was_read_is_missed() -> None:
    query = FakeQuery(keeps=2)
    with watched(query, at_batch=0) as probed:
        query.tell(job(0))
        probed._poll()
        query.tell(*map(job, range(1, 6)))
    assert probed.summary()["batches"]["missed"] == 3
    assert "weren't told of: 3" in probed.report()


def test_nothing_is_left_behind() -> None:
    before = set(threading.enumerate())
    with probe.attach(FakeQuery()):
        assert {thread.name for thread in set(threading.enumerate()) - before} == {"probe"}
    assert set(threading.enumerate()) == before


def test_an_error_of_the_owners_is_handed_on() -> None:
    probed = watched(FakeQuery(), at_batch=0)
    with pytest.raises(ZeroDivisionError), probed:
        raise ZeroDivisionError
    assert probed.summary()["batches"]["told"] == 0


def test_a_spark_that_is_gone_ends_the_reading_and_not_the_owners_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query = FakeQuery()
    with watched(query, at_batch=0) as probed:
        query.tell(job(0))
        probed._poll()
        monkeypatch.setattr(query._jsq, "recentProgress", None)
        probed._poll()
    summary = probed.summary()
    assert summary["batches"]["told"] == 1
    assert "(TypeError)" in summary["notes"][0]


def test_out_has_what_the_query_told_and_the_figures(tmp_path: Path) -> None:
    query = FakeQuery()
    query.tell(job(0), job(1))
    folder = tmp_path / "a" / "b"
    with probe.attach(query, out=folder, since_start=True) as probed:
        query.tell(job(2))
    told = [json.loads(line) for line in (folder / "progress.jsonl").read_text().splitlines()]
    assert told == [job(0), job(1), job(2)]
    assert json.loads((folder / "summary.json").read_text()) == probed.summary()
    assert sorted(path.name for path in folder.iterdir()) == ["progress.jsonl", "summary.json"]


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(BadInput, match=r"out: .* isn't empty: it takes a new folder"):
        probe.attach(FakeQuery(), out=tmp_path)
    with pytest.raises(BadInput, match="can't be written"):
        probe.attach(FakeQuery(), out=str(tmp_path / "mine"))


def test_spark_connect_is_read_too() -> None:
    query = FakeConnectQuery(job(0))
    with probe.attach(query, since_start=True) as probed:
        query.events.append(job(1))
    assert probed.summary()["batches"]["told"] == 2
    assert probed.report().startswith("query, a trigger that isn't known: 2 batches (0 to 1)")
