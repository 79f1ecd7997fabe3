import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.by_hand import batches, ints


@given(st.sets(st.integers(0, 30), max_size=8), st.lists(st.integers(-2, 32), max_size=8))
def test_a_batch_is_found_by_its_number(numbers: set[int], wanted: list[int]) -> None:
    told = sorted(numbers)
    rows = batches(ints(*told)).rows_of(ints(*wanted))
    assert rows.tolist() == [told.index(number) if number in told else -1 for number in wanted]


def test_chosen_batches_keep_all_that_is_theirs() -> None:
    names = ("start_ns", "ready_ns", "process_ns", "end_ns", "lines")
    columns = {name: ints(0, 1, 2) + 10 * k for k, name in enumerate(names)}
    given = batches(ints(5, 6, 9), np.arange(6).reshape(3, 2), **columns, addBatch=ints(7, 8, 9))
    some = given.chosen(ints(2, 0, 0))
    assert len(some) == 3
    assert some.batch.tolist() == [9, 5, 5]
    for k, name in enumerate(names):
        assert getattr(some, name).tolist() == [10 * k + 2, 10 * k, 10 * k]
    assert some.lanes.tolist() == [[4, 5], [0, 1], [0, 1]]
    assert some.durations_ns["addBatch"].tolist() == [9, 7, 7]
    assert len(given.chosen(ints())) == 0
