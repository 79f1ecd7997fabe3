import json
from typing import Any

import pytest

from benchmarks.probe.told import Told
from loadgen.errors import BadInput
from tests.analysis.made_queries import START_MS, event
from tests.benchmarks.probe.fake_query import FakeConnectQuery, FakeProgress, FakeQuery

EVENTS = [event(batch, START_MS + batch * 1000, addBatch=5) for batch in range(9)]


def batches(texts: list[str]) -> list[int]:
    return [json.loads(text)["batchId"] for text in texts]


def test_each_event_is_told_once_and_in_order() -> None:
    query = FakeQuery()
    told = Told(query)
    assert told.fresh() == []
    query.tell(*EVENTS[:3])
    assert batches(told.fresh()) == [0, 1, 2]
    assert told.fresh() == []
    query.tell(*EVENTS[3:5])
    assert batches(told.fresh()) == [3, 4]


def test_no_more_is_asked_of_spark_than_is_new() -> None:
    query = FakeQuery()
    told = Told(query)
    query.tell(*EVENTS[:8])
    told.fresh()
    query._jsq.asked.clear()
    query.tell(EVENTS[8])
    assert batches(told.fresh()) == [8]
    assert query._jsq.asked == [8, 7]


def test_what_spark_has_dropped_is_gone() -> None:
    query = FakeQuery(keeps=3)
    told = Told(query)
    query.tell(*EVENTS[:2])
    assert batches(told.fresh()) == [0, 1]
    query.tell(*EVENTS[2:])
    assert batches(told.fresh()) == [6, 7, 8]


@pytest.mark.parametrize("kind", [dict[str, Any], FakeProgress])
def test_spark_connect_tells_without_a_jvm(kind: type[dict[str, Any]]) -> None:
    query = FakeConnectQuery(*(kind(one) for one in EVENTS[:2]))
    told = Told(query)
    assert told.setting is None
    texts = told.fresh()
    assert batches(texts) == [0, 1]
    assert ("as" in json.loads(texts[0])) == (kind is FakeProgress)
    query.events.append(kind(EVENTS[2]))
    assert batches(told.fresh()) == [2]


@pytest.mark.parametrize(
    ("trigger", "setting"),
    [
        ("ProcessingTimeTrigger(0)", "default"),
        ("ProcessingTimeTrigger(2000)", "2s"),
        ("AvailableNowTrigger", "available-now"),
        ("OneTimeTrigger", "once"),
        ("RealTimeTrigger(5000)", "real-time:5s"),
        ("NewTrigger(5000)", "New:5s"),
        ("something else", None),
    ],
)
def test_the_trigger_is_named_as_a_cells_setting(trigger: str, setting: str | None) -> None:
    assert Told(FakeQuery(trigger)).setting == setting


def test_it_says_who_it_is() -> None:
    told = Told(FakeQuery())
    assert (told.name, told.run_id, told.active) == ("counts", "d0e7f626", True)


def test_a_continuous_trigger_is_refused() -> None:
    with pytest.raises(BadInput, match="continuous, and Spark tells of no progress") as refused:
        Told(FakeQuery("ContinuousTrigger(1000)"))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("what", [None, "query", 3, object()])
def test_what_is_no_query_is_refused(what: Any) -> None:
    with pytest.raises(TypeError, match=r"it takes|attach takes a streaming query"):
        Told(what)
