from hypothesis import given
from hypothesis import strategies as st

from analysis.tracked.benchmark import Benchmark
from analysis.tracked.change import between
from analysis.tracked.figure import Figure

LATENCY, RATE = Benchmark("a.B.track_c_ms", "ms"), Benchmark("a.B.track_d", "lines/s")
samples = st.lists(st.floats(1, 1e4), min_size=2, max_size=5)


def figure(*values: float) -> Figure:
    return Figure(values[0], samples=values)


@given(samples, samples)
def test_what_is_better_of_one_kind_is_worse_of_the_other(
    one: list[float], other: list[float]
) -> None:
    latency = between(LATENCY, figure(*one), figure(*other))
    rate = between(RATE, figure(*one), figure(*other))
    assert latency is not None
    assert rate is not None
    assert latency.is_worse == rate.is_better
    assert latency.is_better == rate.is_worse
    assert latency.worse == tuple(-share for share in reversed(rate.worse))
    assert list(latency.worse) == sorted(latency.worse)


def test_a_change_is_told_if_its_bounds_leave_out_none() -> None:
    slower = between(LATENCY, figure(100, 101, 99), figure(120, 121, 119))
    assert slower is not None
    assert (slower.told, slower.is_worse, slower.is_better) == (True, True, False)
    assert 0.19 < slower.worse[1] < 0.21
    same = between(LATENCY, figure(100, 101, 99), figure(100, 102, 98))
    assert same is not None
    assert (same.told, same.is_worse, same.is_better) == (False, False, False)


def test_nothing_is_said_without_samples_or_figures() -> None:
    known = figure(100, 101)
    for other in (Figure(100.0), figure(100), Figure(None, "not valid"), figure(0, 1)):
        assert between(LATENCY, known, other) is None
        assert between(LATENCY, other, known) is None
