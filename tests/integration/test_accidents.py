"""What a run leaves when something is killed in the middle of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from analysis import record
from analysis.summary import analyse
from tests.integration.leftovers import Leftovers, wait_until

READY_S = 120
RUN = ["--rate", "500", "--duration", "60s", "--warmup", "2s"]


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.cli", *words]


@pytest.fixture
def api() -> str:
    """Whose run is to meet with an accident."""
    return "structured"


@pytest.fixture
def measuring(out: Path, leftovers: Leftovers, api: str) -> Iterator["subprocess.Popen[str]"]:
    """`streamgauge run`, with some results already seen."""
    process = subprocess.Popen(
        command("run", "--out", str(out), "--api", api, *RUN),
        env=leftovers.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: process.poll() is not None or seen(out) > 0, READY_S, "results")
    assert process.poll() is None, process.communicate()
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def seen(out: Path) -> int:
    """How many lines the results on disk account for."""
    try:
        lines = record.read(out).visible.get("lines")
    except record.UnreadableRunError:
        return 0
    return 0 if lines is None or not len(lines) else int(lines[-1])


def find(leftovers: Leftovers, word: str) -> psutil.Process:
    """The marked process with this word in its command line."""
    return next(p for p in leftovers.processes() if any(word in part for part in p.cmdline()))


def assert_readable(out: Path, status: str) -> None:
    """The record can be analysed, and says that it is incomplete."""
    run = analyse(out)
    assert run.record.info["status"] == status
    assert run.summary["verdict"] == "invalid"
    assert "INCOMPLETE" in {finding["code"] for finding in run.summary["findings"]}
    assert run.summary["records"]["visible"] > 0


@pytest.mark.spark
@pytest.mark.parametrize(
    ("api", "victim"),
    [
        ("structured", "org.apache.spark"),
        ("structured", "benchmarks.worker"),
        ("floor", "loadgen"),
    ],
)
def test_a_kill_ends_the_run_and_leaves_a_readable_record(
    victim: str, measuring: "subprocess.Popen[str]", out: Path, leftovers: Leftovers
) -> None:
    find(leftovers, victim).kill()
    stdout, stderr = measuring.communicate(timeout=90)
    assert measuring.returncode == 3
    assert stdout == ""
    assert stderr.startswith("streamgauge: the run failed: ")
    assert stderr.count("\n") == 1
    leftovers.check()
    assert_readable(out, "failed")


@pytest.mark.spark
def test_when_the_command_itself_is_killed_all_else_ends(
    measuring: "subprocess.Popen[str]", out: Path, leftovers: Leftovers
) -> None:
    measuring.kill()
    measuring.communicate(timeout=30)
    leftovers.check()
    assert_readable(out, "running")


@pytest.mark.spark
def test_ctrl_c_in_a_campaign_reports_what_is_finished(
    out: Path, leftovers: Leftovers, tmp_path: Path
) -> None:
    spec = tmp_path / "two.toml"
    spec.write_text(
        """
        [common]
        rate = "500"
        [[cells]]
        api = "floor"
        duration = "3s"
        warmup = "1s"
        [[cells]]
        duration = "60s"
        """
    )
    # This seed runs the floor first.
    process = subprocess.Popen(
        command("compare", str(spec), "--out", str(out), "--seed", "5"),
        env=leftovers.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    second = out / "runs" / "structured-socket-default-r1"
    wait_until(lambda: process.poll() is not None or seen(second) > 0, READY_S, "the second run")
    assert process.poll() is None, process.communicate()
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stderr == "interrupted: reporting what is finished\n"
    assert "floor-socket" in stdout
    assert str(out / "report.html") in stdout
    assert (out / "report.html").exists()
    assert json.loads((second / record.RUN).read_text())["status"] == "interrupted"
    leftovers.check()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_disk_is_one_line_and_keeps_what_fitted(
    out: Path, leftovers: Leftovers, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount")
    try:
        ended = subprocess.run(
            command(
                *("run", "--api", "floor", "--out", str(disk / "run")),
                *("--rate", "20k", "--duration", "30s", "--warmup", "1s"),
            ),
            env=leftovers.environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        shutil.copytree(disk / "run", out)
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S607 - wherever it is
    assert ended.returncode == 3
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert "No space left on device" in ended.stderr
    leftovers.check()
    summary = analyse(out).summary
    assert summary["verdict"] == "invalid"
    assert summary["records"]["visible"] > 0
