import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loadgen.lanes import LaneView
from loadgen.schedule import Constant, Schedule
from tests.loadgen.schedules import schedules


@given(st.integers(1, 50), st.integers(1, 7), st.integers(-5, 60))
def test_lanes_share_the_lines_in_turn(count: int, lanes: int, elapsed_ns: int) -> None:
    schedule = Constant(1e9, count)  # line i is due at i
    views = [LaneView(schedule, lane, lanes) for lane in range(lanes)]
    dealt = sorted(due for view in views for due in view.due_ns(np.arange(view.count)).tolist())
    assert dealt == list(range(count))
    times_ns = np.arange(-5, 60)
    for view in views:
        assert view.counts_due(times_ns).tolist() == [view.count_due(t) for t in range(-5, 60)]
    assert sum(view.count_due(elapsed_ns) for view in views) == schedule.count_due(elapsed_ns)
    for view in views:
        assert view.due_ns(np.arange(view.count)).tolist() == [
            view.due_at(i) for i in range(view.count)
        ]
        assert view.count_due(elapsed_ns) == sum(
            view.due_at(i) <= elapsed_ns for i in range(view.count)
        )


@given(schedules, st.integers(1, 5), st.data())
def test_lanes_of_any_schedule_are_exact_both_ways(
    schedule: Schedule, lanes: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, schedule.count - 1), label="first")
    lines = range(first, min(first + 50, schedule.count))
    for view in (LaneView(schedule, lane, lanes) for lane in range(lanes)):
        index = np.array([i // lanes for i in lines if i % lanes == view.lane], np.int64)
        due_ns = view.due_ns(index)
        assert due_ns.tolist() == [view.due_at(i) for i in index.tolist()]
        counts = view.counts_due(due_ns)
        assert counts.tolist() == [view.count_due(ns) for ns in due_ns.tolist()]
        assert (counts > index).all()
