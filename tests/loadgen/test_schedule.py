import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen.errors import BadInput
from loadgen.schedule import Chain, Constant, Head, Ramp, Schedule, from_spec
from loadgen.schedule.schedule import LONGEST_NS, MOST_PER_S
from loadgen.units import NS_PER_S
from tests.loadgen.schedules import HOUR_NS, schedules


@given(schedules, st.data())
def test_count_due_is_the_exact_inverse_of_due(schedule: Schedule, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, schedule.count - 1), label="index")
    due_ns = schedule.due_at(index)
    for elapsed_ns in (due_ns - 1, due_ns, due_ns + 1):
        count = schedule.count_due(elapsed_ns)
        assert count == 0 or schedule.due_at(count - 1) <= elapsed_ns
        assert count == schedule.count or schedule.due_at(count) > elapsed_ns
    assert schedule.count_due(due_ns) > index


@given(schedules, st.data())
def test_counts_due_is_count_due_for_many(schedule: Schedule, data: st.DataObject) -> None:
    index = st.integers(0, schedule.count - 1)
    near = st.builds(lambda i, ns: schedule.due_at(i) + ns, index, st.integers(-1, 1))
    anywhere = st.integers(-schedule.duration_ns, 2 * schedule.duration_ns)
    bounds = st.sampled_from([-(2**63), -1, 0, schedule.duration_ns, 2**63 - 1])
    elapsed_ns = data.draw(st.lists(near | anywhere | bounds, max_size=30), label="elapsed")
    counts = schedule.counts_due(np.array(elapsed_ns, dtype=np.int64))
    assert counts.dtype == np.int64
    assert counts.tolist() == [schedule.count_due(ns) for ns in elapsed_ns]


@given(schedules, st.data())
def test_due_times_never_decrease_and_lie_in_the_schedule(
    schedule: Schedule, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, schedule.count - 1), label="first")
    index = np.arange(first, min(first + 300, schedule.count))
    due_ns = schedule.due_ns(index)
    assert due_ns.dtype == np.int64
    assert (np.diff(due_ns) >= 0).all()
    assert due_ns[0] >= 0
    assert due_ns[-1] < schedule.duration_ns
    assert due_ns.tolist() == [schedule.due_at(i) for i in index.tolist()]


@given(schedules)
def test_counts_nothing_before_the_start_and_everything_at_the_end(schedule: Schedule) -> None:
    assert schedule.count_due(-1) == 0
    assert schedule.count_due(-LONGEST_NS) == 0
    assert schedule.count_due(schedule.duration_ns - 1) == schedule.count
    assert schedule.count_due(LONGEST_NS * 10) == schedule.count
    assert schedule.due_ns(np.array([], dtype=np.int64)).tolist() == []


@given(schedules, st.data())
def test_lines_may_lie_far_apart(schedule: Schedule, data: st.DataObject) -> None:
    index = sorted(data.draw(st.lists(st.integers(0, schedule.count - 1), max_size=30)))
    due_ns = schedule.due_ns(np.array(index, dtype=np.int64))
    assert due_ns.tolist() == [schedule.due_at(i) for i in index]


@pytest.mark.parametrize(
    "schedule",
    [
        Constant(12_345.678, 10 * NS_PER_S),
        Ramp(0.0, 20_000.0, 10 * NS_PER_S),
        Chain((Ramp(0.0, 50_000.0, 2 * NS_PER_S), Constant(3.3e4, 2 * NS_PER_S))),
    ],
)
def test_both_ways_agree_over_many_lines(schedule: Schedule) -> None:
    index = np.arange(schedule.count)
    due_ns = schedule.due_ns(index)
    assert due_ns[::997].tolist() == [schedule.due_at(i) for i in index[::997].tolist()]
    backwards = schedule.counts_due(due_ns[::-1])
    np.testing.assert_array_equal(backwards, np.searchsorted(due_ns, due_ns[::-1], side="right"))


@pytest.mark.parametrize(
    "schedule",
    [
        Constant(MOST_PER_S, LONGEST_NS),
        Constant(3.3e6, LONGEST_NS),
        Constant(99_999.9, LONGEST_NS),
        Ramp(0.0, MOST_PER_S, LONGEST_NS),
        Ramp(MOST_PER_S, 0.0, LONGEST_NS),
        Chain((Ramp(1.0, MOST_PER_S, LONGEST_NS // 2), Constant(MOST_PER_S, LONGEST_NS // 2))),
    ],
)
def test_the_longest_and_fastest_do_not_overflow(schedule: Schedule) -> None:
    index = np.linspace(0, schedule.count - 1, 1000).astype(np.int64)
    index[-1] = schedule.count - 1
    due_ns = schedule.due_ns(index)
    assert (np.diff(due_ns) > 0).all()
    assert due_ns.tolist() == [schedule.due_at(i) for i in index.tolist()]
    assert due_ns[-1] < schedule.duration_ns
    counts = schedule.counts_due(due_ns)
    assert counts.tolist() == [schedule.count_due(ns) for ns in due_ns.tolist()]
    assert (counts > index).all()


@given(schedules)
def test_a_spec_makes_the_same_schedule(schedule: Schedule) -> None:
    assert from_spec(json.loads(json.dumps(schedule.spec()))) == schedule


@pytest.mark.parametrize(
    ("per_s", "duration_ns", "count", "due_ns"),
    [
        (0.1, 30 * NS_PER_S, 3, [0, 10 * NS_PER_S, 20 * NS_PER_S]),
        (1000.0, 3_000_000, 3, [0, 1_000_000, 2_000_000]),
        (1000.0, 3_000_001, 4, [0, 1_000_000, 2_000_000, 3_000_000]),
        (3.0, NS_PER_S, 3, [0, 333_333_333, 666_666_666]),
        (3.3e6, 1000, 4, [0, 303, 606, 909]),
        (MOST_PER_S, 3, 3, [0, 1, 2]),
        (5.0, 1, 1, [0]),
    ],
)
def test_a_constant_rate_is_kept_to_the_ns(
    per_s: float, duration_ns: int, count: int, due_ns: list[int]
) -> None:
    schedule = Constant(per_s, duration_ns)
    assert schedule.count == count
    assert schedule.due_ns(np.arange(count)).tolist() == due_ns


def test_a_constant_rate_does_not_drift() -> None:
    day_ns = 24 * HOUR_NS
    for per_s in (0.1, 5000.0, 3.3e6, 12_345.678):
        schedule = Constant(per_s, 100 * day_ns)
        assert schedule.count == round(per_s * 100 * 86_400)
        assert abs(schedule.due_at(schedule.count // 2) - 50 * day_ns) <= NS_PER_S / per_s


def test_a_ramp_goes_up_evenly() -> None:
    ramp = Ramp(0.0, 100.0, 2 * NS_PER_S)
    assert ramp.count == 100
    assert ramp.count_due(NS_PER_S - 1) == 25  # a quarter of the lines in half of the time
    assert ramp.due_at(25) == NS_PER_S


def test_a_ramp_goes_down_as_it_goes_up() -> None:
    up, down = Ramp(10.0, 100.0, NS_PER_S), Ramp(100.0, 10.0, NS_PER_S)
    assert up.count == down.count == 55
    assert up.count_due(NS_PER_S // 2) == 17  # 10 * 0.5 + 45 * 0.5**2 = 16.25
    assert down.count_due(NS_PER_S // 2) == 39  # 100 * 0.5 - 45 * 0.5**2 = 38.75


@pytest.mark.parametrize(
    ("ramp", "elapsed_ns"),
    [
        (Ramp(4.438148636758255, 0.0, 84341091200620), 66188151025931),
        (Ramp(544.2615545555168, 544.2615550997784, 98308211671383), 80885349357151),
    ],
)
def test_a_ramp_s_estimate_that_is_a_line_off_is_put_right(ramp: Ramp, elapsed_ns: int) -> None:
    count = ramp.count_due(elapsed_ns)
    assert ramp.due_at(count - 1) <= elapsed_ns < ramp.due_at(count)


def test_a_chain_starts_each_part_when_the_one_before_is_over() -> None:
    chain = Chain((Constant(2.0, NS_PER_S), Constant(4.0, NS_PER_S)))
    assert (chain.count, chain.duration_ns) == (6, 2 * NS_PER_S)
    halves = [0, 0.5, 1, 1.25, 1.5, 1.75]
    assert chain.due_ns(np.arange(6)).tolist() == [int(s * NS_PER_S) for s in halves]


def test_a_head_is_over_when_its_next_line_would_be_due() -> None:
    ten = Constant(10.0, NS_PER_S)
    assert Head(ten, 3).duration_ns == 300_000_000
    assert Head(ten, 10).duration_ns == NS_PER_S
    assert Head(ten, 3).count_due(NS_PER_S) == 3


@pytest.mark.parametrize("per_s", [0.0, -1.0, math.nan, math.inf, 1.1e9, "5", None, True])
def test_refuses_what_is_no_rate(per_s: Any) -> None:
    with pytest.raises(BadInput, match="is not a rate: it takes"):
        Constant(per_s, NS_PER_S)


@pytest.mark.parametrize("duration_ns", [0, -1, LONGEST_NS + 1, 1.5, "5", None, True])
def test_refuses_what_is_no_duration(duration_ns: Any) -> None:
    with pytest.raises(BadInput, match="is not a duration: it takes"):
        Ramp(1.0, 2.0, duration_ns)


def test_a_ramp_needs_a_rate() -> None:
    with pytest.raises(BadInput, match="from 0 to 0"):
        Ramp(0.0, 0.0, NS_PER_S)
    with pytest.raises(BadInput, match="is not a rate"):
        Ramp(-1.0, 5.0, NS_PER_S)


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({}, "kind None is not known: it takes constant, ramp, step"),
        ({"kind": "sin"}, "kind 'sin' is not known"),
        ({"kind": ["constant"]}, "is not known"),
        ({"kind": "constant", "rate_per_s": 5.0}, "constant takes rate_per_s, duration_ns"),
        (
            {"kind": "constant", "rate_per_s": 5.0, "duration_ns": 5, "count": 1},
            "not rate_per_s, duration_ns, count",
        ),
        ({"kind": "chain"}, "chain takes parts, not none"),
        ({"kind": "chain", "parts": []}, "a chain takes at least one part"),
        ({"kind": "chain", "parts": 5}, "a chain takes at least one part"),
        ({"kind": "chain", "parts": [5]}, "5 is not a schedule"),
        ({"kind": "chain", "parts": [{"kind": "x"}]}, "kind 'x' is not known"),
        ({"kind": "head", "schedule": 5, "count": 5}, "5 is not a schedule"),
    ],
)
def test_says_what_is_wrong_with_a_spec(spec: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as error:
        from_spec(spec)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("count", [0, -1, 11, 1.5, True])
def test_a_head_has_lines_of_its_schedule(count: Any) -> None:
    with pytest.raises(BadInput, match="head takes a count from 1 to 10"):
        Head(Constant(10.0, NS_PER_S), count)


def test_a_chain_is_not_longer_than_a_schedule_can_be() -> None:
    with pytest.raises(BadInput, match="is not a duration"):
        Chain((Constant(1.0, LONGEST_NS), Constant(1.0, 1)))
