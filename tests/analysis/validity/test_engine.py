from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis import backlog
from analysis.backlog import Growth, Slope
from analysis.run import Run
from analysis.summary import analyse
from analysis.validity import engine
from analysis.validity.finding import Level
from loadgen.schedule import Constant
from tests.analysis.by_hand import START_NS, Given, batches, ints, results
from tests.analysis.synthetic import MS, write_run
from tests.analysis.validity.changes import INVALID, SUSPECT, level, saying, told

S = 1_000 * MS
STEADY = Slope(0.0, -0.1, 0.1, 0.5)


WARMUP_NS = 2 * S


def behind(run: Run, share: float, median_ms: float | None, results_after: int = 0) -> Run:
    """The run, with a system that gets all but a share of 1,000 lines/s done.

    Args:
        run: whatever else is of this one.
        share: of the lines.
        median_ms: the median latency that its summary tells of.
        results_after: how many results, the first ones, aren't told of.
    """
    times = np.arange(20, 16_000, 20, dtype=np.int64) * MS
    done = (times / S * 1000 * (1 - share)).astype(np.int64)
    times, done = times[results_after:] + START_NS, done[results_after:]
    sent = (ints(12_000), ints(START_NS))
    lines = Given(Constant(1000, 12 * S), [sent], [done], times).lines()
    measured = lines.within(START_NS + WARMUP_NS, START_NS + 12 * S)
    run = replace(run, lines=lines, measured=measured)
    run = replace(run, visible=results(done, times))
    return saying(run, latency_ms={"p50": median_ms})


@pytest.mark.parametrize(
    ("share", "median_ms", "expected"),
    [
        (0.0, 100.0, None),
        # By the share of the load alone: its drift over the 10 s is little beside the median.
        (0.099, 10_000.0, None),
        (0.101, 10_000.0, SUSPECT),
        (0.249, 10_000.0, SUSPECT),
        (0.251, 10_000.0, INVALID),
        (0.251, None, INVALID),
        # By the drift, 204 ms here, beside the median.
        (0.02, 415.0, None),
        (0.02, 400.0, SUSPECT),
        (0.02, 208.0, SUSPECT),
        (0.02, 200.0, INVALID),
        (0.02, None, None),
        # A drift of 20 ms is what chance makes of it.
        (0.0018, 5.0, None),
        (0.0023, 5.0, INVALID),
    ],
)
def test_backlog_growing(
    run: Run, share: float, median_ms: float | None, expected: Level | None
) -> None:
    assert level(engine.backlog_growing(behind(run, share, median_ms))) is expected


def test_backlog_growing_wants_points(run: Run) -> None:
    growing = behind(run, 0.3, 10_000.0)
    assert level(engine.backlog_growing(growing)) is INVALID
    # Those after the last have no line that was due in the window; the first one began before it.
    last = int(np.flatnonzero(growing.measured.fresh)[-1]) + 1
    for few, expected in ((4, INVALID), (3, None)):
        short = behind(run, 0.3, 10_000.0, results_after=last - few)
        assert level(engine.backlog_growing(short)) is expected


@pytest.mark.parametrize(
    ("low", "rising", "expected"),
    [
        (0.01, 0.6, INVALID),
        (0.0, 1.0, None),
        (-0.01, 1.0, None),
        # Too few points for an interval.
        (-np.inf, 1.0, INVALID),
        (-np.inf, 0.99, None),
    ],
)
def test_backlog_growing_wants_points_that_rise(
    run: Run, monkeypatch: pytest.MonkeyPatch, low: float, rising: float, expected: Level | None
) -> None:
    gain = Slope(0.5, low, 0.6 if np.isfinite(low) else np.inf, rising)
    growth = Growth(gain, 5_000, 100, 5_100, 100)
    monkeypatch.setattr(backlog, "growth", lambda *_: growth)
    found = engine.backlog_growing(run)
    assert level(found) is expected
    if found is not None:
        assert "took 100 ms, that of the last 5,100 ms" in found.evidence
        assert "+500 ms per second of load" in found.evidence
        interval = "(95% interval +10 to +600)"
        assert (interval in found.evidence) == np.isfinite(low)


def test_files_may_be_as_old_as_they_gather(of_files: Run, run: Run) -> None:
    for share, of_file in ((0.011, None), (0.013, INVALID)):
        assert level(engine.backlog_growing(behind(of_files, share, 5.0))) is of_file
        assert level(engine.backlog_growing(behind(run, share, 5.0))) is INVALID


@pytest.mark.parametrize(
    ("waiting_ms", "usual_ms", "expected"),
    [
        (200.0, 100.0, None),
        (200.1, 100.0, SUSPECT),
        (20.0, 1.0, None),
        (20.1, 1.0, SUSPECT),
    ],
)
def test_backlog_at_start(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    waiting_ms: float,
    usual_ms: float,
    expected: Level | None,
) -> None:
    growth = Growth(STEADY, 0, usual_ms, usual_ms, usual_ms)
    monkeypatch.setattr(backlog, "growth", lambda *_: growth)
    monkeypatch.setattr(backlog, "waiting_ms", lambda *_: waiting_ms)
    assert level(engine.backlog_at_start(run)) is expected
    monkeypatch.setattr(backlog, "growth", lambda *_: None)
    assert engine.backlog_at_start(run) is None


def test_what_a_file_gathers_is_no_backlog(of_files: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlog, "growth", lambda *_: Growth(STEADY, 0, 1, 1, 1))
    for waiting_ms, expected in ((120.0, None), (120.1, SUSPECT)):
        monkeypatch.setattr(backlog, "waiting_ms", lambda *_, waiting_ms=waiting_ms: waiting_ms)
        assert level(engine.backlog_at_start(of_files)) is expected


def test_backlog_at_start_that_stays(of_files: Run) -> None:
    interval_ns = of_files.record.info["interval_ns"]
    first = int(np.flatnonzero(of_files.batches.lines > of_files.measured.lanes[0].first)[0])
    for row, queued_ns, expected in (
        (first, 2 * interval_ns, None),
        (first, 2 * interval_ns + 1, SUSPECT),
        (first + 1, 9 * interval_ns, None),  # later batches may have their bad moments
    ):
        job = of_files.batches.process_ns.copy()
        job[row] = of_files.batches.ready_ns[row] + queued_ns
        queued = replace(of_files, batches=replace(of_files.batches, process_ns=job))
        assert level(engine.backlog_at_start(queued)) is expected
        assert engine.backlog_at_start(told(queued, interval_ns=None)) is None
    unknown = replace(of_files.batches, batch=of_files.batches.batch + 1)
    assert engine.backlog_at_start(replace(of_files, batches=unknown)) is None
    assert engine.backlog_at_start(replace(of_files, batches=batches(ints()))) is None


def test_where_nothing_was_seen_nothing_had_waited(of_files: Run) -> None:
    unseen = replace(of_files, measured=of_files.measured.within(0, 0))
    assert engine.backlog_growing(unseen) is None
    assert engine.backlog_at_start(unseen) is None
    assert engine._first_queued_ms(unseen) == 0


def test_too_few_batches(run: Run) -> None:
    assert engine.too_few_batches(saying(run, batches=10)) is None
    few = saying(run, batches=9)
    assert level(engine.too_few_batches(few)) is SUSPECT
    assert level(engine.too_few_batches(saying(run, batches=3))) is SUSPECT
    assert level(engine.too_few_batches(saying(run, batches=2))) is INVALID
    floor = told(few, cell={**run.record.info["cell"], "api": "floor"})
    assert engine.too_few_batches(floor) is None
    assert engine.too_few_batches(told(few, status="failed")) is None


def test_observers_disagree_about_lines(run: Run) -> None:
    def apart(by: int) -> Run:
        lines = run.batches.lines.copy()
        lines[20] += by
        return replace(run, batches=replace(run.batches, lines=lines))

    all_lines = int(run.record.visible["lines"][-1])
    assert engine.observers_disagree(apart(0)) is None
    assert level(engine.observers_disagree(apart(1))) is SUSPECT
    assert level(engine.observers_disagree(apart(all_lines // 100))) is SUSPECT
    assert level(engine.observers_disagree(apart(all_lines // 100 + 1))) is INVALID
    assert engine.observers_disagree(told(apart(500), status="failed")) is None
    floor = told(apart(500), cell={**run.record.info["cell"], "api": "floor"})
    assert engine.observers_disagree(floor) is None


def test_observers_disagree_about_time(run: Run) -> None:
    seen_ns = run.record.visible["visible_ns"]

    def timed(column: str, by_ns: int) -> Run:
        times = getattr(run.batches, column).copy()
        times[20] = seen_ns[20] + by_ns
        return replace(run, batches=replace(run.batches, **{column: times}))

    assert engine.observers_disagree(timed("end_ns", -50 * MS)) is None
    assert level(engine.observers_disagree(timed("end_ns", -50 * MS - 1))) is SUSPECT
    assert engine.observers_disagree(timed("start_ns", 5 * MS)) is None
    assert level(engine.observers_disagree(timed("start_ns", 5 * MS + 1))) is SUSPECT


def test_observers_disagree_where_one_is_silent(run: Run, tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    (path / "progress.jsonl").write_text("")
    silent = analyse(path)
    found = engine.observers_disagree(silent)
    assert found is not None
    assert found.level is SUSPECT
    assert silent.summary["progress_latency_ms"]["p50"] is None
    unknown = {name: column[:-1] for name, column in run.record.visible.items()}
    missing = engine.observers_disagree(replace(run, visible=unknown))
    assert missing is not None
    assert "1 batches are known to only one" in missing.evidence


def test_one_observer_alone_has_nobody_to_disagree_with(run: Run) -> None:
    lines = run.batches.lines + 500
    apart = replace(run, batches=replace(run.batches, lines=lines))
    assert level(engine.observers_disagree(apart)) is INVALID
    for silent in ("results", "progress"):
        observers = {"results": True, "progress": True} | {silent: False}
        assert engine.observers_disagree(told(apart, observers=observers)) is None


def test_results_of_an_engine_without_an_account_are_counted(run: Run) -> None:
    few = saying(run, batches=9)
    assert level(engine.too_few_batches(told(few, observers={"progress": False}))) is SUSPECT


def test_what_was_there_before_the_query_is_no_backlog_of_its(run: Run) -> None:
    given = {"lines": 12_000, "start_ns": 1, "end_ns": 2}
    growing = behind(run, 0.3, 10_000.0)
    assert level(engine.backlog_growing(growing)) is INVALID
    assert engine.backlog_growing(told(growing, backlog=given)) is None
    one = told(saying(run, batches=1), backlog=given)
    assert engine.too_few_batches(one) is None
    assert level(engine.too_few_batches(told(one, backlog=None))) is INVALID
