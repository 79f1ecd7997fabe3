from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.run import Run
from analysis.validity.cliffs import socket_rows
from analysis.validity.finding import Level
from loadgen.schedule import Constant
from tests.analysis.by_hand import START_NS, Given, batches, ints
from tests.analysis.validity.changes import level, told, with_column
from tests.analysis.validity.cliffs.worked import cell

MS = 1_000_000
S = 1_000 * MS
# The first is at 0 s, all others are warm.
GAP_NS = 10 * S


def taking(run: Run, rows: Sequence[int], took_ms: Sequence[float]) -> Run:
    """The run, with batches of so many rows, all of which were sent, and taken."""
    lines = np.cumsum(ints(*rows))
    starts_ns = START_NS + np.arange(len(rows)) * GAP_NS
    took_ns = np.array([round(ms * MS) for ms in took_ms])
    made = batches(
        np.arange(len(rows)),
        start_ns=starts_ns,
        end_ns=starts_ns + took_ns,
        lines=lines,
        addBatch=took_ns,
    )
    return sent(replace(run, batches=made), int(lines[-1]))


def sent(run: Run, lines: int, lanes: int = 1) -> Run:
    """The run, of which so many lines were sent at its start."""
    each = [(ints(lines // lanes), ints(START_NS))] * lanes
    none = [ints()] * lanes
    return replace(run, lines=Given(Constant(1e6, 10 * S), each, none, ints()).lines())


def ended(run: Run, after_ns: int) -> Run:
    """The run, sampled until so long after its last batch."""
    end_ns = int(run.batches.end_ns[-1])
    return with_column(run, "resources", "time_ns", ints(START_NS, end_ns + after_ns))


def square_ms(rows: int) -> float:
    """What a batch takes here: 100 ms, 20 us a row, and 2.5 ns for each step along the list."""
    return 100 + rows * 0.02 + rows**2 * 2.5e-6


def by_square(run: Run, rows: Sequence[int]) -> Run:
    return taking(run, rows, [square_ms(count) for count in rows])


def test_the_square_of_the_rows(run: Run) -> None:
    found = socket_rows(by_square(run, [4_000, 4_000, 5_000, 5_000, 5_000, 5_000, 72_500]))
    assert found is not None
    assert level(found) is Level.NOTE
    assert found.evidence == (
        "a batch of 72,500 rows took 14.7 s, 203 us a row; one of 5,000 rows took 0.26 s, 52 us a "
        "row"
    )


ROWS = [2_000, 3_000, 4_000, 4_500, 20_000]


@pytest.mark.parametrize(
    ("rows", "took_ms", "expected"),
    [
        (ROWS, [200, 300, 400, 450, 4_000], Level.NOTE),
        (ROWS, [200, 300, 400, 450, 3_999], None),  # twice as much a row
        (ROWS, [20, 30, 40, 45, 1_000], Level.NOTE),
        (ROWS, [20, 30, 40, 45, 999], None),  # a pause may make as much
        (ROWS, [200, 300, 400, 450, 13_999], Level.NOTE),
        (ROWS, [200, 300, 400, 450, 14_001], None),  # more than steps along a list take
        ([2_000, 3_000, 6_666, 20_000], [200, 300, 666, 8_000], Level.NOTE),
        ([2_000, 3_000, 6_667, 20_000], [200, 300, 666, 8_000], None),  # too few a third its size
        ([20_000, 2_000, 3_000, 4_000], [8_000, 200, 300, 400], None),  # the JVM was cold
        ([20_000], [8_000], None),
    ],
)
def test_its_thresholds(
    run: Run, rows: list[int], took_ms: list[float], expected: Level | None
) -> None:
    assert level(socket_rows(taking(run, rows, took_ms))) is expected


noise = st.floats(0.75, 1.3)


@given(
    fixed_ms=st.floats(1, 2_000),
    row_us=st.floats(1, 500),
    counts=st.lists(st.tuples(st.integers(1, 100_000), noise), min_size=1, max_size=30),
)
def test_a_fixed_cost_and_a_price_per_row_are_no_cliff(
    run: Run, fixed_ms: float, row_us: float, counts: list[tuple[int, float]]
) -> None:
    rows = [count for count, _ in counts]
    took_ms = [(fixed_ms + row_us * count / 1000) * factor for count, factor in counts]
    assert socket_rows(taking(run, rows, took_ms)) is None


@given(
    small=st.lists(st.integers(2_000, 8_000), min_size=4, max_size=20),
    large=st.integers(70_000, 200_000),
)
def test_the_square_is_found_wherever_there_is_a_large_batch(
    run: Run, small: list[int], large: int
) -> None:
    assert level(socket_rows(by_square(run, [*small, large]))) is Level.NOTE


def test_a_batch_that_the_end_of_the_run_cut_off(run: Run) -> None:
    small = by_square(run, [4_000, 4_000, 5_000, 5_000])
    assert socket_rows(ended(small, 8 * S)) is None  # nothing was left
    cut = sent(small, 18_000 + 70_000)
    assert socket_rows(ended(cut, 7 * S)) is None  # as it might at the small ones' price
    found = socket_rows(ended(cut, 8 * S))
    assert found is not None
    assert found.evidence.startswith(
        "a batch of about 70,000 rows wasn't done when the run was ended, after 8.0 s, 114 us a "
        "row; one of "
    )


def test_with_an_interval_it_began_with_the_next_trigger(run: Run) -> None:
    cut = sent(by_square(run, [4_000, 4_000, 5_000, 5_000]), 18_000 + 70_000)
    every = told(cut, interval_ns=S)
    waits_ns = -int(cut.batches.end_ns[-1]) % S
    assert waits_ns > 0
    assert socket_rows(ended(every, 8 * S)) is None
    assert level(socket_rows(ended(every, 8 * S + waits_ns))) is Level.NOTE


def test_each_lane_has_a_list_of_its_own(run: Run) -> None:
    rows = [4_000, 4_000, 5_000, 5_000, 20_000]
    found = socket_rows(cell(taking(run, rows, [50, 50, 60, 60, 2_000]), lanes=2))
    assert found is not None
    assert found.evidence.startswith("a batch of 10,000 rows took 2.0 s")
    assert socket_rows(cell(taking(run, rows, [50, 50, 60, 60, 2_000]), lanes=4)) is None


def test_other_sources_have_no_such_list(run: Run) -> None:
    square = by_square(run, [4_000, 4_000, 5_000, 5_000, 72_500])
    assert level(socket_rows(square)) is Level.NOTE
    assert socket_rows(cell(square, source="files")) is None
    assert socket_rows(cell(square, api="dstreams")) is None


def test_what_isnt_known_is_no_finding(run: Run) -> None:
    assert socket_rows(replace(run, batches=batches(ints(), addBatch=ints()))) is None
    cut = ended(sent(by_square(run, [4_000, 4_000, 5_000, 5_000]), 88_000), 8 * S)
    assert level(socket_rows(cut)) is Level.NOTE
    assert socket_rows(with_column(cut, "resources", "time_ns", ints())) is None
    assert socket_rows(replace(cut, lines=replace(cut.lines, lanes=()))) is None
