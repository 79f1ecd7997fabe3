"""Lines that are lost, or counted twice: the percentiles of the rest look fine, and don't count."""

import json
import shutil
from pathlib import Path

import pytest

from analysis import record, report
from analysis.plots.style import INVALID
from analysis.report import campaign
from analysis.report.ranking import Ranking
from tests.analysis.synthetic import Made, write_run
from tests.traps.by_line import latencies_ms, quantile
from tests.traps.real import Bench, Trap, codes

LOST, DOUBLED = 40, 80
RIVAL = Made(base_ms=1500, warmup="2s", duration="8s")


@pytest.fixture(scope="module")
def both(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of the run that loses lines and of a slow one that loses none."""
    path = tmp_path_factory.mktemp("campaign")
    run = bench.of(Trap.LOST)
    shutil.copytree(run.record.path, path / "runs" / "lossy")
    write_run(path / "runs" / "slow", RIVAL)
    return path


def test_a_percentile_that_reaches_into_the_lost_is_none(bench: Bench) -> None:
    run = bench.of(Trap.LOST)
    assert codes(run)["LINES_LOST"] == run.summary["verdict"] == "invalid"
    assert run.summary["records"]["lost"] == LOST
    share = LOST / run.summary["records"]["measured"]
    assert 0.01 < share < 0.1
    latency_ms = run.summary["latency_ms"]
    assert [name for name, ms in latency_ms.items() if ms is None] == [
        "mean", "p99", "p999", "max"
    ]  # fmt: skip
    took = latencies_ms(run.measured)
    assert latency_ms["p50"] > quantile(took, 0.5)  # the lost ones count as slower than all others
    assert run.summary["progress_latency_ms"]["p99"] is None


def test_the_survivors_alone_would_have_won(bench: Bench, both: Path) -> None:
    read = campaign.read(both)
    lossy, slow = sorted(read.cells, key=lambda cell: cell.valid)
    survivors_ms = quantile(latencies_ms(bench.of(Trap.LOST).measured), 0.99)
    slow_ms = slow.latency_ms["p99"]
    assert slow_ms
    assert survivors_ms < slow_ms / 2
    assert not lossy.valid
    assert lossy.ink == INVALID != lossy.colour
    (lead,) = Ranking(read.cells).leads
    assert (lead.first, lead.near, lead.next) == (slow, [], None)


def test_the_report_shows_it_as_invalid_and_ranks_it_nowhere(both: Path) -> None:
    report.write(both)
    text = (both / "report.md").read_text()
    row, *_ = (line for line in text.splitlines() if line.startswith("| synthetic |"))
    assert row.endswith("| invalid |")
    assert row.count("∞") == 3
    assert "1 invalid (lines lost) and not ranked" in text
    assert "### Lines lost (invalid)" in text
    found, *_ = text.partition("## Cells")
    assert "had a p99 of" in found  # the only one that is left to be ranked
    assert "synthetic" not in found
    summary = json.loads((both / "runs" / "lossy" / record.SUMMARY).read_text())
    assert summary["verdict"] == "invalid"


def test_lines_counted_twice_make_a_run_invalid_however_good_it_looks(bench: Bench) -> None:
    run = bench.of(Trap.DOUBLED)
    assert codes(run)["LINES_DUPLICATED"] == run.summary["verdict"] == "invalid"
    assert run.summary["records"]["duplicated"] == DOUBLED
    assert run.summary["records"]["lost"] == 0
    assert None not in run.summary["latency_ms"].values()  # by its figures nothing is wrong
