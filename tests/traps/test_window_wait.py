"""Results that wait for their window: no engine, however quick, could have shown them sooner."""

from pathlib import Path

import numpy as np
import pytest

from analysis.run import Run
from analysis.summary import analyse
from loadgen.units import NS_PER_MS
from tests.analysis import remade
from tests.analysis.synthetic import Made, write_run
from tests.traps.by_line import latencies_ms
from tests.traps.real import codes

WINDOW_MS, DELAY_MS = 1_000, 400


def windowed(path: Path, base_ms: float) -> Run:
    """Counts of windows in append mode, of an engine whose batches cost so much."""
    write_run(path, Made(base_ms=base_ms, duration="14s", tail="3s"))
    return analyse(remade.windowed(path, WINDOW_MS, DELAY_MS))


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return windowed(tmp_path_factory.mktemp("quick") / "run", 20.0)


def test_it_is_a_stage_and_none_of_the_engines(quick: Run) -> None:
    stages_ms = quick.summary["stages_ms"]
    # Half of a window on average, then its watermark, and no more than a batch or two.
    least_ms = WINDOW_MS / 2 + DELAY_MS
    assert least_ms < stages_ms["window_wait"] < least_ms + 150
    engine_ms = sum(stages_ms[stage] for stage in ("scheduling", "processing", "commit"))
    assert engine_ms < 40
    assert sum(stages_ms.values()) == pytest.approx(latencies_ms(quick.measured).mean(), abs=1e-6)
    # By what a line took from its batch's start on, the engine would have been 20 times as slow.
    assert quick.stages is not None
    taken = np.searchsorted(quick.batches.lines, _measured(quick), side="right")
    from_batch_ms = (_visible_ns(quick) - quick.batches.start_ns[taken]).mean() / NS_PER_MS
    assert from_batch_ms > 20 * engine_ms


def test_it_is_no_backlog(quick: Run) -> None:
    assert codes(quick) == {}


def test_an_engine_that_is_slower_shows_in_what_is_left(quick: Run, tmp_path: Path) -> None:
    slow = windowed(tmp_path / "run", 200.0)
    waits = [run.summary["stages_ms"]["boundary_wait"] for run in (quick, slow)]
    assert waits[1] > waits[0] + 60
    # In the latency, the windows hide most of it: it isn't even twice as long.
    p50 = [run.summary["latency_ms"]["p50"] for run in (quick, slow)]
    assert p50[0] < p50[1] < 1.5 * p50[0]


def _measured(run: Run) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    (lane,) = run.measured.lanes
    return np.arange(lane.first, lane.stop)


def _visible_ns(run: Run) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return run.measured.each()[2]
