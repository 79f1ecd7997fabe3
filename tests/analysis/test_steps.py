import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.record import Int64
from analysis.steps import Spans, Steps, joined
from tests.analysis.by_hand import START_NS, entries, first_with, ints, moments, reference

Entries = tuple[Int64, Int64]


def stretches() -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, 50), st.integers(0, 50)).map(
        lambda ends: (min(ends), max(ends))
    )


@given(entries(), stretches())
def test_a_line_belongs_to_the_first_entry_that_counts_it(
    told: Entries, ends: tuple[int, int]
) -> None:
    first, stop = ends
    counts, times_ns = told
    spans = Steps.of(counts, times_ns, stop).spans(first, stop)
    times = reference(counts, times_ns, stop)[first:]
    known = [time for time in times if time >= 0]
    assert np.repeat(spans.time_ns, spans.count).tolist() == known
    rows = [first_with(counts, line) for line in range(first, first + len(known))]
    assert np.repeat(spans.row, spans.count).tolist() == rows
    assert (spans.count > 0).all()
    assert np.append(spans.first, first + len(known)).tolist() == [first, *spans.stop.tolist()]
    assert (np.diff(spans.row) > 0).all()


@given(entries(), st.integers(0, 50), st.lists(moments(1_000), max_size=6))
def test_before_a_time_is_as_many_as_the_steps_until_then_had(
    told: Entries, most: int, at_ns: list[int]
) -> None:
    counts, times_ns = told
    steps = Steps.of(counts, times_ns, most)
    for ns, found in zip(at_ns, steps.before(ints(*at_ns)), strict=True):
        had = [count for count, time in zip(counts, times_ns, strict=True) if time < ns]
        assert found == min(max([0, *had]), most)


def test_counts_never_fall_and_never_overshoot() -> None:
    steps = Steps.of(ints(-2, 3, 1, 9, 5), np.arange(5) + START_NS, 7)
    assert steps.lines.tolist() == [0, 3, 3, 7, 7]
    assert steps.total == 7
    assert Steps.of(ints(), ints(), 7).total == 0
    spans = steps.spans(0, 9)
    assert (spans.first.tolist(), spans.stop.tolist()) == ([0, 3], [3, 7])
    assert spans.row.tolist() == [1, 3]


def test_what_happens_at_a_time_is_not_before_it() -> None:
    steps = Steps(ints(4, 6), ints(10, 20))
    assert steps.before(ints(10, 11, 20, 21, 0)).tolist() == [0, 4, 4, 6, 0]


def test_some_spans_are_chosen_with_all_that_they_have() -> None:
    spans = Steps(ints(2, 5, 9), ints(10, 20, 30)).spans(0, 9)
    for which in (ints(0, 2), slice(0, None, 2)):
        some = spans.chosen(which)
        assert len(some) == 2
        assert (some.first.tolist(), some.stop.tolist()) == ([0, 5], [2, 9])
        assert (some.time_ns.tolist(), some.row.tolist()) == ([10, 30], [0, 2])


def places(spans: Spans) -> dict[int, int]:
    """The place of each line's span."""
    return {
        line: place
        for place, (first, stop) in enumerate(zip(spans.first, spans.stop, strict=True))
        for line in range(first, stop)
    }


@given(entries(), entries(), stretches(), stretches())
def test_joined_has_the_lines_of_both_each_with_its_two_places(
    told: Entries, also: Entries, one_ends: tuple[int, int], other_ends: tuple[int, int]
) -> None:
    one, other = Steps.of(*told, 50).spans(*one_ends), Steps.of(*also, 50).spans(*other_ends)
    count, of_one, of_other = joined(one, other)
    in_one, in_other = places(one), places(other)
    both = sorted(in_one.keys() & in_other.keys())
    assert np.repeat(of_one, count).tolist() == [in_one[line] for line in both]
    assert np.repeat(of_other, count).tolist() == [in_other[line] for line in both]
    assert (count > 0).all()
    assert len(count) <= len(one) + len(other)
