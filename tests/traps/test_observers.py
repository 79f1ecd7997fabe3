"""Two observers of one run: they may disagree, and see other ends, but never other lines."""

from pathlib import Path

import numpy as np
import pytest

from analysis.run import Run
from analysis.summary import analyse
from benchmarks.engines.synthetic import NOTES_FILE
from loadgen import journal
from loadgen.units import NS_PER_MS
from tests.analysis.synthetic import Made, write_run
from tests.traps.by_line import Floats, quantile
from tests.traps.real import Bench, Trap, codes

ROUNDING_MS = 1.0  # the engine dates its events in whole ms
SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999}


def by_engine_ms(run: Run, due_ns: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Floats:
    """When the engine says that the batch of each line was over, less when the line was due, ms."""
    first = len(run.lines) - len(due_ns)  # those that count are the last of all
    line = np.arange(first, len(run.lines))
    batch = np.searchsorted(run.batches.lines, line, side="right")
    return np.asarray((run.batches.end_ns[batch] - due_ns) / NS_PER_MS)


def test_an_engine_that_tells_of_fewer_lines_is_found_out(bench: Bench) -> None:
    run = bench.of(Trap.LIAR)
    assert codes(run)["OBSERVERS_DISAGREE"] == run.summary["verdict"] == "invalid"
    seen, emitted = run.summary["observers"], run.summary["records"]["emitted"]
    assert seen["sink_lines"] == emitted
    assert seen["progress_lines"] == emitted * 9 // 10
    assert bench.of(Trap.LEFT_OVER).summary["observers"]["max_difference_lines"] == 0
    # Either of the two alone would have been believed: by the sink nothing is wrong.
    assert not {"LINES_LOST", "LINES_DUPLICATED", "COUNTS_DIFFER"} & set(codes(run))


def test_both_have_their_figures_from_the_same_lines(bench: Bench) -> None:
    run = bench.of(Trap.LEFT_OVER)
    measured_ns, every_ns = (lines.each()[0] for lines in (run.measured, run.lines))
    said = run.summary["progress_latency_ms"]
    took = by_engine_ms(run, measured_ns)
    assert len(took) == run.summary["records"]["measured"]
    assert {name: quantile(took, share) for name, share in SHARES.items()} == pytest.approx(
        {name: said[name] for name in SHARES}
    )
    # Of all lines, or a sample a batch, it would have been another figure for the same run.
    whole = quantile(by_engine_ms(run, every_ns), 0.99)
    a_batch = quantile((run.batches.end_ns - run.batches.start_ns) / NS_PER_MS, 0.5)
    assert whole > said["p99"] + 100
    assert a_batch < said["p50"] - 10


@pytest.mark.parametrize("api", ["structured", "dstreams"])
def test_a_result_is_visible_before_it_is_committed_and_both_are_told(
    api: str, tmp_path: Path
) -> None:
    run = analyse(write_run(tmp_path / "run", Made(api=api, setting="500ms")))
    visible, committed = run.summary["latency_ms"], run.summary["progress_latency_ms"]
    assert None not in committed.values()
    assert all(committed[name] >= visible[name] - ROUNDING_MS for name in visible)
    rows = run.batches.rows_of(run.record.visible["batch"])
    known = rows >= 0  # an empty batch isn't among those that took lines
    visible_ns = run.record.visible["visible_ns"][known]
    apart_ms = (run.batches.end_ns[rows[known]] - visible_ns) / NS_PER_MS
    assert (apart_ms >= -ROUNDING_MS).all()
    # Structured Streaming writes a log after the results are out: no reader waits for that.
    if api == "structured":
        assert committed["mean"] > visible["mean"] + 5


def test_the_clock_of_a_real_run_stops_at_the_result_too(bench: Bench) -> None:
    run = bench.of(Trap.LEFT_OVER)
    notes, _ = journal.read(run.record.path / NOTES_FILE)
    assert notes["lines"].to_pylist() == run.record.visible["lines"].tolist()
    # This engine commits just before it hands over; it may lose its turn between the two.
    between_ns = run.record.visible["visible_ns"] - notes["handed_ns"].to_numpy()
    least_ms = ROUNDING_MS + between_ns.max() / NS_PER_MS
    visible, committed = run.summary["latency_ms"], run.summary["progress_latency_ms"]
    assert all(committed[name] >= visible[name] - least_ms for name in visible)
