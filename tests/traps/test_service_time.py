"""What a batch takes is far below what its lines waited, and isn't what we call latency."""

from pathlib import Path

import numpy as np

from analysis.summary import analyse
from tests.analysis.synthetic import Made, write_run
from tests.traps.by_line import latencies_ms, quantile, took_ms
from tests.traps.real import Bench, Trap

INTERVAL_MS = 100


def test_a_batch_is_quick_while_its_lines_wait_in_the_queue(bench: Bench) -> None:
    run = bench.of(Trap.TOO_SLOW)
    batches = took_ms(run.record.progress)
    latency_ms = run.summary["latency_ms"]
    assert quantile(batches, 0.5) * 5 < latency_ms["p50"]
    # By its own word the engine doesn't get slower; its lines wait longer and longer.
    half = len(batches) // 2
    first, second = np.array_split(latencies_ms(run.lines), 2)
    slower_ms = np.median(second) - np.median(first)
    assert slower_ms > 500
    assert np.median(batches[half:]) - np.median(batches[:half]) < slower_ms / 2


def test_the_wait_for_the_interval_is_latency_and_no_service_time(bench: Bench) -> None:
    run = bench.of(Trap.LEFT_OVER)
    fresh = run.measured.fresh
    seen = run.record.visible["batch"][fresh > 0]
    took = took_ms(run.record.progress)[seen]
    mean_ms = run.summary["latency_ms"]["mean"]
    by_batch_ms = float(np.average(took, weights=fresh[fresh > 0]))
    # On average half an interval, less the ms that batches' ends are rounded up by.
    assert mean_ms - by_batch_ms > INTERVAL_MS / 2 - 5
    stages_ms = run.summary["stages_ms"]
    assert sum(stages_ms.values()) > by_batch_ms + INTERVAL_MS / 2 - 5


def test_processing_delay_stays_level_while_a_queue_grows(tmp_path: Path) -> None:
    made = Made(api="dstreams", setting="500ms", overload=1.5)
    run = analyse(write_run(tmp_path / "run", made))
    delay_ms = [e["processingEndTime"] - e["processingStartTime"] for e in run.record.progress]
    assert max(delay_ms) * 2 < run.summary["latency_ms"]["p50"]
    assert run.summary["stages_ms"]["processing"] <= max(delay_ms)
    assert run.summary["stages_ms"]["scheduling"] > max(delay_ms)
