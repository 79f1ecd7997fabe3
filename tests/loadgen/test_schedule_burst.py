from typing import Any

import numpy as np
import pytest

from loadgen.errors import BadInput
from loadgen.schedule import Burst
from loadgen.units import NS_PER_MS, NS_PER_S


def test_bursts_come_at_the_end_of_each_period() -> None:
    burst = Burst(100.0, 10_000.0, NS_PER_S, 100 * NS_PER_MS, 3_950_000_000)
    tenths = np.diff(burst.counts_due(np.arange(-1, 3_950_000_000, 100 * NS_PER_MS)))
    assert tenths.tolist() == ([10] * 9 + [1000]) * 3 + [10] * 9
    assert burst.count == 3 * 1090 + 90 + 500


def test_there_may_be_nothing_between_bursts() -> None:
    burst = Burst(0.0, 4.0, 2 * NS_PER_S, NS_PER_S, 4 * NS_PER_S)
    due_s = (burst.due_ns(np.arange(burst.count)) / NS_PER_S).tolist()
    assert due_s == [1, 1.25, 1.5, 1.75, 3, 3.25, 3.5, 3.75]
    assert burst.count_due(NS_PER_S - 1) == 0


def test_a_burst_may_fill_its_period() -> None:
    burst = Burst(1.0, 4.0, NS_PER_S, NS_PER_S, 2 * NS_PER_S)
    assert burst.due_ns(np.arange(burst.count)).tolist() == [250_000_000 * i for i in range(8)]


def test_a_period_may_have_less_than_a_line() -> None:
    burst = Burst(0.0, 0.25, 2 * NS_PER_S, NS_PER_S, 40 * NS_PER_S)
    assert (burst.due_ns(np.arange(5)) // NS_PER_S).tolist() == [1, 9, 17, 25, 33]
    assert burst.count == 5


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ((1.0, 2.0, 5, 6, 10), "a length that is no longer than its period"),
        ((1.0, 0.0, 5, 5, 10), "0.0 is not a rate: it takes lines per second above 0"),
        ((-1.0, 2.0, 5, 5, 10), "-1.0 is not a rate: it takes lines per second from 0"),
        ((1.0, 2.0, 0, 5, 10), "0 is not a duration"),
        ((1.0, 2.0, 5, 0, 10), "0 is not a duration"),
        ((1.0, 2.0, 5, 5, None), "None is not a duration"),
        ((0.0, 2.0, NS_PER_S, 1, 500), "no line is due in it"),
    ],
)
def test_says_what_is_out_of_bounds(fields: Any, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        Burst(*fields)


def test_whole_bursts_are_those_that_the_end_does_not_cut_off() -> None:
    assert Burst(100, 10**9, 2_000, 500, 5_999).whole_bursts() == [(1_500, 2_000), (3_500, 4_000)]
    assert Burst(10**9, 10**9, 2_000, 500, 1_999).whole_bursts() == []
