import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from analysis.record import RESOURCES
from benchmarks.sampler import Sampler
from loadgen import journal
from loadgen.clock import RunClock

# Burns CPU time and holds memory, says so, and goes when its standard input does.
BUSY = """
import sys, time
held = bytearray(30_000_000)
while time.process_time() < 0.2:
    pass
print("ready", flush=True)
sys.stdin.read()
"""
# The same, with a process of its own that does the same.
LEADER = """
import subprocess, sys
busy = [sys.executable, "-c", sys.argv[1]]
with subprocess.Popen(busy, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as member:
    member.stdout.readline()
    exec(sys.argv[1])
    member.stdin.close()
"""
# Stands for a JVM: a process of that name with a Python below it.
JAVA = f"""#!/bin/sh
"{sys.executable}" -c '{BUSY}'
exit 0
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.communicate(timeout=30)


def start(started: list[subprocess.Popen[str]], *command: str) -> int:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    started.append(process)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process.pid


def sampler_of(path: Path, pid: int, gc_ms: Any = lambda: 7, broker: int | None = None) -> Sampler:
    return Sampler(path / "resources.parquet", RunClock.start(), pid, gc_ms, broker)


def rows_of(path: Path) -> list[dict[str, int]]:
    table, _ = journal.read(path / "resources.parquet")
    assert tuple(table.column_names) == RESOURCES
    rows: list[dict[str, int]] = table.to_pylist()
    return rows


def test_every_process_is_counted_once_and_as_what_it_is(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    java = tmp_path / "java"
    java.write_text(JAVA)
    java.chmod(0o755)
    generator = start(started, sys.executable, "-c", BUSY)
    start(started, str(java))
    sampler = sampler_of(tmp_path, generator)
    sampler._sample()
    sampler.close()
    (row,) = rows_of(tmp_path)
    assert row["generator_cpu_us"] >= 190_000
    assert row["python_worker_cpu_us"] >= 190_000
    assert 0 <= row["jvm_cpu_us"] < 190_000, "the shell itself: its child is still there"
    assert row["driver_cpu_us"] > 0
    assert row["generator_rss_kb"] > 29_000
    assert row["python_worker_rss_kb"] > 29_000
    assert 0 < row["jvm_rss_kb"] < 29_000
    assert row["gc_ms"] == 7
    assert row["machine_busy_us"] > row["generator_cpu_us"]
    assert row["machine_load_milli"] >= 0
    assert row["machine_khz"] >= 0


def test_a_broker_is_counted_by_itself(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    generator = start(started, sys.executable, "-c", BUSY)
    broker = start(started, sys.executable, "-c", BUSY)
    sampler = sampler_of(tmp_path, generator, broker=broker)
    sampler._sample()
    sampler.close()
    (row,) = rows_of(tmp_path)
    assert row["broker_cpu_us"] >= 190_000
    assert row["broker_rss_kb"] > 29_000
    (tmp_path / "gone").mkdir()
    sampler = sampler_of(tmp_path / "gone", generator, broker=2**22 + 1)
    sampler._sample()
    sampler.close()
    (row,) = rows_of(tmp_path / "gone")
    assert (row["broker_cpu_us"], row["broker_rss_kb"]) == (0, 0)


def test_several_generators_add_up(tmp_path: Path, started: list[subprocess.Popen[str]]) -> None:
    leader = start(started, sys.executable, "-c", LEADER, BUSY)
    sampler = sampler_of(tmp_path, leader)
    sampler._sample()
    sampler.close()
    (row,) = rows_of(tmp_path)
    assert row["generator_cpu_us"] >= 380_000
    assert row["generator_rss_kb"] > 59_000
    assert row["jvm_cpu_us"] == row["python_worker_cpu_us"] == 0


def test_there_is_a_sample_at_the_start_and_one_at_the_end(tmp_path: Path) -> None:
    sampler = sampler_of(tmp_path, psutil.Process().pid)
    sampler.start()
    sampler.close()
    times_ns = [row["time_ns"] for row in rows_of(tmp_path)]
    assert len(times_ns) >= 2
    assert times_ns == sorted(times_ns)


def test_processes_and_engines_that_have_gone_leave_no_gap(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    def gone() -> int:
        raise ConnectionError("the JVM is gone")

    pid = start(started, sys.executable, "-c", BUSY)
    sampler = sampler_of(tmp_path, pid, gone)
    started.pop().communicate(timeout=30)
    sampler._sample()
    sampler.close()
    (row,) = rows_of(tmp_path)
    assert row["generator_cpu_us"] == row["generator_rss_kb"] == row["gc_ms"] == 0


@pytest.mark.parametrize("error", [NotImplementedError("no"), FileNotFoundError("no"), None])
def test_a_machine_may_not_tell_how_fast_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    def unknown() -> None:
        if error is not None:
            raise error

    monkeypatch.setattr(psutil, "cpu_freq", unknown)
    sampler = sampler_of(tmp_path, psutil.Process().pid)
    sampler._sample()
    sampler.close()
    assert rows_of(tmp_path)[0]["machine_khz"] == 0


def test_the_frequency_is_asked_for_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = iter([2400.5, 2000.0, 0.0])
    monkeypatch.setattr(psutil, "cpu_freq", lambda: SimpleNamespace(current=next(told)))
    sampler = sampler_of(tmp_path, psutil.Process().pid)
    for _ in range(6):
        sampler._sample()
    sampler.close()
    khz = [row["machine_khz"] for row in rows_of(tmp_path)]
    assert khz == [2_400_500] * 4 + [2_000_000] * 2
