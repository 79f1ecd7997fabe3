"""The command with a real broker."""

import contextlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from confluent_kafka import Consumer, Message, TopicPartition
from confluent_kafka.admin import AdminClient

from loadgen import journal
from loadgen.acknowledged import ACKNOWLEDGED
from loadgen.cli import main
from loadgen.emission import EMISSION, by_lane
from loadgen.lines import parse_lines
from tests.loadgen.commands import event, finished, loadgen, start
from tests.loadgen.consumers import DEADLINE_S, until

pytestmark = pytest.mark.kafka

QUIET = {"log_level": 0}


@pytest.fixture
def topic(kafka: str) -> Iterator[str]:
    name = f"test-{uuid.uuid4().hex[:12]}"
    yield name
    delete(kafka, name)


def delete(kafka: str, name: str) -> None:
    admin = AdminClient({"bootstrap.servers": kafka, **QUIET})
    with contextlib.suppress(Exception):  # it is gone already, or was never made
        admin.delete_topics([name], operation_timeout=DEADLINE_S)[name].result(DEADLINE_S)


def messages(kafka: str, topic: str, partition: int, count: int) -> list[Message]:
    """All messages of a partition, which must be so many."""
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": "test", **QUIET})
    with contextlib.closing(consumer):
        place = TopicPartition(topic, partition, 0)
        assert consumer.get_watermark_offsets(place, timeout=DEADLINE_S) == (0, count)
        consumer.assign([place])
        got: list[Message] = []

        def all_here() -> bool:
            got.extend(consumer.consume(count - len(got), 0.5))
            return len(got) == count

        until(all_here)
        return got


def values(kafka: str, topic: str, partition: int, count: int) -> list[bytes | None]:
    return [message.value() for message in messages(kafka, topic, partition, count)]


def rows_of(path: Path, columns: tuple[str, ...]) -> Any:
    table, _ = journal.read(path)
    return np.stack([table[name].to_numpy() for name in columns], axis=1)


def test_a_line_is_a_message_of_its_lane_s_partition(
    kafka: str, topic: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text"
    text.write_bytes(b"one\r\ntwo\xff\n\nlast")
    status = main(
        f"kafka --kafka {kafka} --topic {topic} --rate 20k --count 4000 --partitions 3 "
        f"--lines file:{text} --message-keys --json".split()
    )
    out, err = capsys.readouterr()
    summary = json.loads(out)
    assert (status, err) == (0, f"loadgen: to 3 partitions of {topic} at {kafka}; Ctrl-C ends\n")
    assert (summary["emitted"], summary["acknowledged"], summary["failed"]) == (4000, 4000, 0)
    assert (summary["connections"], summary["failures"]) == ([], [])
    assert summary["producer"]["acks"] == "all"
    assert 0 < summary["ack_ms"]["p50"] <= summary["ack_ms"]["p99"] <= summary["ack_ms"]["max"]
    lines = ["one", "two\ufffd", "", "last"] * 1000
    for lane, count in enumerate((1334, 1333, 1333)):
        got = messages(kafka, topic, lane, count)
        assert [message.value() for message in got] == [line.encode() for line in lines[:count]]
        assert [message.key() for message in got] == [b"%d" % len(line) for line in lines[:count]]


def test_processes_share_the_partitions_and_each_row_is_acknowledged_after_it_left(
    kafka: str, topic: str, tmp_path: Path
) -> None:
    sent, acked = tmp_path / "sent.parquet", tmp_path / "acked.parquet"
    options = ("--lanes", "3", "--processes", "2", "--emission", sent, "--acknowledged", acked)
    with loadgen("kafka", "--kafka", kafka, "--topic", topic, "--rate", "30k", "--duration",
                 "200ms", *options, "--hold", "--clock-offset-ns", "0") as process:  # fmt: skip
        ready = event(process)
        assert ready == {"event": "ready", "kafka": kafka, "topic": topic, "partitions": 3,
                         "first_offsets": [0, 0, 0]}  # fmt: skip
        start(process, 1)
        summary = event(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(DEADLINE_S) == 0
    assert (summary["event"], summary["emitted"], summary["acknowledged"]) == ("sent", 6000, 6000)
    ring = parse_lines("uniform:10:120", 1)
    left, heard = by_lane(rows_of(sent, EMISSION), 3), by_lane(rows_of(acked, ACKNOWLEDGED), 3)
    for lane in range(3):
        expected = b"".join(ring.slice(0, 2000)).split(b"\n")[:-1]
        assert values(kafka, topic, lane, 2000) == expected
        assert (np.diff(heard[lane][:, 1:], axis=0) >= [1, 0]).all()
        assert heard[lane][-1, 1] == 2000
        # What was acknowledged had left before.
        at = np.searchsorted(left[lane][:, 1], heard[lane][:, 1])
        assert (left[lane][at, 2] <= heard[lane][:, 2]).all()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acked.parquet", "sent.parquet"]


def test_very_long_lines_and_those_before_them(
    kafka: str, topic: str, capsys: pytest.CaptureFixture[str]
) -> None:
    load = f"kafka --kafka {kafka} --topic {topic} --lines fixed:5000000 --json"
    assert main([*load.split(), "--count", "2"]) == 0
    assert main([*load.split(), "--count", "1", "--acks", "1", "--compression", "lz4"]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert json.loads(last)["producer"]["enable.idempotence"] == "false"
    ring = parse_lines("fixed:5000000", 1)
    lines = b"".join(ring.slice(0, 2)).split(b"\n")[:-1]
    assert values(kafka, topic, 0, 3) == [*lines, lines[0]]
    assert main([*load.split(), "--partitions", "2"]) == 2
    assert "it has 1 partition, and --lanes 2 takes one each" in capsys.readouterr().err


def test_a_topic_that_goes_ends_its_lanes_with_status_3(kafka: str, topic: str) -> None:
    options = ("--rate", "1k", "--duration", "1h", "--producer", "message.timeout.ms=1000")
    with loadgen("kafka", "--kafka", kafka, "--topic", topic, *options) as process:
        assert process.stderr is not None
        process.stderr.readline()
        consumer = Consumer({"bootstrap.servers": kafka, "group.id": "test", **QUIET})
        with contextlib.closing(consumer):
            place = TopicPartition(topic, 0)
            until(lambda: consumer.get_watermark_offsets(place, timeout=DEADLINE_S)[1] > 100)
        delete(kafka, topic)
        status, out, err = finished(process)
    assert (status, err) == (3, "")
    assert "lines weren't acknowledged: " in out
