"""The whole search against systems of known capacity, in no time: only the runs are made up."""

from pathlib import Path

import pytest

from analysis.decide.objective import Objective
from analysis.decide.search import NEAR_ENOUGH
from benchmarks.capacity import find
from benchmarks.cell import Cell
from tests.analysis.by_law import run_by_law
from tests.benchmarks.capacity.fakes import FakeTrials, Outcome

WITHIN = 0.10


def by_law(folder: Path, law: str) -> FakeTrials:
    """Trials of a system that keeps to a law."""

    def outcome(cell: Cell) -> Outcome:
        return run_by_law(folder / trials.names[-1], cell, law).summary, ""

    trials = FakeTrials(folder, outcome=outcome)
    return trials


@pytest.mark.parametrize(
    ("api", "capacity", "batch"),
    [
        # Short runs are for what settles down soon.
        ("synthetic", 1_700, "5ms"),
        ("synthetic", 60_000, "5ms"),
        ("structured", 1_700, "20ms"),
        ("structured", 20_000, "250ms"),
    ],
)
def test_a_known_capacity_is_found(capacity: int, batch: str, api: str, tmp_path: Path) -> None:
    trials = by_law(tmp_path, f"limited:{capacity}:{batch}")
    result = find(Cell.parse({"api": api}), trials)
    assert result.low_per_s is not None
    assert result.high_per_s is not None
    assert result.low_per_s <= capacity * (1 + WITHIN)
    assert result.high_per_s >= capacity * (1 - WITHIN)
    assert result.high_per_s / result.low_per_s <= NEAR_ENOUGH
    assert len(trials.names) <= 5


def test_an_objective_is_met_up_to_where_it_is_known_to_be(tmp_path: Path) -> None:
    # At a share s of its limit a batch takes 20 ms / (1 - s), and a line up to two batches.
    trials = by_law(tmp_path, "limited:20k:20ms")
    result = find(Cell.parse({"api": "synthetic"}), trials, Objective.parse("p99<80ms"))
    assert result.low_per_s is not None
    assert result.high_per_s is not None
    assert result.low_per_s <= 10_000 * (1 + WITHIN)
    assert result.high_per_s >= 10_000 * (1 - WITHIN)


def test_one_that_keeps_up_with_everything_has_no_upper_end(tmp_path: Path) -> None:
    result = find(Cell.parse({"api": "synthetic"}), by_law(tmp_path, "uniform:50ms:10ms"))
    assert (result.low_per_s, result.high_per_s) == (1e6, None)
