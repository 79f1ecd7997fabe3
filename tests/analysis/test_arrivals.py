from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.arrivals import Ages, Even, ages
from analysis.samples import Samples, distribution
from analysis.triggers import trigger_of
from tests.analysis.by_hand import ints
from tests.analysis.made_queries import START_MS, MadeQuery, event
from tests.analysis.test_samples import tiny

EVER = float("-inf")
FINE_MS = 8.0
"""How far the made queries' own timing can put an even estimate off: asking, and whole ms."""


def of(events: list[dict[str, Any]], since_ms: float = EVER) -> Ages:
    return ages([trigger_of(one) for one in events], since_ms)


def listed_ms(samples: Samples) -> NDArray[np.float64]:
    return np.array(samples.at(range(1, samples.known + 1))) / 1e6


# Rows that come evenly.


@st.composite
def evens(draw: st.DrawFn) -> Even:
    stretches = draw(
        st.lists(
            st.tuples(st.integers(0, 90_000), st.integers(1, 40), st.integers(1, 50)),
            min_size=1,
            max_size=6,
        )
    )
    gap_ns, width_us, rows = (ints(*column) for column in zip(*stretches, strict=True))
    since_ns = np.cumsum(gap_ns) + np.cumsum(width_us * 1000) - width_us * 1000
    return Even(since_ns, width_us, rows)


@given(evens(), st.lists(st.integers(-10, 800_000), max_size=20))
def test_how_many_have_come_is_the_inverse_of_when(even: Even, times_ns: list[int]) -> None:
    came_ns = even.due_ns(np.arange(even.upto[-1]))
    assert (np.diff(came_ns) >= 0).all()
    asked = np.concatenate([ints(*times_ns), came_ns, came_ns - 1])
    right = [(came_ns <= ns).sum() for ns in asked]
    assert even.due_upto(asked).tolist() == right


@given(evens())
def test_rows_lie_in_the_middle_of_their_shares(even: Even) -> None:
    came_ns = np.split(even.due_ns(np.arange(even.upto[-1])), even.upto[:-1])
    for since_ns, width_us, rows, came in zip(
        even.since_ns, even.width_us, even.rows, came_ns, strict=True
    ):
        exact = since_ns + (np.arange(rows) + 0.5) * width_us * 1000 / rows
        assert (np.abs(came - exact) <= 1000).all()
    assert even.mean_ns() == pytest.approx(np.concatenate(came_ns).mean(), abs=1000)


def test_a_billion_rows_in_an_hour_are_no_more_work() -> None:
    even = Even(ints(0), ints(3_600_000_000), ints(1_000_000_000))
    last = ints(999_999_999)
    assert even.due_ns(last).tolist() == [3_599_999_998_000]
    assert even.due_upto(even.due_ns(last)).tolist() == [1_000_000_000]


# Against the truth.


@st.composite
def queries(draw: st.DrawFn) -> MadeQuery:
    """Queries of all kinds: rows in ones and in crowds, triggers quick, slow and overrun."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    gaps_ms = rng.exponential(draw(st.sampled_from([0.5, 20.0, 400.0, 9_000.0])), 60)
    crowds = rng.random(60) < draw(st.sampled_from([0.0, 0.5, 0.95]))
    return MadeQuery(
        np.cumsum(np.where(crowds, 0.0, gaps_ms)),
        interval_ms=draw(st.sampled_from([0, 100, 1000, 10_000])),
        limit=draw(st.sampled_from([3, 10**9])),
        seed=draw(st.integers(0, 10_000)),
        long_ms=draw(st.sampled_from([3.0, 80.0, 700.0])),
    )


def check(found: Ages, true_ms: list[float]) -> None:
    """Every order statistic of the truth lies between those of the bounds."""
    true = np.sort(true_ms)
    assert found.least.known == len(true)
    assert found.most.known + found.held_back == len(true)
    assert (listed_ms(found.least) <= true).all()
    most = listed_ms(found.most)
    assert (true[: len(most)] <= most).all()
    assert (listed_ms(found.even) <= most).all()
    assert (listed_ms(found.least)[: len(most)] <= listed_ms(found.even)).all()


@given(queries())
@settings(max_examples=60)
def test_no_row_takes_less_than_the_least_or_more_than_the_most(query: MadeQuery) -> None:
    found = of(query.events)
    first = [] if found.unknown == 0 else query.done_ms[0]
    assert found.unknown == len(first)
    check(found, [ms for k, took in query.done_ms.items() if k or not first for ms in took])


@given(queries(), st.integers(0, 10_000))
@settings(max_examples=60)
def test_nor_if_some_triggers_were_not_told_of(query: MadeQuery, seed: int) -> None:
    rng = np.random.default_rng(seed)
    told = [one for one in query.events if rng.random() < 0.5]
    if any(one["sources"][0]["latestOffset"] for one in query.events):
        return  # which triggers left rows isn't known of those that weren't told of
    found = of(told)
    rows = [one for one in told if one["numInputRows"]]
    if found.unknown:
        rows = rows[1:]
    check(found, [ms for one in rows for ms in query.done_ms[one["batchId"]]])


@pytest.mark.parametrize("interval_ms", [0, 500, 2000])
@pytest.mark.parametrize("long_ms", [5.0, 80.0, 700.0])
@pytest.mark.parametrize("kind", ["constant", "poisson"])
def test_the_estimate_is_right_if_rows_come_evenly(
    interval_ms: int, long_ms: float, kind: str
) -> None:
    rng = np.random.default_rng(5)
    chance_ms = rng.exponential(2.0, 20_000)
    gaps_ms = np.full(20_000, 2.0) if kind == "constant" else chance_ms
    query = MadeQuery(np.cumsum(gaps_ms), interval_ms, long_ms=long_ms)
    true = np.sort([ms for k, took in query.done_ms.items() if k for ms in took])
    found = listed_ms(of(query.events).even)
    ranks = [len(true) * share // 1000 for share in (10, 250, 500, 900, 990, 999)]
    # Rows that come by chance crowd by chance too: some more than others in a stretch.
    off_ms = FINE_MS if kind == "constant" else FINE_MS + 0.02 * (interval_ms + long_ms)
    assert np.abs(found - true)[ranks].max() < off_ms


def test_a_lone_row_after_a_pause_is_not_taken_for_an_old_one() -> None:
    query = MadeQuery(np.arange(1, 6) * 4_000.0)
    found = distribution(of(query.events).most)
    assert query.done_ms[1][0] < 200
    assert found["max"] is not None
    assert found["max"] < 250  # the one before was 4 s ago


# Corner by corner.


def job(batch: int, start_ms: int, rows: int, **more: Any) -> dict[str, Any]:
    """A trigger of 100 ms: 10 for asking, and 50 in its job."""
    return event(batch, START_MS + start_ms, rows, latestOffset=10, addBatch=50,
                 triggerExecution=100, **more)  # fmt: skip


def test_the_first_triggers_rows_may_be_of_any_age() -> None:
    found = of([job(0, 0, 7, rows_per_s=0.0)])
    assert (found.unknown, found.least.known, found.held_back) == (7, 0, 0)
    assert distribution(found.even)["p50"] is None


def test_between_two_triggers_that_were_told_of_all_is_known() -> None:
    found = of([job(0, 0, 7), job(1, 1000, 90, rows_per_s=90.0)])
    assert listed_ms(found.least).tolist() == [49.0] * 90
    assert listed_ms(found.most).tolist() == [1101.0] * 90
    even = listed_ms(found.even)
    assert even[0] == pytest.approx(90 + 1000 / 180, abs=0.001)
    assert even[-1] == pytest.approx(1090 - 1000 / 180, abs=0.001)


def test_triggers_before_the_moment_only_tell_when_the_source_was_asked() -> None:
    events = [job(0, 0, 7), job(1, 1000, 90, rows_per_s=90.0)]
    assert listed_ms(of(events, START_MS + 1000).most).tolist() == [1101.0] * 90
    assert of(events, START_MS + 1001).least.known == 0


def test_one_that_was_not_told_of_is_known_by_the_rate() -> None:
    found = of([job(0, 0, 7), job(1, 60_000, 1, rows_per_s=90.9)])  # 11 ms before
    assert listed_ms(found.most).tolist() == [pytest.approx(100 + 1 + 11.0, abs=0.01)]
    assert listed_ms(found.even).tolist() == [pytest.approx(90 + 11 / 2, abs=0.01)]
    alone = of([job(9, 60_000, 1, rows_per_s=90.9)])
    assert listed_ms(alone.most).tolist() == listed_ms(found.most).tolist()


def test_it_cannot_have_begun_before_the_last_one_ended() -> None:
    found = of([job(0, 0, 7), job(1, 18_000, 1, rows_per_s=0.0)])  # 20 s or more, it says
    assert listed_ms(found.most).tolist() == [18_001 - 0 + 100 - 100]


def test_without_a_rate_the_last_that_was_told_of_is_the_bound() -> None:
    found = of([job(0, 0, 7), job(5, 3_000, 1, rows_per_s=None)])
    assert listed_ms(found.most).tolist() == [3_101.0]


def test_rows_that_were_left_in_the_source_took_nobody_knows_how_long() -> None:
    events = [job(0, 0, 7, latest=5), job(1, 100, 9, rows_per_s=90.0, latest=0),
              job(2, 200, 1, rows_per_s=10.0)]  # fmt: skip
    found = of(events)
    assert (found.held_back, found.least.known, found.most.known) == (9, 10, 1)
    assert distribution(found.most)["p50"] is None
    assert distribution(found.even)["min"] == pytest.approx(140.0)
    only = of(events[:2])
    assert (only.even.known, only.even.lost) == (0, 9)


def test_two_looks_in_the_same_ms_are_a_us_apart() -> None:
    found = of([job(0, 0, 7), job(1, 0, 4, rows_per_s=None)])
    assert listed_ms(found.even) == pytest.approx([90.0] * 4, abs=0.002)


def test_many_rows_are_selected_and_not_listed() -> None:
    events = [job(0, 0, 1), *(job(k, k * 1000, 50, rows_per_s=50.0) for k in range(1, 40))]
    exact = distribution(of(events).even)
    with tiny(_LISTED=5, _PROBES=20, PIECE=16):
        assert distribution(of(events).even) == pytest.approx(exact)
