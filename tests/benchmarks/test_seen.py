import pickle
import threading
from pathlib import Path

from analysis.record import VISIBLE
from benchmarks.engines.dstreams import _Here
from benchmarks.seen import Seen
from loadgen import journal
from loadgen.clock import RunClock


def test_totals_replace_what_was_known(tmp_path: Path) -> None:
    seen = Seen(tmp_path / "visible.parquet", RunClock.start())
    seen.totals(0, {})
    seen.totals(1, {10: 2, 11: 1})
    seen.totals(2, {10: 5})
    seen.totals(3, {10: 5})  # nothing new: no row
    assert seen.lines == 6
    assert seen.counts == {10: 5, 11: 1}
    seen.close()
    table, _ = journal.read(tmp_path / "visible.parquet")
    assert tuple(table.column_names) == VISIBLE
    assert table["batch"].to_pylist() == [1, 2]
    assert table["lines"].to_pylist() == [3, 6]
    assert table["visible_ns"].to_pylist() == sorted(table["visible_ns"].to_pylist())


def test_counts_that_go_down_are_recorded_as_they_are(tmp_path: Path) -> None:
    seen = Seen(tmp_path / "visible.parquet", RunClock.start())
    seen.totals(0, {1: 9})
    seen.totals(1, {1: 4})
    seen.close()
    assert journal.read(tmp_path / "visible.parquet")[0]["lines"].to_pylist() == [9, 4]


def test_what_was_flushed_outlives_the_process(tmp_path: Path) -> None:
    seen = Seen(tmp_path / "visible.parquet", RunClock.start())
    seen.totals(0, {1: 9})
    seen.flush()
    assert journal.read(tmp_path / "visible.parquet")[0]["lines"].to_pylist() == [9]
    seen.close()


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    seen = Seen(tmp_path / "visible.parquet", RunClock.start())

    def count(length: int) -> None:
        for total in range(1, 200):
            seen.totals(total, {length: total})

    threads = [threading.Thread(target=count, args=(length,)) for length in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen.lines == 4 * 199
    seen.close()
    lines = journal.read(tmp_path / "visible.parquet")[0]["lines"].to_pylist()
    assert lines == list(range(1, 4 * 199 + 1))


def test_results_that_come_while_it_stops_are_no_part_of_the_record(tmp_path: Path) -> None:
    seen = Seen(tmp_path / "visible.parquet", RunClock.start())
    seen.totals(0, {1: 1})
    seen.close()
    seen.totals(1, {1: 2})
    assert journal.read(tmp_path / "visible.parquet")[0]["lines"].to_pylist() == [1]


def test_a_checkpoint_can_pickle_what_holds_it(tmp_path: Path) -> None:
    seen = Seen(tmp_path / "visible.parquet", RunClock.start())
    restored = pickle.loads(pickle.dumps(_Here(seen)))  # noqa: S301 - our own
    assert restored.seen is None
    seen.close()
