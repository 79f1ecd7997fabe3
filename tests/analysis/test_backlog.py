from statistics import mean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis import backlog
from analysis.backlog import Slope
from analysis.lines import Lane, Lines
from analysis.record import Int64
from analysis.steps import Steps
from loadgen.lanes import LaneView
from loadgen.schedule import Constant, Ramp, Schedule
from tests.analysis.by_hand import Given, ints, loads, moments, results, windows
from tests.analysis.synthetic import MS

S = 1_000 * MS


def seen_of(plan: Schedule, times_ns: Int64, counts: Int64, start_ns: int = 0) -> Lines:
    """Lines that were seen when results had them; they left when they were due."""
    sent = Steps(np.arange(1, plan.count + 1), plan.due_ns(np.arange(plan.count)) + start_ns)
    seen = Steps.of(counts, times_ns + start_ns, plan.count)
    return Lines((Lane(LaneView(plan, 0, 1), start_ns, 0, plan.count, sent, seen),))


def falling_behind(share: float, every_ms: int = 500, until_s: int = 30) -> backlog.Growth | None:
    """A system that gets all but a share of 1,000 lines/s done; 2 s of 20 s are warm-up."""
    times = np.arange(every_ms, until_s * 1000, every_ms, dtype=np.int64) * MS
    done = ((times / S) * 1000 * (1 - share)).astype(np.int64)
    lines = seen_of(Constant(1000, 20 * S), times, done)
    return backlog.growth(lines.within(2 * S, 20 * S), results(done, times))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.25, 0.9])
@pytest.mark.parametrize("every_ms", [2, 20, 500])
def test_the_share_that_isnt_got_done_shows(share: float, every_ms: int) -> None:
    growth = falling_behind(share, every_ms)
    assert growth is not None
    assert growth.share == pytest.approx(share, abs=5e-4)
    assert growth.drift_ms == pytest.approx(18_000 * share / (1 - share), rel=0.01, abs=10)
    assert growth.gain.low <= growth.gain.median <= growth.gain.high
    assert growth.gain.rises == (share > 0)
    if share > 0.01:  # below, whole lines round it off
        assert growth.gain.rising > 0.99
        assert growth.last_ms > growth.first_ms


def test_two_results_are_no_trend() -> None:
    assert falling_behind(0.5, every_ms=4_000, until_s=9) is None
    assert falling_behind(0.5, every_ms=4_000, until_s=13) is None  # one began in the warm-up
    three = falling_behind(0.5, every_ms=4_000, until_s=17)
    assert three is not None
    assert (three.gain.low, three.gain.high) == (-np.inf, np.inf)
    assert three.gain.rises


def test_batches_that_double_are_told_from_few() -> None:
    # Twice what it gets done: each batch takes what came while the one before it ran.
    ends_ns = np.cumsum(S * 2 ** np.arange(7) // 4)
    counts = np.concatenate(([0], ends_ns[:-1])) * 1000 // S
    lines = seen_of(Constant(1000, 10 * S), ends_ns, counts)
    growth = backlog.growth(lines.within(S, 10 * S), results(counts, ends_ns))
    assert growth is not None
    assert growth.gain.rising == 1
    assert growth.gain.rises
    assert growth.share == pytest.approx(1 - 1 / 2**2)


# Each batch takes 1.5 times as long as the one before, and as many lines as came meanwhile.
ENDS_MS = np.array([20, 50, 95, 162, 264, 417, 430])
COUNTS = np.array([0, 20, 50, 95, 162, 264, 417])


def growing(counts: Int64, ends_ms: Int64, load_ms: int) -> backlog.Growth | None:
    ends_ns = ends_ms * MS
    lines = seen_of(Constant(1000, load_ms * MS), ends_ns, counts)
    return backlog.growth(lines, results(counts, ends_ns))


def test_what_the_end_of_the_load_leaves_is_no_whole_batch() -> None:
    # The last one only has what came in 3 ms; its oldest line is from 264 ms on.
    counts = np.minimum(COUNTS, 267)
    growth = growing(counts, np.minimum(ENDS_MS, 430), 267)
    assert growth is not None
    assert (growth.last_ms, growth.gain.rising) == (417 - 162, 1)
    assert growth.gain.rises
    # While the load goes on, it is as good as any.
    growth = growing(counts, np.minimum(ENDS_MS, 430), 268)
    assert growth is not None
    assert (growth.last_ms, growth.gain.rising) == (430 - 264, 13 / 15)


def test_what_took_longest_in_spite_of_the_end_counts() -> None:
    growth = growing(COUNTS, np.append(ENDS_MS[:-1], 600), 417)
    assert growth is not None
    assert (growth.last_ms, growth.gain.rising) == (600 - 264, 1)


def test_of_three_results_none_is_left_out() -> None:
    growth = growing(ints(10, 40, 60), ints(20, 60, 65), 60)
    assert growth is not None
    assert (growth.first_ms, growth.last_ms, growth.gain.rising) == (20, 65 - 40, 2 / 3)
    assert not growth.gain.rises


def test_a_pause_is_no_trend() -> None:
    times = np.arange(200, 20_000, 200, dtype=np.int64) * MS
    counts = np.maximum(times // MS - 150, 0)
    paused = (times >= 9 * S) & (times < 14 * S)
    seen = results(counts[~paused], times[~paused])
    lines = seen_of(Constant(1000, 20 * S), times[~paused], counts[~paused])
    growth = backlog.growth(lines, seen)
    assert growth is not None
    assert abs(growth.gain.median) < 0.01
    assert growth.share <= growth.gain.median or growth.share == 0
    assert not growth.gain.rises


def test_a_rising_rate_is_no_backlog() -> None:
    plan = Ramp(0.0, 4_000.0, 20 * S)  # 200 t lines/s
    times = np.arange(300, 20_000, 300, dtype=np.int64) * MS
    counts = plan.counts_due(times - 250 * MS)
    lines = seen_of(plan, times, counts).within(7 * S, 20 * S)
    growth = backlog.growth(lines, results(counts, times))
    assert growth is not None
    assert abs(growth.gain.median) < 1e-3


def test_what_came_down_is_no_share_of_the_load() -> None:
    slope = Slope(-0.2, -0.3, -0.1, 0.0)
    assert backlog.Growth(slope, -2_000, 900, 100, 100).share == 0
    assert backlog.Growth(Slope(1.0, 0.9, 1.1, 1.0), 9_000, 1, 1, 1).share == 0.5


def test_first_last_and_usual_are_of_the_oldest_lines() -> None:
    # Results 100 ms apart have 10 lines each, the oldest 100, 110, ... ms old.
    times = (np.arange(1, 9) * 110) * MS
    lines = seen_of(Constant(100, S), times, np.arange(1, 9) * 10)
    growth = backlog.growth(lines, results(np.arange(1, 9) * 10, times))
    assert growth is not None
    assert (growth.first_ms, growth.last_ms, growth.usual_ms) == (110, 180, 120)
    assert growth.drift_ms == pytest.approx(0.1 * 990)


@given(windows())
def test_only_results_whose_oldest_line_counts_are_points(window: tuple[Given, int, int]) -> None:
    load, since_ns, until_ns = window
    measured = load.lines().within(since_ns, until_ns)
    every = load.one_by_one()
    right = []
    for row in range(len(load.seen_ns)):
        due = [line.due_ns for line in every if line.result == row]
        if any(since_ns <= ns < until_ns for ns in due) and min(due) >= since_ns:
            right.append((min(due), row))
    due_ns, result = backlog._oldest(measured, np.arange(len(load.seen_ns)))
    assert list(zip(due_ns.tolist(), result.tolist(), strict=True)) == right


def test_what_waits_at_a_moment() -> None:
    lines = seen_of(Constant(10, 2 * S), ints(150, 1_000, 5_000) * MS, ints(1, 8, 20))
    waiting = [backlog.waiting_ms(lines, at * MS) for at in (50, 120, 150, 999, 1_000, 5_000)]
    assert waiting == [50.0, 120.0, 50.0, 899.0, 200.0, 0.0]
    assert backlog.waiting_ms(lines.within(0, 0), 0) == 0
    assert backlog.waiting_ms(Lines(()), 0) == 0


@given(loads(), moments(1_000))
def test_of_several_lanes_the_line_that_waits_longest_counts(load: Given, at_ns: int) -> None:
    waits = [
        at_ns - line.due_ns
        for line in load.one_by_one()
        if line.due_ns <= at_ns and not 0 <= line.visible_ns <= at_ns
    ]
    assert backlog.waiting_ms(load.lines(), at_ns) == max(waits, default=0) / MS


# The slope and its interval.


@given(hnp.arrays(np.int64, st.tuples(st.just(2), st.integers(0, 25)), elements=st.integers(0, 50)))
def test_the_trend_is_the_median_over_all_pairs(points: Int64) -> None:
    times, values = np.sort(points[0]), points[1]
    pairs = [
        (values[j] - values[i], times[j] - times[i])
        for i in range(len(times))
        for j in range(i + 1, len(times))
        if times[j] > times[i]
    ]
    slope = backlog.trend(times, values)
    if not pairs:
        assert slope == Slope(0.0, 0.0, 0.0, 0.0)
        assert not slope.rises
        return
    slopes = [rise / apart for rise, apart in pairs]
    assert slope.median == pytest.approx(np.median(slopes))
    assert slope.rising == pytest.approx(np.mean([rise > 0 for rise, _ in pairs]))
    assert slope.low <= slope.median <= slope.high


def test_the_interval_is_sens() -> None:
    # The slopes of squares at 0 to 9 are the sums of two places: 45 of them, from 1 to 17. For 10
    # points Kendall's S has a deviation of sqrt(10 * 9 * 25 / 18) = 11.18, of which 1.96 are 21.91.
    # So the ends are the 11th slope ((45 - 21.91) / 2) and the 35th ((45 + 21.91) / 2 + 1):
    # 9 sums are 5 or less, 12 are 6 or less.
    places = np.arange(10)
    assert backlog.trend(places, places**2) == Slope(9.0, 6.0, 12.0, 1.0)
    # Turned round, the same with the other sign.
    assert backlog.trend(places, -(places**2)) == Slope(-9.0, -12.0, -6.0, 0.0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3], Slope(1.0, -np.inf, np.inf, 1.0)),
        ([1, 4, 2], Slope(0.5, -np.inf, np.inf, 2 / 3)),
        ([3, 2, 1], Slope(-1.0, -np.inf, np.inf, 0.0)),
    ],
)
def test_three_points_have_no_interval_and_rise_if_all_do(
    values: list[int], expected: Slope
) -> None:
    slope = backlog.trend(np.arange(3), ints(*values))
    assert slope == expected
    assert slope.rises == (values == [1, 2, 3])


def test_from_six_points_on_there_is_an_interval() -> None:
    # Five have 10 slopes and a deviation of 4.08: (10 - 8.002) / 2 is below the first. Six have 15
    # and 5.32: the 2nd and the 14th, which are sums of 2 and of 8.
    for few in (4, 5):
        assert backlog.trend(np.arange(few), np.arange(few) ** 2).low == -np.inf
    assert backlog.trend(np.arange(6), np.arange(6) ** 2) == Slope(5.0, 2.0, 8.0, 1.0)


@pytest.mark.parametrize(("low", "rising", "rises"), [(1e-9, 0.6, True), (0.0, 1.0, False)])
def test_an_interval_above_0_rises(low: float, rising: float, rises: bool) -> None:  # noqa: FBT001
    assert Slope(0.1, low, 0.2, rising).rises is rises


@pytest.mark.parametrize("points", [8, 40])
def test_the_interval_holds_the_slope_as_often_as_it_says(points: int) -> None:
    rng = np.random.default_rng([7, points])
    held, risen = [], []
    for _ in range(400):
        times = np.sort(rng.integers(0, 10**6, points))
        noise = 1e5 * rng.standard_t(2, points)  # tails such as a garbage collector makes
        slope = backlog.trend(times, (0.5 * times + noise).astype(np.int64))
        held.append(slope.low <= 0.5 <= slope.high)
        risen.append(backlog.trend(times, noise.astype(np.int64)).rises)
    assert 0.93 < mean(held) < 0.995
    assert mean(risen) < 0.045


@given(windows(), st.data())
def test_the_oldest_line_of_a_batch_is_that_of_any_of_its_rows(
    window: tuple[Given, int, int], data: st.DataObject
) -> None:
    load, since_ns, until_ns = window
    rows = len(load.seen_ns)
    batch = np.sort(data.draw(hnp.arrays(np.int64, rows, elements=st.integers(0, rows))))
    every = [line for line in load.one_by_one() if line.result >= 0]
    right = []
    for number in np.unique(batch):
        lines = [line for line in every if batch[line.result] == number]
        oldest = min(lines, key=lambda line: (line.due_ns, line.result), default=None)
        if oldest is not None and since_ns <= oldest.due_ns < until_ns:
            right.append((oldest.due_ns, oldest.result))
    measured = load.lines().within(since_ns, until_ns)
    due_ns, result = backlog._oldest(measured, batch)
    assert list(zip(due_ns.tolist(), result.tolist(), strict=True)) == sorted(
        right, key=lambda point: point[1]
    )


def test_rows_of_a_batch_are_one_point() -> None:
    times = (np.arange(1, 9) * 110) * MS
    whole = np.arange(1, 9) * 10
    rows = np.repeat(times, 2) - np.tile(ints(5, 0) * MS, 8)
    counts = np.stack([whole - 5, whole], axis=1).ravel()
    lines = seen_of(Constant(100, S), rows, counts)
    seen = dict(results(counts, rows)) | {"batch": np.repeat(np.arange(8), 2)}
    growth = backlog.growth(lines, seen)
    assert growth is not None
    # Each batch's oldest line came with its first row, 5 ms before the last.
    assert (growth.first_ms, growth.last_ms, growth.usual_ms) == (105, 175, 115)


def test_the_end_of_the_load_is_known_by_its_batch() -> None:
    # The last batch is a short one, and the load's last line comes with its second row.
    counts, ends_ms = np.append(np.minimum(COUNTS, 266), 267), np.append(ENDS_MS, 431)
    lines = seen_of(Constant(1000, 267 * MS), ends_ms * MS, counts)
    for last, rising in ((6, 1), (7, 13 / 15)):
        seen = dict(results(counts, ends_ms * MS)) | {"batch": ints(0, 1, 2, 3, 4, 5, 6, last)}
        growth = backlog.growth(lines, seen)
        assert growth is not None
        assert growth.gain.rising == pytest.approx(rising)
