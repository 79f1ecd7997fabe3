"""Each api x source on the real engine: every count right, every line accounted for."""

from pathlib import Path
from typing import Any

import pytest

from analysis.summary import analyse
from benchmarks import runner
from benchmarks.cell import Cell
from tests.integration.leftovers import Leftovers

# Text with blank lines, CRs, characters of one to four bytes, bytes that are no UTF-8, and a long
# line: the lengths that Spark counts must be those that we expect.
AWKWARD = (
    "plain\n\n\r\nwindows\r\nold mac\rümläut\n日本語\n𝔘𝔫𝔦\n\tтаб \n".encode()
    + b"bad \xff\xfe bytes \xc3\n"
    + b"\xef\xbb\xbfmark\nnul \x00 within\n"
    + b"x" * 70_000
    + "\nend\u2028same line".encode()
)

CELLS: list[dict[str, Any]] = [
    {"api": "floor", "source": "socket"},
    {"api": "floor", "source": "files"},
    {"api": "structured", "source": "socket", "lanes": 2, "generators": 2},
    {"api": "dstreams", "source": "socket", "setting": "1s", "lanes": 2, "master": "local[3]"},
    {"api": "dstreams", "source": "files", "setting": "1s", "lanes": 3, "generators": 2}
    # A master and workers as a cluster has them, each a process.
    | {"master": "local-cluster[1,2,1024]"},
]


@pytest.mark.spark
@pytest.mark.parametrize("spec", CELLS, ids=lambda spec: "-".join(map(str, spec.values())))
def test_counts_are_exact_and_nothing_is_left(
    spec: dict[str, Any], out: Path, leftovers: Leftovers, tmp_path: Path
) -> None:
    text = tmp_path / "awkward.txt"
    text.write_bytes(AWKWARD)
    checkpoints = tmp_path / "checkpoints"
    checkpoints.mkdir()
    how = {"lines": f"file:{text}", "rate": "500", "duration": "7s", "warmup": "3s"}
    how |= {"drain": "2m"}  # as long as a busy machine may take: it ends with the last line
    cell = Cell.parse(spec | how | {"checkpoint": str(checkpoints)})
    phases: dict[str, bool] = {}  # each with whether a checkpoint was there
    runner.run(
        cell, out, on_phase=lambda phase: phases.update({phase: any(checkpoints.glob("*/*"))})
    )
    assert list(phases) == ["starting", "measuring", "draining", "stopping"]
    assert phases["draining"] is cell.on_spark
    assert not list(checkpoints.iterdir())
    leftovers.check()

    run = analyse(out)
    summary = run.summary
    assert run.record.complete
    counts = run.record.counts
    assert counts is not None
    assert counts["seen"].tolist() == counts["expected"].tolist()
    assert counts["seen"].sum() == summary["records"]["emitted"]
    assert summary["records"]["lost"] == summary["records"]["duplicated"] == 0
    assert {0, 3, 6, 70_000} <= set(counts["key"].tolist())
    assert summary["records"]["measured"] == 2000
    of_lanes = [lane.visible.total for lane in run.lines.lanes]
    assert sum(of_lanes) == summary["records"]["emitted"]
    assert max(of_lanes) - min(of_lanes) <= 1, "lines are dealt out in turn"
    assert len(of_lanes) == cell.lanes
    assert summary["records"]["visible"] == summary["records"]["emitted"]
    assert 0 < summary["latency_ms"]["p50"] <= summary["latency_ms"]["p99"] < 120_000
    stages = [value for value in summary["stages_ms"].values() if value is not None]
    assert sum(stages) == pytest.approx(summary["latency_ms"]["mean"], rel=1e-6)
    codes = {finding["code"] for finding in summary["findings"]}
    assert not codes & {"INCOMPLETE", "LINES_LOST", "LINES_DUPLICATED", "COUNTS_DIFFER"}
    assert "VERSION_MISMATCH" not in codes
    assert summary["resources"]["generator_cpu_s"] > 0
    if cell.api == "floor":
        return
    assert run.record.info["environment"]["spark"] == run.record.info["asked"]["spark"]
    assert summary["observers"]["max_difference_lines"] == 0
    assert summary["progress_latency_ms"]["p50"] >= summary["latency_ms"]["p50"] - 50
    assert summary["resources"]["jvm_cpu_s"] > 0
    keys = {setting["key"] for setting in run.record.info["settings"]}
    assert "spark.ui.enabled" in keys
    assert "spark.sql.shuffle.partitions" in run.record.info["settings_in_force"]
