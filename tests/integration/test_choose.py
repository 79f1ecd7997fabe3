"""`streamgauge choose`, for real, of an engine that needs no Spark."""

import json
from pathlib import Path

import pytest

from benchmarks import cli
from tests.integration.leftovers import Leftovers

WORDS = (
    "--api", "synthetic", "--conf", "law=uniform:100ms:10ms", "--rate", "500",
    "--warmup", "500ms", "--duration", "2s",
)  # fmt: skip


def test_a_run_is_made_and_found_again(
    tmp_path: Path,
    leftovers: Leftovers,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["choose", *WORDS, "--objective", "max<9s", "--json", "--within"]
    # Of a run 3 s are expected, and about as much of one for headroom: there is time for one.
    assert cli.main([*command, "4s", "--out", "first"]) in {0, 3}  # the machine may spoil it
    leftovers.check()
    first = json.loads(capsys.readouterr().out)
    (one,) = first["candidates"]
    assert [run["reused"] for run in one["runs"]] == [False]
    assert one["latency_ms"]["max"] > 10
    assert "--conf law=uniform:100ms:10ms" in one["command"]
    if first["recommended"]:
        # And here there is time for none.
        assert cli.main([*command, "1s", "--out", "again", "--from", "first"]) == 0
        again = json.loads(capsys.readouterr().out)
        (run,) = again["candidates"][0]["runs"]
        assert (run["path"], run["reused"]) == ("first/runs/synthetic-socket-r1", True)
        assert again["candidates"][0]["latency_ms"]["max"] == one["latency_ms"]["max"]
