import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loadgen.lanes import LaneView
from loadgen.schedule import Constant


@given(st.integers(1, 50), st.integers(1, 7), st.integers(-5, 60))
def test_lanes_share_the_lines_in_turn(count: int, lanes: int, elapsed_ns: int) -> None:
    schedule = Constant(1e9, count)  # line i is due at i
    views = [LaneView(schedule, lane, lanes) for lane in range(lanes)]
    dealt = sorted(due for view in views for due in view.due_ns(np.arange(view.count)).tolist())
    assert dealt == list(range(count))
    assert sum(view.count_due(elapsed_ns) for view in views) == schedule.count_due(elapsed_ns)
    for view in views:
        assert view.due_ns(np.arange(view.count)).tolist() == [
            view.due_at(i) for i in range(view.count)
        ]
        assert view.count_due(elapsed_ns) == sum(
            view.due_at(i) <= elapsed_ns for i in range(view.count)
        )
