import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.engines.fault import Fault, parse_behaviour
from benchmarks.engines.law import Fixed, Uniform
from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS, NS_PER_S


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("lose:40", Fault(lose=40)),
        ("double:1k", Fault(double=1000)),
        ("stall:5s", Fault(stall_ns=5 * NS_PER_S)),
        ("backlog:0s", Fault(backlog_ns=0)),
        ("liar", Fault(liar=True)),
    ],
)
def test_a_fault_alone_or_with_a_law(text: str, fault: Fault) -> None:
    law, read = parse_behaviour(text)
    assert isinstance(law, Uniform)
    assert read == fault
    assert parse_behaviour(f"fixed:5ms+{text}") == (Fixed(5 * NS_PER_MS), fault)


def test_a_law_alone_has_no_fault() -> None:
    assert parse_behaviour("fixed:5ms") == (Fixed(5 * NS_PER_MS), Fault())
    assert isinstance(parse_behaviour("")[0], Uniform)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lose", "'' is not a count"),
        ("stall:5", "'5' is not a time"),
        ("liar:3", "'liar:3' is no fault: it takes lose:LINES, double:LINES, stall:TIME"),
        ("fixed:5ms+", "'' is no fault"),
        ("fixed:5ms+sleep:3s", "'sleep:3s' is no fault"),
        ("slow+lose:3", "'slow' is not known: it takes fixed:LATENCY"),
        ("sleep:3s", "'sleep:3s' is not known"),
    ],
)
def test_bad_faults_are_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_behaviour(text)
    assert str(caught.value).startswith("--conf law: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@given(
    cuts=st.lists(st.integers(0, 100), max_size=6),
    lose=st.integers(0, 60),
    double=st.integers(0, 60),
)
def test_lines_of_the_middle_are_miscounted_however_they_come_in(
    cuts: list[int], lose: int, double: int
) -> None:
    lengths = [line % 7 for line in range(100)]
    ends = sorted({0, 100, *cuts})
    for fault, times in ((Fault(lose=lose), 0), (Fault(double=double), 2)):
        wrong = range(50, min(50 + fault.lose + fault.double, 100))
        expected: Counter[int] = Counter()
        for line, length in enumerate(lengths):
            expected[length] += times if line in wrong else 1
        counted: Counter[int] = Counter()
        for first, end in itertools.pairwise(ends):
            counted.update(fault.counted(first, lengths[first:end], 100))
        assert counted == expected


def test_only_a_liar_tells_of_fewer_lines() -> None:
    assert Fault().told(1000) == 1000
    assert Fault(liar=True).told(1000) == 900


def test_when_nothing_is_read() -> None:
    assert Fault(backlog_ns=3).deaf_ns(10, 100) == (0, 13)
    assert Fault(stall_ns=7).deaf_ns(10, 100) == (50, 57)
    since_ns, until_ns = Fault().deaf_ns(10, 100)
    assert since_ns == until_ns
