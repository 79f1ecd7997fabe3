"""What a run with Kafka says when something of it is missing, and what it leaves when it is killed.

Most of it is tried on the floor, which starts in a moment.
"""

import contextlib
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from analysis import record
from analysis.summary import analyse
from benchmarks import cli, maven
from benchmarks.broker import server, topics
from loadgen.errors import BadInput
from tests.integration.leftovers import Leftovers, wait_until
from tests.integration.test_accidents import READY_S, assert_readable, command, seen

pytestmark = pytest.mark.kafka

ON_KAFKA = ("--source", "kafka", "--rate", "500", "--warmup", "1s")
FLOOR = ("--api", "floor", *ON_KAFKA)
# A broker that was killed takes 10 s before it knows itself again, and more on a busy machine.
PATIENT = ("--producer", "message.timeout.ms=120000", "--drain", "2m")
# Whoever notices first: the reader, the generator, or Spark.
GONE = re.compile(r"the topic \S+ has gone|Unknown topic|UnknownTopicOrPartition")
TO_KAFKA = ("--sink", "kafka", *ON_KAFKA, *PATIENT, "--duration", "8s")


@contextlib.contextmanager
def running(out: Path, leftovers: Leftovers, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """`streamgauge run`, in a process group of its own; killed in the end if it is there still."""
    process = subprocess.Popen(
        command("run", "--out", str(out), *words),
        env=leftovers.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def await_results(process: "subprocess.Popen[str]", out: Path) -> None:
    """Wait until there are results on disk."""
    wait_until(lambda: process.poll() is not None or seen(out) > 0, READY_S, "results")
    assert process.poll() is None, process.communicate()


def failed(process: "subprocess.Popen[str]", limit_s: float) -> str:
    """Why the run failed: the one line that says so."""
    stdout, stderr = process.communicate(timeout=limit_s)
    assert process.returncode == 3
    assert stdout == ""
    assert stderr.count("\n") == 1, stderr
    before, _, why = stderr.strip().partition("streamgauge: the run failed: ")
    assert not before
    return why


def find(leftovers: Leftovers, word: str) -> list[psutil.Process]:
    """The marked processes with this word in their command line."""
    found = []
    for process in leftovers.processes():
        with contextlib.suppress(psutil.Error):
            if any(word in part for part in process.cmdline()):
                found.append(process)
    return found


def topic_of_lines(out: Path) -> str:
    """The topic that a run's lines go into."""
    return str(json.loads((out / record.RUN).read_text())["kafka"]["lines"])


def refused(words: tuple[str, ...], out: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Why the command refuses these words, of which it leaves nothing."""
    assert cli.main(["run", "--out", str(out), *words]) == 2
    stdout, stderr = capsys.readouterr()
    assert (stdout, stderr.count("\n")) == ("", 1)
    assert not out.exists()
    return stderr.strip().removeprefix("streamgauge: ")


@pytest.mark.usefixtures("leftovers")
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("localhost", "--kafka: 'localhost': it takes HOST:PORT, as in localhost:9092"),
        ("127.0.0.1:1", "--kafka 127.0.0.1:1: no broker answers there within 1 s"),
    ],
)
def test_an_address_without_a_broker_is_one_line(
    address: str,
    why: str,
    out: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(topics, "_CHECK_S", 1.0)
    assert refused((*FLOOR, "--kafka", address), out, capsys) == why


@pytest.mark.usefixtures("leftovers")
def test_without_the_client_it_says_what_to_install(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    why = "Kafka takes confluent-kafka: pip install 'streamgauge[kafka]'"
    assert refused(FLOOR, out, capsys) == why


@pytest.mark.usefixtures("leftovers")
def test_without_a_connector_it_says_where_it_looked(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(path: str) -> bool:
        raise BadInput(f"https://repository/{path} can't be had: no route to host")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(maven, "exists", unreachable)
    why = refused(ON_KAFKA, out, capsys)
    assert why.startswith("https://repository/org/apache/spark/spark-sql-kafka")
    assert why.endswith("can't be had: no route to host")


@pytest.mark.parametrize("ends", [signal.SIGINT, signal.SIGKILL])
def test_its_own_broker_ends_with_the_command(
    ends: signal.Signals, out: Path, leftovers: Leftovers
) -> None:
    with running(out, leftovers, *FLOOR, "--duration", "60s") as process:
        await_results(process, out)
        assert find(leftovers, "kafka.Kafka")
        assert find(leftovers, "benchmarks.broker.keeper")
        process.send_signal(ends)
        process.communicate(timeout=30)
        interrupted = ends is signal.SIGINT
        assert process.returncode == (130 if interrupted else -signal.SIGKILL)
    leftovers.check()
    assert_readable(out, "interrupted" if interrupted else "running")


def test_a_broker_that_is_being_started_ends_too(out: Path, leftovers: Leftovers) -> None:
    with running(out, leftovers, *FLOOR, "--duration", "60s") as process:
        wait_until(lambda: bool(find(leftovers, "benchmarks.broker.keeper")), READY_S, "a keeper")
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
        assert process.returncode == 130, stderr
    leftovers.check()


@pytest.mark.parametrize(
    "words",
    [FLOOR, pytest.param(ON_KAFKA, marks=pytest.mark.spark)],
    ids=["floor", "structured"],
)
def test_a_topic_that_is_deleted_ends_the_run(
    words: tuple[str, ...], kafka: str, out: Path, leftovers: Leftovers
) -> None:
    with running(out, leftovers, *words, "--kafka", kafka, "--duration", "60s") as process:
        await_results(process, out)
        topics.delete(kafka, [topic_of_lines(out)])
        assert GONE.search(failed(process, 30))
    leftovers.check()
    assert_readable(out, "failed")


@pytest.mark.spark
def test_a_broker_that_is_killed_and_comes_back_loses_nothing(
    out: Path, leftovers: Leftovers, tmp_path: Path
) -> None:
    held = server.start(tmp_path / "kafka")
    address = held.broker.address
    try:
        with running(out, leftovers, *TO_KAFKA, "--kafka", address) as process:
            await_results(process, out)
            psutil.Process(held.broker.pid).kill()
            held.end()
            held = server.start(tmp_path / "kafka", int(address.rpartition(":")[2]))
            _, stderr = process.communicate(timeout=120)
            assert stderr == ""
    finally:
        held.end()
    leftovers.check()
    run = analyse(out)
    assert run.record.complete
    records, counts = run.summary["records"], run.record.counts
    assert counts is not None
    assert counts["seen"].tolist() == counts["expected"].tolist()
    assert records["visible"] == records["emitted"]
    assert records["lost"] == records["duplicated"] == 0
    assert run.summary["latency_ms"]["max"] > 1000, "lines had to wait for it"
