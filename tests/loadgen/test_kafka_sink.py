import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen import kafka
from loadgen.clock import RunClock
from loadgen.errors import BadInput
from loadgen.lines import Ring, parse_lines
from loadgen.sinks import kafka as kafka_sink
from loadgen.sinks.kafka import KafkaSink, Messages, longest
from loadgen.sinks.producer import settings
from loadgen.sinks.topic import Topic
from loadgen.waiting import Wait
from tests.loadgen.fake_kafka import FakeKafkaError, FakeProducer, library

RING = parse_lines("uniform:0:300", 1)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "client", lambda: library(Producer=FakeProducer))
    monkeypatch.setattr(
        kafka_sink, "opened", lambda _, name, lanes, *__: Topic(name, lanes + 1, (7,) * lanes)
    )


def sink_of(
    lanes: int = 1, ring: Ring = RING, *, keyed: bool = False, **overruling: str
) -> KafkaSink:
    chosen = settings("all", 0, "none", longest(ring), overruling.items())
    return KafkaSink("h:1", "t", lanes, ring, chosen, keyed=keyed)


def begun(sink: KafkaSink) -> FakeProducer:
    assert sink.begin() is sink
    client: object = sink._client
    assert isinstance(client, FakeProducer)
    return client


def ring_of(*lines: bytes) -> Ring:
    block = b"".join(line + b"\n" for line in lines)
    ends = np.cumsum([len(line) + 1 for line in lines])
    return Ring(block, np.append(0, ends), np.array([len(line) for line in lines]))


def test_tells_where_our_lines_begin() -> None:
    sink = sink_of(2)
    assert sink.connect(Wait(RunClock.start()), lambda _: pytest.fail("nobody comes"))
    assert sink.place() == {"kafka": "h:1", "topic": "t", "partitions": 3, "first_offsets": [7, 7]}
    assert sink.producer["acks"] == "all"


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=5),
    st.integers(1, 7),
    st.integers(1, 20),
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 7), st.integers(0, 9)), max_size=30),
)
def test_lines_go_to_their_partition_in_order_and_no_more_than_may_wait(
    lengths: list[int], most_lines: int, most_bytes: int, steps: list[tuple[int, int, int]]
) -> None:
    ring = ring_of(*(bytes([97 + k]) * length for k, length in enumerate(lengths)))
    sink = sink_of(2, ring)
    sink._most_lines, sink._most_bytes = most_lines, most_bytes
    client = begun(sink)
    due, left = [0, 0], [0, 0]
    for lane, more, answered in steps:
        due[lane] += more
        left[lane] = sink.hand_over(lane, due[lane])
        assert left[lane] <= due[lane]
        part = sink._lanes[lane]
        waiting = ring.bytes_before(part.lines) - ring.bytes_before(part.reported)
        assert part.lines - part.reported <= most_lines
        assert waiting <= most_bytes or part.lines - part.reported == 1
        assert left[lane] == due[lane] or part.lines > part.reported
        client.answer(answered)
        for heard_lane, acked in sink.hear(0.0).items():
            assert acked == sink._lanes[heard_lane].acked == sink._lanes[heard_lane].reported
    for lane in (0, 1):
        values = [message["value"] for partition, message in client.taken if partition == lane]
        assert values == b"".join(ring.slice(0, left[lane])).split(b"\n")[:-1]
    assert sink.outstanding == len(client.waiting)
    assert not sink.failed


def test_after_a_stall_other_lanes_get_their_turn() -> None:
    sink = sink_of(2)
    begun(sink)
    assert sink.hand_over(0, 1_000_000) == kafka_sink._MOST_AT_ONCE
    assert sink.blocked(0) is None
    assert not sink.ended(0)


def test_a_key_is_what_its_line_is_counted_by() -> None:
    ring = parse_lines("fixed:20", 1, 50)
    sink = sink_of(1, ring, keyed=True)
    client = begun(sink)
    sink.hand_over(0, 100)
    keys = [message["key"] for _, message in client.taken]
    assert keys == [b"%d" % int(message["value"][:9]) for _, message in client.taken]
    assert len(set(keys)) == 50


def test_a_long_ring_is_rendered_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Messages(RING, keyed=True).of(5, 9)
    monkeypatch.setattr(kafka_sink, "_READY_LINES", 10)
    assert Messages(RING, keyed=True).of(5, 9) == whole


def test_a_line_that_fails_ends_its_lane_and_never_counts() -> None:
    sink = sink_of(2)
    client = begun(sink)
    assert sink.hand_over(0, 10) == 10
    client.answer(4)
    client.answer(1, "timed out")
    client.answer(3)
    client.answer(1, "another")
    assert sink.hear(0.0) == {0: 4}
    assert sink.failed
    assert (sink.ended(0), sink.ended(1)) == (True, False)
    assert sink.hand_over(0, 20) == 10
    assert sink.took() == [
        {"lane": 0, "lines": 10, "acknowledged": 7, "reason": "timed out"},
        {"lane": 1, "lines": 0, "acknowledged": 0, "reason": ""},
    ]
    client.answer(1)
    assert sink.hear(0.0) == {}


def test_what_the_client_refuses_ends_a_lane() -> None:
    sink = sink_of()
    begun(sink).refuses = 3
    assert sink.hand_over(0, 10) == 7
    assert sink.ended(0)
    assert sink.took()[0]["reason"] == "refused"
    assert "_error" not in sink._messages.of(8, 9)[0]


def test_lines_without_a_word_are_told_with_the_client_s_last() -> None:
    sink = sink_of()
    client = begun(sink)
    sink.hand_over(0, 1)
    assert sink.took()[0]["reason"] == "nothing was heard of them"
    client.settings["error_cb"](FakeKafkaError("refused (after 3ms in state CONNECT)"))
    assert sink.took()[0]["reason"] == "nothing was heard of them (refused)"


def test_the_broker_has_to_be_there_when_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeProducer, "here", False)
    with pytest.raises(BadInput, match=r"^--kafka h:1: no broker answers there: Failed to get"):
        sink_of().begin()


def test_a_broker_that_gives_no_number_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeProducer, "numbered", False)
    monkeypatch.setattr(kafka_sink, "_ANSWER_S", 0.01)
    with pytest.raises(BadInput, match="it gives us no number"):
        sink_of().begin()
    begun(sink_of(acks="1"))  # needs none


def test_before_it_has_begun_there_is_nothing_to_hear_and_nothing_goes() -> None:
    with sink_of() as sink:
        assert sink.hear(0.0) == {}
        with pytest.raises(RuntimeError, match="before the sink has begun"):
            sink.hand_over(0, 1)


def test_what_waits_is_let_go_of_in_the_end() -> None:
    with sink_of() as sink:
        client = begun(sink)
    assert client.purged
