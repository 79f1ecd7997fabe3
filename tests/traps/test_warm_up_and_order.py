"""What a run began with, and what was run before it, isn't in its figures."""

from pathlib import Path

import numpy as np

from benchmarks.campaign import Campaign
from benchmarks.campaign_spec import CampaignSpec, named
from benchmarks.cell import Cell
from tests.traps.by_line import latencies_ms, quantile
from tests.traps.real import Bench, Trap

CELLS, REPEATS = 5, 6


def test_lines_of_the_warm_up_do_not_count_whenever_they_become_visible(bench: Bench) -> None:
    run = bench.of(Trap.LEFT_OVER)
    warm_ns = run.record.info["window"]["warm_ns"]
    due_ns, _, visible_ns = run.lines.each()
    warmed = due_ns >= warm_ns
    assert run.summary["records"]["measured"] == np.count_nonzero(warmed)
    assert (run.measured.each()[0] == due_ns[warmed]).all()
    # Nearly all lines of this warm-up were seen after it: by when they came, they would count.
    assert np.count_nonzero(visible_ns[~warmed] >= warm_ns) > 100
    whole = run.summary["whole_run"]["latency_ms"]
    assert whole["p99"] == quantile(latencies_ms(run.lines), 0.99)
    assert whole["p99"] > run.summary["latency_ms"]["p99"] + 100


def test_cells_are_shuffled_anew_for_each_repeat(tmp_path: Path) -> None:
    cells = [Cell.parse({"api": "floor", "rate": f"{k}k"}) for k in range(1, CELLS + 1)]
    spec = CampaignSpec("order", "Order", named(cells), REPEATS, 1)
    jobs = Campaign(spec, tmp_path / "out").jobs()
    rounds = [[job.name for job in jobs[k : k + CELLS]] for k in range(0, len(jobs), CELLS)]
    assert len(rounds) == REPEATS
    assert all(sorted(one) == sorted(spec.cells) for one in rounds)
    # Run one after the other, a cell would have had all of its runs beside each other.
    assert {job.repeat for job in jobs[:CELLS]} == {1}
    # In the same order each time, a cell would always have come right after the same other.
    before = {name: {one[one.index(name) - 1] for one in rounds} for name in spec.cells}
    assert all(len(neighbours) > 1 for neighbours in before.values())


def test_each_run_has_a_process_of_its_own_that_ends_with_it(bench: Bench) -> None:
    ended = [bench.of(trap) for trap in Trap]
    assert all(run.record.complete for run in ended)
    assert set(bench.workers) == set(Trap)
    assert len(set(bench.workers.values())) == len(Trap)  # by number and moment of start
    assert not any(worker.is_running() for worker in bench.workers.values())
