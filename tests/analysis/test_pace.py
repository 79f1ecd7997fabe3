import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import pace
from analysis.record import Columns
from analysis.window import Window
from tests.analysis.synthetic import MS

S = 1_000 * MS
WINDOW = Window(10 * S, 70 * S)


def samples(**columns: object) -> Columns:
    """Two samples a second, for 80 s."""
    time_ns = np.arange(0, 80 * S, S // 2)
    return {
        "time_ns": time_ns,
        **{
            name: np.broadcast_to(np.asarray(values, np.int64), len(time_ns))
            for name, values in columns.items()
        },
    }


@given(before=st.floats(0.01, 50), during=st.floats(0.01, 50), at_s=st.integers(30, 69))
def test_what_was_before_the_window_doesnt_count(before: float, during: float, at_s: int) -> None:
    table = samples()
    since_s = table["time_ns"] / S - 10
    load = np.where(
        since_s < 0, before, during + (before - during) * np.exp(-np.maximum(since_s, 0) / 60)
    )
    told = samples(machine_load_milli=np.maximum(np.rint(load * 1e3), 1))
    active = pace.active_tasks(told, Window(10 * S, (10 + at_s) * S))
    assert active == pytest.approx(during, abs=2e-3 / (1 - math.exp(-at_s / 60)))


def test_the_slowest_quarter_is_held_against_the_first() -> None:
    seconds = samples()["time_ns"] / S
    dip = np.where((seconds >= 40) & (seconds < 55), 2_000_000, 2_500_000)
    assert pace.slowest_mhz(samples(machine_khz=dip), WINDOW) == (2500.0, 2000.0)
    rising = np.where(seconds < 40, 2_000_000, 2_500_000)
    assert pace.slowest_mhz(samples(machine_khz=rising), WINDOW) == (2000.0, 2000.0)
    outside = np.where((seconds < 10) | (seconds >= 70), 1_000_000, 2_500_000)
    assert pace.slowest_mhz(samples(machine_khz=outside), WINDOW) == (2500.0, 2500.0)


@pytest.mark.parametrize("figure", [pace.active_tasks, pace.slowest_mhz])
def test_nothing_is_made_of_what_isnt_known(figure: object) -> None:
    assert callable(figure)
    told = samples(machine_load_milli=1000, machine_khz=2_600_000)
    assert figure(told, WINDOW) is not None
    assert figure(told, None) is None
    assert figure(told, Window(10 * S, 39 * S)) is None, "too short"
    assert figure(told, Window(10 * S, 90 * S)) is None, "not sampled to its end"
    assert figure(samples(machine_load_milli=0, machine_khz=0), WINDOW) is None
