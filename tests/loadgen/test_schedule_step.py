from typing import Any

import numpy as np
import pytest

from loadgen.errors import BadInput
from loadgen.schedule import Step
from loadgen.units import NS_PER_S


def test_each_part_has_its_rate() -> None:
    step = Step((1000.0, 0.0, 3000.0, 0.1), 40 * NS_PER_S)
    counts = np.diff(step.counts_due(np.arange(-1, 40 * NS_PER_S, 10 * NS_PER_S)))
    assert counts.tolist() == [10_000, 0, 30_000, 1]
    assert step.count == 40_001


def test_lines_lie_evenly_in_a_part() -> None:
    step = Step((2.0, 0.0, 4.0), 3 * NS_PER_S)
    due_s = (step.due_ns(np.arange(6)) / NS_PER_S).tolist()
    assert due_s == [0, 0.5, 2, 2.25, 2.5, 2.75]


def test_a_line_may_begin_in_one_part_and_be_due_in_the_next() -> None:
    step = Step((0.5, 1.0), 2 * NS_PER_S)  # half a line, then a whole one
    assert [step.due_at(i) for i in range(step.count)] == [0, 1_500_000_000]


def test_parts_are_as_equal_as_whole_ns_can_be() -> None:
    step = Step((1e9, 0.0, 1e9), 10)
    assert step.due_ns(np.arange(step.count)).tolist() == [0, 1, 2, 6, 7, 8, 9]


@pytest.mark.parametrize("rates", [(), [1.0], 1.0, None, (1.0,) * 11])
def test_needs_rates_and_the_time_for_them(rates: Any) -> None:
    with pytest.raises(BadInput, match="step takes at least one rate"):
        Step(rates, 10)


def test_needs_a_line() -> None:
    with pytest.raises(BadInput, match="no line is due in it"):
        Step((0.0, 0.0), NS_PER_S)
    with pytest.raises(BadInput, match="is not a rate: it takes lines per second from 0"):
        Step((1.0, -1.0), NS_PER_S)
