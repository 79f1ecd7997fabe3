from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cell import Cell
from benchmarks.tally import Added, Each, Tally, Totals, Windows, tally_of

Line = tuple[int, int]
"""When a line came, ms, and its key."""

keys = st.integers(0, 5)
batches = st.lists(st.lists(keys, max_size=8), max_size=8)


@given(batches, st.booleans())
def test_running_counts_say_how_many_lines_are_in_after_every_batch(
    load: list[list[int]],
    complete: bool,  # noqa: FBT001
) -> None:
    tally, total = Totals(), Counter[int]()
    for batch in load:
        total.update(batch)
        changed = total if complete else set(batch)
        tally.take((key, total[key]) for key in changed)
        assert tally.lines == total.total()
        assert tally.counts == total


@given(st.lists(st.tuples(keys, st.integers(0, 99))))
def test_running_counts_may_go_down_and_are_added_up_all_the_same(rows: list[Line]) -> None:
    tally = Totals()
    tally.take(rows)
    assert tally.counts == dict(rows)
    assert tally.lines == sum(dict(rows).values())


@given(batches)
def test_counts_of_batches_add_up(load: list[list[int]]) -> None:
    tally, total = Added(), Counter[int]()
    for batch in load:
        total.update(batch)
        tally.take(Counter(batch).items())
        assert tally.lines == total.total()
        assert tally.counts == total


@given(batches)
def test_each_row_is_a_line(load: list[list[int]]) -> None:
    tally, total = Each(), Counter[int]()
    for batch in load:
        total.update(batch)
        tally.take((key,) for key in batch)
        assert tally.lines == total.total()
        assert tally.counts == total


slides_ms = st.sampled_from([1, 7, 1000])
of_a_line = st.integers(1, 5)
# From before the epoch too: what a window's start is divided by isn't always below it.
firsts_ms = st.sampled_from([-3000, 0, 1_795_000_000_123])
lines = st.lists(st.tuples(st.integers(0, 20_000), keys), max_size=40)


class Windowing:
    """Counts per window and key, as an engine keeps them.

    Args:
        slide_ms: from one window to the next, ms.
        of_a_line: how many windows a line is in.
        first_ms: when one of the windows begins.
    """

    def __init__(self, slide_ms: int, of_a_line: int, first_ms: int) -> None:
        self._slide_ms = slide_ms
        self._of_a_line = of_a_line
        self._first_ms = first_ms
        self.counts: Counter[Line] = Counter()

    def take(self, batch: Iterable[Line]) -> set[Line]:
        """Count lines; returns the windows and keys whose count has changed."""
        changed = set()
        for at_ms, key in batch:
            newest_ms = self._first_ms + at_ms // self._slide_ms * self._slide_ms
            for before in range(self._of_a_line):
                changed.add((newest_ms - before * self._slide_ms, key))
                self.counts[newest_ms - before * self._slide_ms, key] += 1
        return changed

    def rows(self, which: Iterable[Line]) -> list[Sequence[int]]:
        """Rows of results for some windows and keys."""
        return [(*one, self.counts[one]) for one in which]


@given(slides_ms, of_a_line, firsts_ms, lines, st.randoms(use_true_random=False))
def test_of_windows_that_overlap_each_line_counts_once_in_any_order(
    slide_ms: int, of_a_line: int, first_ms: int, load: list[Line], random: Random
) -> None:
    windowing = Windowing(slide_ms, of_a_line, first_ms)
    rows = windowing.rows(windowing.take(load))
    random.shuffle(rows)
    tally, before = Windows(slide_ms, of_a_line), 0
    for row in rows:
        tally.take([row])
        assert before <= tally.lines <= len(load)
        assert sum(tally.counts.values()) == tally.lines
        before = tally.lines
    assert tally.lines == len(load)
    assert tally.counts == Counter(key for _, key in load)


@given(slides_ms, of_a_line, firsts_ms, st.lists(lines, max_size=5), st.booleans())
def test_windows_that_are_kept_up_to_date_say_how_many_lines_are_in_after_every_batch(
    slide_ms: int,
    of_a_line: int,
    first_ms: int,
    load: list[list[Line]],
    complete: bool,  # noqa: FBT001
) -> None:
    windowing, tally, total = (
        Windowing(slide_ms, of_a_line, first_ms),
        Windows(slide_ms, of_a_line),
        0,
    )
    for batch in load:
        changed = windowing.take(batch)
        total += len(batch)
        tally.take(windowing.rows(windowing.counts if complete else changed))
        assert tally.lines == total


def test_windows_that_are_closed_one_after_another() -> None:
    tally = Windows(slide_ms=1000, of_a_line=2)
    tally.take([(-1000, 7, 3)])
    assert tally.lines == 3, "those of its second half are in the next one too"
    tally.take([(0, 7, 5)])
    assert (tally.lines, tally.counts) == (5, {7: 5})
    tally.take([(1000, 7, 4), (1000, 8, 1)])
    assert (tally.lines, tally.counts) == (8, {7: 7, 8: 1})


@pytest.mark.parametrize("tally", [Totals(), Added(), Each(), Windows(1000, 2)])
def test_of_nothing_there_are_no_lines(tally: Tally) -> None:
    tally.take([])
    assert (tally.lines, tally.counts) == (0, {})


def test_counts_are_the_callers_own() -> None:
    for tally, row in [(Totals(), (1, 2)), (Added(), (1, 2)), (Each(), (1,))]:
        tally.take([row])
        tally.counts.clear()
        assert tally.counts


@pytest.mark.parametrize(
    ("spec", "rows", "found"),
    [
        ({}, [(1, 2), (1, 5)], {1: 5}),
        ({"workload": "length-count-batch"}, [(1, 2), (1, 5)], {1: 7}),
        ({"workload": "lengths"}, [(1,), (1,), (2,)], {1: 2, 2: 1}),
        ({"workload": "length-count-window"}, [(0, 1, 2), (5000, 1, 3), (0, 1, 4)], {1: 7}),
        (
            {"workload": "length-count-window", "window": "10s/5s"},
            [(0, 1, 2), (5000, 1, 3), (10_000, 1, 4)],
            {1: 6},
        ),
    ],
)
def test_a_cells_results_go_with_its_workload(
    spec: dict[str, str], rows: list[Sequence[int]], found: dict[int, int]
) -> None:
    tally = tally_of(Cell.parse(spec))
    tally.take(rows)
    assert tally.counts == found
    assert tally.lines == sum(found.values())


def test_rows_of_another_form_are_no_results() -> None:
    with pytest.raises(ValueError, match="unpack"):
        Totals().take([(1, 2, 3)])
