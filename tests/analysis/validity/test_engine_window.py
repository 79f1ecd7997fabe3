"""Whether an engine keeps up whose results wait for their windows."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import backlog
from analysis.run import Run
from analysis.validity import engine
from analysis.validity.finding import Level
from loadgen.schedule import Constant
from tests.analysis.by_hand import START_NS, Given, batches, ints, results
from tests.analysis.synthetic import MS
from tests.analysis.validity.changes import INVALID, SUSPECT, level, saying, told

S = 1_000 * MS
WARMUP_NS = 2 * S


def waiting(run: Run, share: float, stall_ms: int = 0) -> Run:
    """The run, whose results come a window of 2 s at a time.

    Args:
        run: whatever else is of this one.
        share: of the lines, that its batches of 100 ms don't get done.
        stall_ms: how long none of them ended when the measured window began.
    """
    ends = START_NS + np.arange(100, 16_100, 100, dtype=np.int64) * MS
    warm_ns = START_NS + WARMUP_NS
    ends = ends[(ends < warm_ns) | (ends >= warm_ns + stall_ms * MS)]
    done = ((ends - START_NS) / S * 1000 * (1 - share)).astype(np.int64)
    account = batches(np.arange(len(ends)), start_ns=ends - 100 * MS, lines=done, end_ns=ends)
    seen_ns = START_NS + np.arange(2, 18, 2, dtype=np.int64) * S + 900 * MS
    seen = ((seen_ns - START_NS) // (2 * S) * 2_000).astype(np.int64)
    load = Given(Constant(1000, 12 * S), [(ints(12_000), ints(START_NS))], [seen], seen_ns)
    lines = load.lines()
    measured = lines.within(START_NS + WARMUP_NS, START_NS + 12 * S)
    run = replace(run, lines=lines, measured=measured, batches=account)
    run = replace(run, visible=results(seen, seen_ns))
    return told(saying(run, latency_ms={"p50": 1_500.0}), withheld=True)


@pytest.mark.parametrize(("share", "expected"), [(0.0, None), (0.15, INVALID), (0.3, INVALID)])
def test_a_backlog_shows_in_what_takes_lines_that_wait_for_their_window(
    run: Run, share: float, expected: Level | None
) -> None:
    found = waiting(run, share)
    assert level(engine.backlog_growing(found)) is expected
    # By the results alone nothing grows: each comes as long after its window as any.
    growth = backlog.growth(found.measured, found.visible)
    assert growth is not None
    assert growth.gain.median == 0


def test_a_wait_for_the_window_is_no_backlog_at_the_start(run: Run) -> None:
    steady = waiting(run, 0.0)
    assert engine.backlog_at_start(steady) is None
    # Though a line has waited for 2 s by then, and more.
    assert backlog.waiting_ms(steady.lines, START_NS + 2_800 * MS) == 2_800
    # What nothing takes is a backlog, even if it is taken before its window closes.
    stalled = waiting(run, 0.0, stall_ms=600)
    measured = stalled.lines.within(START_NS + WARMUP_NS + 550 * MS, START_NS + 12 * S)
    stalled = replace(stalled, measured=measured)
    found = engine.backlog_at_start(stalled)
    assert level(found) is SUSPECT
    assert found is not None
    assert "had waited for 650 ms, where 100 ms are usual" in found.evidence
    given = {"lines": 12_000, "start_ns": 1, "end_ns": 2}
    assert engine.backlog_at_start(told(stalled, backlog=given)) is None
