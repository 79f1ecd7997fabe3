"""A backlog from the start, and one that grows: figures that depend on how long one looks."""

from pathlib import Path

import numpy as np

from analysis.summary import analyse
from tests.analysis.synthetic import write_run
from tests.traps.by_line import latencies_ms
from tests.traps.real import Bench, Trap, codes

LEFT_OVER_S = 0.5


def test_what_the_warm_up_left_over_is_found(bench: Bench, tmp_path: Path) -> None:
    assert "BACKLOG_AT_START" not in codes(analyse(write_run(tmp_path / "run")))
    run = bench.of(Trap.LEFT_OVER)
    assert "BACKLOG_AT_START" in codes(run)
    due_ns, _, _ = run.measured.each()
    since_s = (due_ns - run.record.info["window"]["warm_ns"]) / 1e9
    took = latencies_ms(run.measured)
    # Nothing is read in the window's first half second, so its lines wait until that is over.
    first = since_s < LEFT_OVER_S
    assert (took[first] >= 1000 * (LEFT_OVER_S - since_s[first])).all()
    # Its percentiles would have passed for the engine's, which is much quicker.
    assert run.summary["latency_ms"]["p99"] > 2 * np.median(took[~first])


def test_a_backlog_that_grows_is_found_and_makes_the_run_invalid(bench: Bench) -> None:
    run = bench.of(Trap.TOO_SLOW)
    assert codes(run)["BACKLOG_GROWING"] == "invalid"
    assert "LINES_LOST" not in codes(run)  # it drains in the end: by its counts all is well
    first, second = np.array_split(latencies_ms(run.measured), 2)
    # Had we looked for half as long, it would have been another figure.
    assert np.median(second) > 1.4 * np.median(first)
