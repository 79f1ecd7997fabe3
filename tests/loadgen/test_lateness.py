import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen.lanes import LaneView
from loadgen.lateness import lateness_ms
from loadgen.schedule import Constant
from loadgen.units import NS_PER_MS, NS_PER_S

START_NS = 10**18


def rows(*row: tuple[int, int, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Lane, lines so far, ms after the start."""
    told = [(lane, lines, START_NS + round(ms * NS_PER_MS)) for lane, lines, ms in row]
    return np.array(told, dtype=np.int64).reshape(-1, 3)


def test_is_the_time_from_due_to_sent() -> None:
    lanes = [LaneView(Constant(1000.0, NS_PER_S), 0, 1)]  # line i is due at i ms
    late = lateness_ms(rows((0, 1, 0.5), (0, 4, 3.25)), lanes, START_NS)
    # 0.5, then 2.25, 1.25, 0.25
    assert late == {
        "min": 0.25,
        "mean": pytest.approx(1.0625),
        "p50": 0.5,
        "p90": 2.25,
        "p99": 2.25,
        "p999": 2.25,
        "max": 2.25,
    }


def test_a_line_that_left_too_early_shows() -> None:
    lanes = [LaneView(Constant(1000.0, NS_PER_S), 0, 1)]
    assert lateness_ms(rows((0, 2, 0.5)), lanes, START_NS)["min"] == -0.5


def test_lanes_are_taken_together() -> None:
    schedule = Constant(1000.0, NS_PER_S)
    lanes = [LaneView(schedule, lane, 3) for lane in range(3)]
    late = lateness_ms(rows((1, 1, 2), (0, 2, 4)), lanes, START_NS)  # due at 1; 0 and 3
    assert (late["min"], late["p50"], late["max"]) == (1, 1, 4)


def test_a_lane_without_lines_has_none() -> None:
    schedule = Constant(1000.0, NS_PER_S)
    lanes = [LaneView(schedule, lane, 2) for lane in range(2)]
    assert lateness_ms(rows((1, 1, 2)), lanes, START_NS)["p50"] == 1


def test_nothing_sent_has_no_lateness() -> None:
    lanes = [LaneView(Constant(1.0, NS_PER_S), 0, 1)]
    assert set(lateness_ms(rows(), lanes, START_NS).values()) == {None}


@given(st.lists(st.integers(1, 500), min_size=1, max_size=20), st.integers(1, 200))
def test_many_lines_are_looked_at_here_and_there(steps: list[int], most: int) -> None:
    lines = np.cumsum(steps)
    lanes = [LaneView(Constant(1e6, NS_PER_S), 0, 1)]
    told = rows(*((0, n, n / 1000 + 1) for n in lines.tolist()))
    exact = lateness_ms(told, lanes, START_NS)
    some = lateness_ms(told, lanes, START_NS, most_lines=most)
    assert (some["min"], some["max"]) == (exact["min"], exact["max"])
    assert exact["min"] is not None
    assert exact["max"] is not None
    assert some["p50"] is not None
    assert exact["min"] <= some["p50"] <= exact["max"]
