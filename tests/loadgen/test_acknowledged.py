import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen.acknowledged import ack_ms, delivered
from loadgen.summary import in_words

MS = 1_000_000

steps = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), max_size=8)


def rows_of(lanes: list[list[tuple[int, int]]]) -> np.ndarray:
    """Rows of a log from the steps of each lane: lines more, ms later."""
    rows = []
    for lane, moves in enumerate(lanes):
        lines = at_ms = 0
        for more, later in moves:
            lines, at_ms = lines + more, at_ms + later
            rows.append((lane, lines, at_ms * MS))
    return np.array(sorted(rows, key=lambda row: row[2]), dtype=np.int64).reshape(-1, 3)


def times(rows: np.ndarray, lane: int) -> list[int]:
    """When each line of a lane came, one by one."""
    found: list[int] = []
    for _, lines, at_ns in (row for row in rows.tolist() if row[0] == lane):
        found += [at_ns] * (lines - len(found))
    return found


@given(st.lists(st.tuples(steps, steps), min_size=1, max_size=3))
def test_each_line_counts_from_when_it_left(
    lanes: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]],
) -> None:
    sent = rows_of([left for left, _ in lanes])
    most = [sum(more for more, _ in left) for left, _ in lanes]
    acked = rows_of([heard for _, heard in lanes])
    acked = acked[[lines <= most[lane] for lane, lines, _ in acked.tolist()]].reshape(-1, 3)
    each = sorted(
        heard_ns - left_ns
        for lane in range(len(lanes))
        for left_ns, heard_ns in zip(times(sent, lane), times(acked, lane), strict=False)
    )
    told = ack_ms(sent, acked, len(lanes))
    if not each:
        assert told == {"p50": None, "p99": None, "max": None}
        return
    rank = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    expected = {name: each[math.ceil(q * len(each)) - 1] / MS for name, q in rank.items()}
    assert told == pytest.approx(expected)


def test_lines_without_an_acknowledgement_have_failed() -> None:
    took = [
        {"lane": 0, "lines": 10, "acknowledged": 10, "reason": ""},
        {"lane": 1, "lines": 10, "acknowledged": 7, "reason": "timed out"},
    ]
    sent, acked = rows_of([[(10, 1)], [(10, 1)]]), rows_of([[(10, 3)], [(7, 4)]])
    told = delivered(took, sent, acked, 2, {"acks": "all"})
    assert (told["acknowledged"], told["failed"], told["producer"]) == (17, 3, {"acks": "all"})
    assert told["failures"] == [{"lane": 1, "lines": 3, "reason": "timed out"}]
    assert told["ack_ms"] == {"p50": 2.0, "p99": 3.0, "max": 3.0}


def test_in_words_they_stand_beside_what_was_sent() -> None:
    summary = {
        "emitted": 20,
        "scheduled": 20,
        "bytes": 2_000_000,
        "start_ns": 0,
        "end_ns": 2_000 * MS,
        "rate": {"sent_per_s": 10.0, "target_per_s": 10.0},
        "lateness_ms": {"p50": 0.1, "p99": 0.2, "max": 0.3},
        "late": False,
        "keys": 0,
        "connections": [],
        "acknowledged": 17,
        "failures": [{"lane": 1, "lines": 3, "reason": "timed out"}],
        "ack_ms": {"p50": 2.0, "p99": 3.0, "max": 3.0},
    }
    said = in_words(summary).splitlines()
    assert (
        said[-2] == "acked     17 lines, after they had left: p50 2.00 ms, p99 3.00 ms, max 3.00 ms"
    )
    assert said[-1] == "lane 1    3 lines weren't acknowledged: timed out"
    summary["ack_ms"] = {"p50": None, "p99": None, "max": None}
    assert "acked     17 lines" in in_words(summary).splitlines()
