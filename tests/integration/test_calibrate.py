"""`streamgauge calibrate` for real: all parts, no matter what they find on this machine."""

import json
import signal
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis import calibration
from benchmarks.calibration import cost, generator, saved
from benchmarks.calibration.plan import quick
from benchmarks.cli import main
from tests.integration.leftovers import Leftovers, wait_until
from tests.integration.test_accidents import command


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setenv("STREAMGAUGE_STATE", str(folder))
    return folder


def assert_whole(told: dict[str, Any], status: int) -> None:
    """All parts are there, and the status is what they say."""
    assert [one["source"] for one in told["floor"]] == ["socket", "files"]
    for one in told["floor"]:
        assert 0 < one["latency_ms"]["p50"] <= one["latency_ms"]["p99"]
    assert len(told["trials"]) == 2
    for one in told["trials"]:
        assert one["lines"] > 1000
        assert set(one["error_ms"]) == set(one["true_ms"])
        # What the machine did to the engine is in both, and only the instrument's part is not.
        off_ms = one["error_ms"]["p50"] - one["engine_ms"]["p50"]
        assert abs(off_ms) < 1 + one["true_ms"]["p50"] / 100
    generator = told["generator"]
    assert generator["flat_out_per_s"] > 1000
    assert [one["rate_per_s"] for one in generator["rates"]][:2] == [1e3, 1e5]
    parts = [*told["floor"], *told["trials"], generator, told["cost"]]
    assert told["within"] is all(part.get("within", True) for part in parts)
    assert status == (0 if told["within"] else 3)


def test_all_but_spark(
    out: Path,
    leftovers: Leftovers,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cost, "lacking", lambda: "PySpark isn't installed")
    monkeypatch.setattr(generator, "rates_to_try", lambda plan, _flat_out: plan.rates_per_s)
    status = main(["calibrate", "--quick", "--json", "--out", str(out)])
    told = json.loads(capsys.readouterr().out)
    leftovers.check()
    assert_whole(told, status)
    assert told["cost"] == {"skipped": "PySpark isn't installed"}
    assert json.loads((out / calibration.FILE).read_text()) == told
    path = saved()
    assert path is not None
    held = calibration.read(path)
    assert held is not None
    assert held.quick
    assert "isn't known: PySpark isn't installed" in " ".join(held.sentences())


@pytest.mark.spark
@pytest.mark.usefixtures("leftovers")
def test_what_measuring_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cost.lacking() == ""
    kept, scratch = tmp_path / "kept", tmp_path / "scratch"
    kept.mkdir()
    scratch.mkdir()
    monkeypatch.setattr(cost, "LINES_A_BATCH", 1000)
    plan = replace(quick(1000), cost_warm=2, cost_blocks=4, cost_batches=2)
    found = cost.measure(plan, kept, scratch)
    assert 0 < found["low"] <= found["high"]
    assert found["pairs"] == 2
    assert found["lines_per_s"] > 0
    resources = list(scratch.glob("*-resources.parquet"))
    assert len(resources) == 2  # of the warm-up with the first block, and of the last
    assert (scratch / "progress.jsonl").stat().st_size > 0


def test_ctrl_c_leaves_nothing(state: Path, leftovers: Leftovers) -> None:
    process = subprocess.Popen(
        command("calibrate", "--quick"),
        env=leftovers.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )

    def under_way() -> bool:
        loaded = any("loadgen" in p.cmdline() for p in leftovers.processes())
        return loaded or process.poll() is not None

    wait_until(under_way, 60, "a load")
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert stdout == ""
    assert stderr == "streamgauge: interrupted\n"
    leftovers.check()
    assert not state.exists()
