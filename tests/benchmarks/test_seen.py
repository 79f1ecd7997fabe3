import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.record import VISIBLE
from benchmarks.seen import UNTOLD, Seen
from benchmarks.tally import Each, Tally, Totals
from loadgen import journal
from loadgen.clock import RunClock

CLOCK = RunClock(0)


def seen_by(tally: Tally | None, folder: Path) -> Seen:
    return Seen(folder / "visible.parquet", CLOCK, tally)


def record_of(folder: Path) -> pa.Table:
    return journal.read(folder / "visible.parquet")[0]


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Seen]:
    """Of running counts."""
    made = seen_by(Totals(), tmp_path)
    yield made
    made.close()


def test_each_result_that_has_more_lines_is_a_row(seen: Seen, tmp_path: Path) -> None:
    before_ns = CLOCK.now_ns()
    seen.rows(0, [])
    seen.rows(1, [(10, 2), (11, 1)])
    seen.rows(2, [(10, 5)])
    seen.rows(3, [(10, 5)])  # nothing new: no row
    assert seen.lines == 6
    assert seen.counts == {10: 5, 11: 1}
    assert seen.newest == 2
    seen.close()
    record = record_of(tmp_path)
    assert tuple(record.column_names) == VISIBLE
    assert record["batch"].to_pylist() == [1, 2]
    assert record["lines"].to_pylist() == [3, 6]
    first_ns, second_ns = record["visible_ns"].to_pylist()
    assert before_ns <= first_ns <= second_ns <= CLOCK.now_ns()


def test_counts_that_go_down_are_recorded_as_they_are(seen: Seen, tmp_path: Path) -> None:
    seen.rows(0, [(1, 9)])
    seen.rows(1, [(1, 4)])
    seen.close()
    assert record_of(tmp_path)["lines"].to_pylist() == [9, 4]


def test_results_may_have_been_in_hand_for_a_while(seen: Seen, tmp_path: Path) -> None:
    at_ns = seen.now_ns()
    seen.rows(0, [(1, 9)], at_ns)
    seen.close()
    assert record_of(tmp_path)["visible_ns"].to_pylist() == [at_ns]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_what_adds_up_is_in_hand_when_the_last_of_it_is(times_ns: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        rows: list[tuple[int, ...]] = []
        patch.setattr("benchmarks.seen.Journal", lambda *_: Rows(rows))
        seen = Seen(Path("visible.parquet"), CLOCK, Each())
        for at_ns in times_ns:
            seen.rows(0, [(1,)], at_ns)
    assert [lines for _, lines, _ in rows] == list(range(1, len(times_ns) + 1))
    assert [at_ns for *_, at_ns in rows] == [max(times_ns[: k + 1]) for k in range(len(times_ns))]


class Rows:
    """In place of a journal: the rows that it was given."""

    def __init__(self, rows: list[tuple[int, ...]]) -> None:
        self._rows = rows

    def append(self, *row: int) -> None:
        self._rows.append(row)


def test_what_was_flushed_outlives_the_process(seen: Seen, tmp_path: Path) -> None:
    seen.rows(0, [(1, 9)])
    seen.flush()
    assert record_of(tmp_path)["lines"].to_pylist() == [9]


def test_many_threads_lose_nothing(seen: Seen, tmp_path: Path) -> None:
    def count(length: int) -> None:
        for total in range(1, 200):
            seen.rows(total, [(length, total)])

    threads = [threading.Thread(target=count, args=(length,)) for length in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen.lines == 4 * 199
    seen.close()
    record = record_of(tmp_path)
    assert record["lines"].to_pylist() == list(range(1, 4 * 199 + 1))
    times_ns = record["visible_ns"].to_pylist()
    assert times_ns == sorted(times_ns)


def test_results_that_come_while_it_stops_are_no_part_of_the_record(
    seen: Seen, tmp_path: Path
) -> None:
    seen.rows(0, [(1, 1)])
    seen.close()
    seen.rows(1, [(1, 2)])
    assert seen.counts == {1: 1}
    assert record_of(tmp_path)["lines"].to_pylist() == [1]


def test_results_that_do_not_say_are_told_of_batch_by_batch(tmp_path: Path) -> None:
    seen = seen_by(None, tmp_path)
    seen.rows(4, [(1, 2, 3)])
    seen.rows(5, [])
    seen.close()
    assert (seen.lines, seen.counts) == (0, {})
    record = record_of(tmp_path)
    assert record["batch"].to_pylist() == [4, 5]
    assert record["lines"].to_pylist() == [UNTOLD, UNTOLD]


def test_rows_of_another_form_do_not_stop_the_next_ones(seen: Seen) -> None:
    with pytest.raises(ValueError, match="unpack"):
        seen.rows(0, [(1, 2, 3)])
    seen.rows(1, [(1, 2)])
    assert seen.lines == 2
