import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.interval import Interval
from analysis.stats.sample import Basis
from analysis.tracked import words
from analysis.tracked.benchmark import Benchmark
from analysis.tracked.change import Change
from analysis.tracked.comparison import Cell
from analysis.tracked.figure import Figure

LATENCY = Benchmark("a.B.track_c_ms", "ms")
CPU = Benchmark("a.B.track_cpu", "us/1000 lines")
RATE = Benchmark("a.B.track_d", "lines/s")


def change(low: float, high: float, benchmark: Benchmark = LATENCY) -> Change:
    return Change(Interval(low, (low * high) ** 0.5, high, Basis.RUNS, 3), benchmark)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (change(0.82, 0.88), "12–18% faster"),
        (change(1.05, 1.09), "5–9% slower"),
        (change(1.101, 1.104), "10% slower"),
        (change(1.0042, 1.031), "0.4–3% slower"),
        (change(1.000004, 1.031), "0–3% slower"),
        (change(0.96, 1.06), "no difference that can be told (−4% to +6%)"),
        (change(3.5, 12.0), "250–1,100% slower"),
        (change(0.82, 0.88, CPU), "12–18% lower"),
        (change(1.05, 1.09, CPU), "5–9% higher"),
        (change(1.05, 1.09, RATE), "5–9% faster"),
        (change(0.82, 0.88, RATE), "12–18% slower"),
        (change(0.9, 1.0004, RATE), "no difference that can be told (−10% to +0.04%)"),
    ],
)
def test_changes_are_said_as_people_write_them(found: Change, told: str) -> None:
    assert words.of_change(found) == told


@given(st.floats(0.01, 100), st.floats(1.001, 10))
def test_words_say_which_way_only_of_what_can_be_told(low: float, times: float) -> None:
    found = change(low, low * times)
    told = words.of_change(found)
    assert told.endswith("faster") == found.is_better
    assert told.endswith("slower") == found.is_worse
    assert told.startswith("no difference") == (not found.told)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (183.2, "ms", "183 ms"),
        (999.7, "ms", "1.00 s"),
        (2.345, "s", "2.35 s"),
        (2.2e-6, "seconds", "2.20 µs"),
        (12.5, "ns", "12.5 ns"),
        (300, "s", "5.00 min"),
        (0, "s", "0 ns"),
        (5490.4, "us/1000 lines", "5,490 µs/1000 lines"),
        (0.1234, "ns/line", "0.123 ns/line"),
        (0, "lines", "0 lines"),
        (-3.0, "x", "−3.00 x"),
        (7, "", "7.00"),
    ],
)
def test_figures_have_three_digits_and_times_the_unit_that_suits_them(
    value: float, unit: str, told: str
) -> None:
    assert words.of_value(value, unit) == told


def test_ranges_name_their_unit_once() -> None:
    assert words.of_range(182.0, 186.0, "ms") == "182–186 ms"
    assert words.of_range(955.0, 1010.0, "ms") == "955 ms–1.01 s"
    assert words.of_range(182.01, 182.02, "ms") == "182 ms"


def test_what_is_no_figure_is_never_0() -> None:
    assert words.of_figure(Cell(None), "ms") == "–"
    assert words.of_figure(Cell(None, lost=True), "ms") == "not measured"
    assert words.of_figure(Cell(Figure(None, "not valid")), "ms") == "not valid"
    assert words.of_figure(Cell(Figure(0.0)), "lines") == "0 lines"
    assert words.of_spread(Cell(None), "ms") == ""
    assert words.of_spread(Cell(Figure(1.0)), "ms") == ""
    assert words.of_spread(Cell(Figure(1.0, samples=(1.0, 3.0))), "ms") == "1.00–3.00 ms"
