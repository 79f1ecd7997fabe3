import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis import backlog
from analysis.latency import Lines
from analysis.record import Columns, Int64
from tests.analysis.synthetic import MS

S = 1_000 * MS


def lines_at(rate: int, seconds: int) -> Lines:
    due = np.arange(rate * seconds, dtype=np.int64) * S // rate
    return Lines(due, due, due)


def results(times_ns: Int64, counts: Int64) -> Columns:
    return {"batch": np.arange(len(counts)), "lines": counts, "visible_ns": times_ns}


def falling_behind(share: float, every_ms: int = 500, until_s: int = 30) -> backlog.Growth | None:
    """A system that gets all but a share of 1,000 lines/s done; 2 s of 20 s are warm-up."""
    lines = lines_at(1000, 20)
    times = np.arange(every_ms, until_s * 1000, every_ms, dtype=np.int64) * MS
    done = ((times / S) * 1000 * (1 - share)).astype(np.int64)
    return backlog.growth(lines, slice(2_000, 20_000), results(times, done))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.25, 0.9])
@pytest.mark.parametrize("every_ms", [2, 20, 500])
def test_the_share_that_isnt_got_done_shows(share: float, every_ms: int) -> None:
    growth = falling_behind(share, every_ms)
    assert growth is not None
    assert growth.share == pytest.approx(share, abs=5e-4)
    assert growth.drift_ms == pytest.approx(18_000 * share / (1 - share), rel=0.01, abs=10)
    if share > 0.01:  # below, whole lines round it off
        assert growth.rising > 0.99
        assert growth.last_ms > growth.first_ms


def test_two_results_are_no_trend() -> None:
    assert falling_behind(0.5, every_ms=4_000, until_s=9) is None
    assert falling_behind(0.5, every_ms=4_000, until_s=13) is None  # one began in the warm-up
    assert falling_behind(0.5, every_ms=4_000, until_s=17) is not None


def test_batches_that_double_are_told_from_few() -> None:
    # Twice what it gets done: each batch takes what came while the one before it ran.
    ends_ns = np.cumsum(S * 2 ** np.arange(7) // 4)
    counts = np.concatenate(([0], ends_ns[:-1])) * 1000 // S
    growth = backlog.growth(lines_at(1000, 10), slice(1_000, 10_000), results(ends_ns, counts))
    assert growth is not None
    assert growth.rising == 1
    assert growth.share == pytest.approx(1 - 1 / 2**2)


def test_a_pause_is_no_trend() -> None:
    times = np.arange(200, 20_000, 200, dtype=np.int64) * MS
    counts = np.maximum(times // MS - 150, 0)
    paused = (times >= 9 * S) & (times < 14 * S)
    seen = results(times[~paused], counts[~paused])
    growth = backlog.growth(lines_at(1000, 20), slice(0, 20_000), seen)
    assert growth is not None
    assert abs(growth.gain) < 0.01
    assert growth.share <= growth.gain or growth.share == 0


def test_a_rising_rate_is_no_backlog() -> None:
    due = (np.sqrt(np.arange(40_000) / 100) * S).astype(np.int64)  # 200 t lines/s, for 20 s
    times = np.arange(300, 20_000, 300, dtype=np.int64) * MS
    counts = np.searchsorted(due, times - 250 * MS)
    lines = Lines(due, due, due)
    growth = backlog.growth(lines, slice(5_000, 40_000), results(times, counts))
    assert growth is not None
    assert abs(growth.gain) < 1e-3


def test_what_waits_at_a_moment() -> None:
    lines = lines_at(10, 2)
    seen = results(np.array([150, 1_000, 5_000], np.int64) * MS, np.array([1, 8, 20]))
    waiting = [backlog.waiting_ms(lines, seen, at * MS) for at in (50, 120, 150, 999, 1_000, 5_000)]
    assert waiting == [50.0, 120.0, 50.0, 899.0, 200.0, 0.0]
    assert backlog.waiting_ms(lines, results(lines.due_ns[:0], lines.due_ns[:0]), 0) == 0


@given(hnp.arrays(np.int64, st.tuples(st.just(2), st.integers(0, 25)), elements=st.integers(0, 50)))
def test_the_trend_is_the_median_over_all_pairs(points: Int64) -> None:
    times, values = np.sort(points[0]), points[1]
    pairs = [
        (values[j] - values[i], times[j] - times[i])
        for i in range(len(times))
        for j in range(i + 1, len(times))
        if times[j] > times[i]
    ]
    slope, rising = backlog.trend(times, values)
    if not pairs:
        assert (slope, rising) == (0.0, 0.0)
        return
    assert slope == pytest.approx(np.median([rise / apart for rise, apart in pairs]))
    assert rising == pytest.approx(np.mean([rise > 0 for rise, _ in pairs]))
