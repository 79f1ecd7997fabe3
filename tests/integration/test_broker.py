"""A real broker, by the command and by `started`: nothing is left of either."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import uuid
from pathlib import Path

import psutil
import pytest

from benchmarks import cli
from benchmarks.broker import topics
from loadgen.kafka import client
from tests.integration.leftovers import Leftovers, wait_until

pytestmark = pytest.mark.kafka

HELD = """
import json, sys
from benchmarks.broker.server import started
with started() as broker:
    print(json.dumps([broker.address, broker.pid, str(broker.folder)]), flush=True)
    sys.stdin.read()
"""


def there_and_back(address: str, message: bytes) -> bytes:
    """Send a message through a topic of its own."""
    name = uuid.uuid4().hex
    topics.create(address, name, 2)
    most = {"message.max.bytes": 16_000_000}
    servers = {"bootstrap.servers": address}
    producer = client().Producer(servers | most)
    producer.produce(name, message, partition=1)
    assert producer.flush(20) == 0
    consumer = client().Consumer(servers | {"group.id": name, "enable.auto.commit": False})
    consumer.assign([client().TopicPartition(name, 1, 0)])
    got = consumer.poll(20)
    consumer.close()
    topics.delete(address, [name, "none-such"])
    assert got is not None
    assert got.error() is None
    value: bytes = got.value()
    return value


def test_up_and_down(
    leftovers: Leftovers, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["kafka", "up", "--port", "0"]) == 0
    said = capsys.readouterr().out
    found = re.match(r"Kafka \S+ at (127\.0\.0\.1:(\d+)), pid (\d+), in (\S+), since ", said)
    assert found is not None
    address, port, pid, folder = found.groups()
    assert said.endswith(
        f"\nuse it: streamgauge run --source kafka --kafka {address}\n"
        "end it: streamgauge kafka down\n"
    )
    assert leftovers.folders() == [Path(folder).name]

    assert cli.main(["kafka", "status"]) == 0
    assert cli.main(["kafka", "up"]) == 0
    status, again = capsys.readouterr().out.splitlines()
    assert again == f"it is up already: {status}"
    assert said.startswith(status)

    topics.check(address)
    assert there_and_back(address, b"x" * 5_000_000) == b"x" * 5_000_000

    with monkeypatch.context() as another:  # user, say, who doesn't know of it
        another.setenv("STREAMGAUGE_STATE", str(leftovers.temporary.parent / "another"))
        assert cli.main(["kafka", "up", "--port", port]) == 2
    assert capsys.readouterr().err == (
        f"streamgauge: --port: {port} can't be listened on: Address already in use\n"
    )

    assert cli.main(["kafka", "down"]) == 0
    assert not psutil.pid_exists(int(pid))
    assert leftovers.folders() == []
    with socket.create_server(("127.0.0.1", int(port))):
        pass
    assert cli.main(["kafka", "status"]) == 3


def test_nothing_is_left_when_its_user_is_killed(leftovers: Leftovers) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HELD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=leftovers.environment,
    ) as user:
        assert user.stdout is not None
        address, pid, folder = json.loads(user.stdout.readline())
        assert topics.answers(address, 5)
        assert Path(folder).parent == leftovers.temporary
        os.kill(user.pid, signal.SIGKILL)
    wait_until(lambda: not psutil.pid_exists(pid), 15, "the broker gone")


def test_tests_share_one(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert there_and_back(kafka, b"a line") == b"a line"
    shared = tmp_path_factory.getbasetemp()
    told = [path / "kafka-address" for path in (shared, shared.parent)]
    assert [path.read_text() for path in told if path.exists()] == [kafka]
