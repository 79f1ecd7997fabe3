"""The synthetic engine in real runs: its laws are found again. Its faults are for tests/traps."""

from pathlib import Path
from typing import Any

import pytest

from analysis.run import Run
from analysis.summary import analyse
from benchmarks import runner
from benchmarks.calibration import trial
from benchmarks.cell import Cell
from tests.integration.leftovers import Leftovers

WARMUP_NS = 1_000_000_000


def run(out: Path, law: str, **spec: Any) -> Run:
    """A run of 4 s, of which 3 are measured."""
    common = {"api": "synthetic", "warmup": "1s", "duration": "4s", "drain": "1s"}
    runner.run(Cell.parse({**common, "conf": {"law": law}, **spec}), out)
    return analyse(out)


@pytest.mark.parametrize(
    ("law", "rate"), [("bimodal:200ms:30ms:150ms", "1k"), ("sizes:5k:20ms", "10k")]
)
def test_what_is_known_is_reported(law: str, rate: str, out: Path, leftovers: Leftovers) -> None:
    found = run(out, law, rate=rate)
    leftovers.check()
    assert found.record.complete
    true, noted, rest = trial.known(out, law, WARMUP_NS)
    row = trial.compared(true, noted, found.summary["latency_ms"])
    assert row["within"], row
    # By the engine's own notes there is nothing of the machine's in it, and the bound can be hard.
    assert all(abs(row["reported_ms"][name] - noted[name]) < 1 for name in noted)
    assert rest["lines"] == found.summary["records"]["measured"]
    assert found.summary["records"]["lost"] == found.summary["records"]["duplicated"] == 0
    counts = found.record.counts
    assert counts is not None
    assert counts["seen"].tolist() == counts["expected"].tolist()
    assert found.summary["observers"]["max_difference_lines"] == 0
    stages_ms = found.summary["stages_ms"]
    parts = [value for value in stages_ms.values() if value is not None]
    assert sum(parts) == pytest.approx(found.summary["latency_ms"]["mean"], rel=1e-6)


@pytest.mark.usefixtures("leftovers")
def test_a_law_that_is_none_is_refused_and_leaves_nothing(out: Path) -> None:
    with pytest.raises(ValueError, match="--conf law: 'slow' is not known"):
        run(out, "slow")
    assert not out.exists()
