"""A run that is offered far more than it gets done ends soon, readable, and leaves nothing."""

import time
from pathlib import Path

import pytest

from analysis.decide.sustained import judge
from analysis.summary import analyse
from benchmarks import runner
from benchmarks.cell import Cell
from tests.integration.leftovers import Leftovers

# To its own end it would take 90 s, and then wait for what is left.
ENDLESS = {"duration": "90s", "warmup": "1s", "drain": "60s", "give-up": "3s"}


@pytest.mark.spark
def test_an_overloaded_spark_is_given_up(out: Path, leftovers: Leftovers) -> None:
    cell = Cell.parse({"rate": "300k", **ENDLESS})
    begun_s = time.monotonic()
    runner.run(cell, out)
    assert time.monotonic() - begun_s < 80
    leftovers.check()
    run = analyse(out)
    codes = {finding["code"] for finding in run.summary["findings"]}
    assert run.record.complete
    assert "FELL_BEHIND" in codes
    assert not codes & {"INCOMPLETE", "LINES_LOST", "RATE_SHORTFALL", "TOO_FEW_BATCHES"}
    assert run.summary["gave_up"]["behind_ms"] >= 3000
    assert run.summary["records"]["emitted"] > 0
    assert judge(run.summary).kept_up is not True


def test_the_wait_for_the_last_result_is_given_up_too(out: Path, leftovers: Leftovers) -> None:
    spec = {"api": "synthetic", "rate": "1k", "duration": "2s", "give-up": "1500ms"}
    # One batch takes a minute, from the middle on: at the end it goes on still.
    law = {"conf": {"law": "stalls:100ms:10ms:1m"}}
    runner.run(Cell.parse({**ENDLESS, **spec, **law, "warmup": "500ms"}), out)
    leftovers.check()
    run = analyse(out)
    assert 2 <= run.summary["gave_up"]["after_s"] < 10
    assert "FELL_BEHIND" in {finding["code"] for finding in run.summary["findings"]}
    judged = judge(run.summary)
    assert judged.kept_up is False
    assert judged.why.startswith("a line had waited for ")
