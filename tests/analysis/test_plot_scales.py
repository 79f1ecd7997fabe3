import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from analysis.plots import scales
from analysis.plots.scales import (
    format_ms,
    format_per_s,
    format_percentile,
    format_range_ms,
    format_tick_ms,
    log_ticks,
)


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0.0, "0 ms"),
        (0.0421, "0.0421 ms"),
        (0.42, "0.420 ms"),
        (9.996, "10.0 ms"),
        (212.4, "212 ms"),
        (999.4, "999 ms"),
        (999.6, "1.00 s"),
        (1283.0, "1.28 s"),
        (38_000.0, "38.0 s"),
        (119_000.0, "119 s"),
        (180_000.0, "3.00 min"),
        (6_000_000.0, "100 min"),
        (-3.5, "−3.50 ms"),
        (None, "–"),
        (math.inf, "–"),
    ],
)
def test_durations_as_people_read_them(ms: float | None, words: str) -> None:
    assert format_ms(ms) == words


@given(st.floats(1e-3, 1e8))
def test_a_duration_reads_within_half_a_percent_of_what_it_is(ms: float) -> None:
    number, unit = format_ms(ms).split(" ")
    read = float(number) * {"ms": 1, "s": 1000, "min": 60_000}[unit]
    assert read == pytest.approx(ms, rel=0.006)


def test_ticks_are_as_short_as_they_can_be() -> None:
    assert [format_tick_ms(ms) for ms in (0, 0.5, 10, 100, 1000, 2500)] == [
        "0", "0.5 ms", "10 ms", "100 ms", "1 s", "2.5 s",
    ]  # fmt: skip


def test_a_range_says_its_unit_once_and_nothing_twice() -> None:
    dash = scales.NONE
    assert format_range_ms(188, 200) == f"188{dash}200 ms"
    assert format_range_ms(992, 1070) == f"992 ms{dash}1.07 s"
    assert format_range_ms(50.61, 50.64) == "50.6 ms"


@pytest.mark.parametrize(
    ("per_s", "words"),
    [(0.0, "0"), (12.5, "12.5"), (500.0, "500"), (999.7, "1k"), (5000.0, "5k"), (1.25e6, "1.25M")],
)
def test_rates_as_people_write_them(per_s: float, words: str) -> None:
    assert format_per_s(per_s) == words


def test_a_rate_that_is_not_known_is_a_dash() -> None:
    assert format_per_s(None) == format_per_s(math.nan) == scales.NONE


def test_percentiles_have_as_many_digits_as_nines() -> None:
    nines = (math.log10(2), 1, 2, 3, 4, 5)
    read = [format_percentile(n) for n in nines]
    assert read == ["50", "90", "99", "99.9", "99.99", "99.999"]


@given(st.floats(1e-3, 1e6), st.floats(1.5, 1e7), st.integers(3, 12))
def test_logarithmic_ticks_lie_within_and_are_not_too_many(
    low: float, ratio: float, count: int
) -> None:
    ticks = log_ticks(low, low * ratio, count)
    assert len(ticks) <= count
    assert ticks == sorted(ticks)
    assert all(low <= tick <= low * ratio for tick in ticks)
    assert len(ticks) >= 2 or ratio < 10


def test_a_wide_span_of_latencies_is_logarithmic_and_a_negative_one_never() -> None:
    assert scales.use_log(10, 1000)
    assert not scales.use_log(300, 1000)
    assert not scales.use_log(0, 1000)
    assert not scales.use_log(-5, 1000)


def test_a_linear_axis_begins_at_zero_or_at_what_is_below() -> None:
    axes = Figure().add_subplot()
    scales.latency_axis(axes, 200, 900, log=False)
    assert axes.get_ylim()[0] == 0
    scales.latency_axis(axes, -20, 900, log=False)
    assert axes.get_ylim()[0] < -20
    scales.rate_axis(axes, 0.0)
    assert axes.get_ylim()[1] > 0


def test_the_percentile_axis_ends_where_the_data_do() -> None:
    axes = Figure().add_subplot()
    scales.percentile_axis(axes, 2.5)
    assert axes.get_xlim() == (0, 2.5)
    assert [format_percentile(tick) for tick in axes.get_xticks()] == ["50", "90", "99"]
