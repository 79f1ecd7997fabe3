import math
from typing import Any

import numpy as np
import pytest

from loadgen.errors import BadInput
from loadgen.schedule import Sine
from loadgen.schedule.sine import _sine_of_half_turns
from loadgen.units import NS_PER_S

SINES = [
    Sine(5000.0, 0.5, 60 * NS_PER_S, 150 * NS_PER_S),
    Sine(5000.0, 1.0, 10 * NS_PER_S, 25 * NS_PER_S),
    Sine(99_999.9, 0.9, 1_234_567, NS_PER_S),
    Sine(2.0, 1.0, 24 * 3600 * NS_PER_S, 12 * 3600 * NS_PER_S),
    Sine(1000.0, 0.0, NS_PER_S, 10 * NS_PER_S),
]


def rate_per_s(sine: Sine, seconds: float) -> float:
    turn = seconds * NS_PER_S / sine.period_ns
    return sine.rate_per_s * (1 + sine.amplitude * math.sin(2 * math.pi * turn))


@pytest.mark.parametrize("sine", SINES)
def test_lines_are_where_the_rate_s_integral_has_them(sine: Sine) -> None:
    periods = -(-sine.duration_ns // sine.period_ns)
    seconds = np.linspace(0, sine.duration_ns / NS_PER_S, 1 + 200 * periods)
    rates = np.array([rate_per_s(sine, s) for s in seconds.tolist()])
    middle = np.array([rate_per_s(sine, s) for s in ((seconds[1:] + seconds[:-1]) / 2).tolist()])
    # Simpson's rule
    parts = (rates[:-1] + 4 * middle + rates[1:]) / 6 * np.diff(seconds)
    lines = np.append(0, np.cumsum(parts))
    counts = sine.counts_due((seconds * NS_PER_S).astype(np.int64))
    assert np.abs(counts - np.minimum(lines, sine.count)).max() <= 1.001
    assert sine.count == round(lines[-1])


def test_knots_lie_close_enough() -> None:
    # The docstring promises this fraction of a period where the rate is the mean; here it is down
    # to a half of that.
    sine = SINES[0]
    for index in range(1, sine.count, 10_007):
        seconds = sine.due_at(index) / NS_PER_S
        turn = seconds * NS_PER_S / sine.period_ns
        swing = sine.amplitude / math.pi * math.sin(math.pi * turn) ** 2
        lines = sine.rate_per_s * sine.period_ns / NS_PER_S * (turn + swing)
        off_s = abs(lines - index) / rate_per_s(sine, seconds)
        assert off_s * NS_PER_S <= sine.period_ns / 1.5e8 + 2


def test_the_rate_swings() -> None:
    sine = Sine(1000.0, 0.5, 4 * NS_PER_S, 8 * NS_PER_S)
    halves = np.diff(sine.counts_due(np.arange(0, 9, 2) * NS_PER_S - 1))
    more = 1000 * 2 * 0.5 * 2 / math.pi
    assert halves.tolist() == pytest.approx([2000 + more, 2000 - more] * 2, abs=1)


def test_the_series_is_the_sine() -> None:
    turn = np.linspace(0, 1, 10_001)
    expected = [math.sin(math.pi * t) for t in turn.tolist()]
    np.testing.assert_allclose(_sine_of_half_turns(turn), expected, atol=4e-16)


def test_has_a_line_at_least_and_all_of_them_inside() -> None:
    assert Sine(1.0, 0.0, NS_PER_S, 1).count == 1
    assert Sine(1.0, 0.0, NS_PER_S, 1).due_at(0) == 0
    last = Sine(10.0, 0.0, NS_PER_S, 1_060_000_000)  # 10.6 lines
    assert (last.count, last.due_at(10)) == (11, NS_PER_S)


@pytest.mark.parametrize("amplitude", [-0.1, 1.1, math.nan, "1", None, True])
def test_refuses_what_is_no_amplitude(amplitude: Any) -> None:
    with pytest.raises(BadInput, match="is not an amplitude: it takes one from 0 to 1"):
        Sine(1.0, amplitude, NS_PER_S, NS_PER_S)


def test_refuses_next_to_nothing() -> None:
    with pytest.raises(BadInput, match="no line is due in it"):
        Sine(5e-324, 0.5, 1, 1)
