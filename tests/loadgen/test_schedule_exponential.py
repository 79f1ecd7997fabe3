import math

import numpy as np
import pytest

from loadgen.errors import BadInput
from loadgen.schedule import Exponential, parse_shape
from loadgen.schedule.shapes import _logarithmic_mean
from loadgen.units import NS_PER_S

CLIMB = Exponential(500.0, 1e6, 45 * NS_PER_S)


@pytest.mark.parametrize(
    "schedule",
    [CLIMB, Exponential(1e6, 500.0, 45 * NS_PER_S), Exponential(3.0, 3.1, 100 * NS_PER_S)],
)
def test_lines_are_where_the_rate_s_integral_has_them(schedule: Exponential) -> None:
    growth = math.log(schedule.to_per_s / schedule.from_per_s)
    share = np.linspace(0, 1, 1025)  # where the knots are
    seconds = schedule.duration_ns / NS_PER_S
    lines = schedule.from_per_s * seconds / growth * np.expm1(growth * share)
    at_ns = (share * schedule.duration_ns).astype(np.int64)
    apart = schedule.counts_due(at_ns - 1) - lines
    assert apart.min() >= -1.001 - 1e-9 * lines[-1]
    assert apart.max() <= 1.001 + 1e-9 * lines[-1]
    assert schedule.count == math.ceil(lines[-1] - 1e-6)


def test_the_rate_between_knots_is_near_the_formula_s() -> None:
    at_ns = np.linspace(0.2, 0.99, 300) * CLIMB.duration_ns
    around = np.stack((at_ns - 5e6, at_ns + 5e6)).astype(np.int64)
    per_s = np.diff(CLIMB.counts_due(around.ravel()).reshape(2, -1), axis=0)[0] / 0.01
    formula = 500 * 2000 ** (at_ns / CLIMB.duration_ns)
    # Of the lines in 10 ms, one more or less is rounding.
    assert (np.abs(per_s / formula - 1) <= 0.004 + 100 / formula).all()


def test_each_doubling_takes_as_long() -> None:
    ends_ns = (np.linspace(0, 1, 12) * CLIMB.duration_ns).astype(np.int64)
    lines = np.diff(CLIMB.counts_due(ends_ns - 1))
    assert lines[1:] / lines[:-1] == pytest.approx(2000 ** (1 / 11), rel=1e-3)


def test_the_same_rate_throughout_is_one_too() -> None:
    same = Exponential(100.0, 100.0, 10 * NS_PER_S)
    assert same.count == 1000
    assert same.due_at(500) == pytest.approx(5 * NS_PER_S, abs=2)


def test_has_a_line_at_least() -> None:
    shortest = Exponential(1.0, 2.0, 1)
    assert (shortest.count, shortest.due_at(0)) == (1, 0)


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (1.0, 0.0), (1.0, math.inf)])
def test_refuses_what_is_no_rate(low: float, high: float) -> None:
    with pytest.raises(BadInput, match="is not a rate: it takes lines per second above 0"):
        Exponential(low, high, NS_PER_S)


def test_its_mean_tells_how_long_it_takes() -> None:
    shape = parse_shape("exponential:1M")
    enough_ns = shape.enough_ns(500.0, 1.0, CLIMB.count)
    assert enough_ns == pytest.approx(CLIMB.duration_ns, rel=1e-5)
    assert parse_shape("exponential:1k").enough_ns(1000.0, 1.0, 5000) == 5 * NS_PER_S
    assert _logarithmic_mean(8.0, 8.0) == 8
