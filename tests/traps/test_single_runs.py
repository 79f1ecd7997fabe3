"""What single runs differ by may be the day's: it is labelled as such, and little isn't claimed."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.report import campaign, words
from analysis.report.campaign import Campaign
from analysis.report.ranking import Pair, Ranking
from analysis.stats.difference import SINGLE_RUN_FACTOR
from analysis.stats.sample import Basis
from tests.analysis.synthetic import Made, write_run

BASE = Made(api="dstreams", rate=200, warmup="2s", duration="22s")
QUICK_MS = 100.0


def rivals(path: Path, slower_ms: float, repeats: int = 1) -> Campaign:
    """Two cells that differ in what a batch takes them."""
    for repeat in range(1, repeats + 1):
        for setting, base_ms in (("500ms", QUICK_MS), ("501ms", QUICK_MS + slower_ms)):
            made = replace(BASE, setting=setting, base_ms=base_ms, repeat=repeat)
            write_run(path / "runs" / f"{setting}-{repeat}", made)
    return campaign.read(path)


def pair(read: Campaign) -> Pair:
    (lead,) = Ranking(read.cells).leads
    return lead.next or lead.near[0]


def text(read: Campaign) -> str:
    return " ".join(words.findings(read, Ranking(read.cells)))


def test_a_small_difference_of_single_runs_is_not_claimed(tmp_path: Path) -> None:
    read = rivals(tmp_path, 60.0)
    found = pair(read).found
    assert found
    assert not found.claimed
    # Stretches of the two runs lie apart for sure, so a test of them would have claimed it.
    assert found.ratio.low > 1
    assert found.ratio.estimate < SINGLE_RUN_FACTOR
    assert "too near each other to rank" in text(read)


def test_a_large_one_is_and_says_that_it_is_of_single_runs(tmp_path: Path) -> None:
    read = rivals(tmp_path, 400.0)
    found = pair(read).found
    assert found
    assert found.claimed
    assert found.ratio.basis is Basis.BLOCKS
    said = text(read)
    assert "within single runs" in said
    assert "made of stretches of single runs: the next run may differ by more" in said


@pytest.mark.parametrize(("repeats", "basis"), [(1, Basis.BLOCKS), (3, Basis.RUNS)])
def test_an_interval_says_what_it_is_made_of(repeats: int, basis: Basis, tmp_path: Path) -> None:
    read = rivals(tmp_path, 400.0, repeats)
    for cell in read.cells:
        assert cell.p99
        assert (cell.p99.basis, cell.p99.units >= repeats) == (basis, True)
        assert cell.p99.low < cell.p99.estimate < cell.p99.high
    assert ("within single runs" in text(read)) is (basis is Basis.BLOCKS)
    assert ("from run to run" in text(read)) is (basis is Basis.RUNS)
