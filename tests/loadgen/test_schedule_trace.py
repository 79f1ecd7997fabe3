import base64
import json
import zlib
from typing import Any

import numpy as np
import pytest

from loadgen.errors import BadInput
from loadgen.schedule import Trace, from_spec
from loadgen.schedule.trace import MOST_LINES, _pack
from loadgen.units import NS_PER_S


def trace(*entries: tuple[int, int], duration_ns: int = NS_PER_S) -> Trace:
    """Times in ns, and lines at each."""
    times_ns, lines = np.array(entries, dtype=np.int64).reshape(-1, 2).T
    return Trace.of(times_ns, lines, duration_ns)


def packed(*numbers: int) -> str:
    return _pack(np.array(numbers, dtype=np.int64))


def test_lines_are_due_when_they_were() -> None:
    schedule = trace((5, 1), (5, 2), (9, 1))
    assert schedule.due_ns(np.arange(4)).tolist() == [5, 5, 5, 9]
    assert schedule.counts_due(np.array([9, 4, 5, 8])).tolist() == [4, 0, 3, 3]


def test_times_that_are_the_same_are_held_once() -> None:
    assert trace((5, 1), (5, 2), (9, 1)) == trace((5, 3), (9, 1))


def test_a_spec_holds_the_times() -> None:
    schedule = trace(*((ns, 1 + ns % 3) for ns in range(0, 100_000, 10)))
    text = json.dumps(schedule.spec())
    assert from_spec(json.loads(text)) == schedule
    assert len(text) < 1000


@pytest.mark.parametrize(
    ("gaps_ns", "lines"),
    [
        ("", ""),
        (packed(1, 2), packed(1)),
        (packed(-1), packed(1)),
        (packed(2**62, 2**62), packed(1, 1)),
        (packed(1), packed(0)),
        (packed(1), packed(MOST_LINES + 1)),
        (packed(1, 1), packed(MOST_LINES, 1)),
    ],
)
def test_refuses_what_is_no_trace(gaps_ns: str, lines: str) -> None:
    with pytest.raises(BadInput, match=r"^schedule: a trace"):
        Trace(gaps_ns, lines, NS_PER_S)


@pytest.mark.parametrize(
    "text",
    [None, 5, "?", "AAAA", "ü", base64.b64encode(zlib.compress(b"seven b")).decode()],
)
def test_says_that_it_can_not_be_unpacked(text: Any) -> None:
    with pytest.raises(BadInput, match=r"^schedule: a trace that can't be unpacked"):
        Trace(text, packed(1), NS_PER_S)


def test_does_not_unpack_more_than_it_can_hold() -> None:
    bomb = base64.b64encode(zlib.compress(bytes(8 * (MOST_LINES + 1000)))).decode()
    with pytest.raises(BadInput, match="takes from 1 to 10,000,000 lines"):
        Trace(bomb, bomb, NS_PER_S)


def test_needs_an_entry_and_time_for_all() -> None:
    with pytest.raises(BadInput, match="takes from 1 to"):
        trace()
    with pytest.raises(BadInput, match="a duration beyond its last line"):
        trace((5, 1), duration_ns=5)
    assert trace((5, 1), duration_ns=6).count == 1
