from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis import observers, progress, record
from analysis.batches import Batches
from analysis.observers import Observers, compare
from analysis.record import Columns
from tests.analysis.synthetic import MS, Made, write_run


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Columns, Batches]:
    run = record.read(write_run(tmp_path_factory.mktemp("observers") / "run"))
    return run.visible, progress.batches(run)


def test_they_agree(seen: tuple[Columns, Batches]) -> None:
    visible, batches = seen
    found = compare(visible, batches)
    total = int(visible["lines"][-1])
    assert found.figures() == {
        "sink_lines": total,
        "progress_lines": total,
        "max_difference_lines": 0,
    }
    assert found.unseen_batches == 0
    assert found.late_ms is not None
    assert found.late_ms < 0
    assert found.early_ms is not None
    assert found.early_ms < -80  # no batch is faster


def test_the_largest_difference_counts_wherever_it_is(seen: tuple[Columns, Batches]) -> None:
    visible, batches = seen
    for change in (7, -7):
        lines = batches.lines.copy()
        lines[20] += change
        found = compare(visible, replace(batches, lines=lines))
        assert found.max_difference_lines == 7
        assert found.progress_lines == found.sink_lines


def test_batches_that_only_one_knows_are_counted(seen: tuple[Columns, Batches]) -> None:
    visible, batches = seen
    fewer = {name: column[:-2] for name, column in visible.items()}
    found = compare(fewer, batches)
    assert found.unseen_batches == 2
    assert found.max_difference_lines == visible["lines"][-1] - visible["lines"][-3]
    renumbered = replace(batches, batch=batches.batch + 1000)
    found = compare(visible, renumbered)
    assert found.unseen_batches == 2 * len(batches)
    assert found.late_ms is None


def test_results_at_odd_times_show(seen: tuple[Columns, Batches]) -> None:
    visible, batches = seen
    end_ns, start_ns = batches.end_ns.copy(), batches.start_ns.copy()
    end_ns[3] = visible["visible_ns"][3] - 60 * MS
    start_ns[5] = visible["visible_ns"][5] + 6 * MS
    found = compare(visible, replace(batches, end_ns=end_ns, start_ns=start_ns))
    assert (found.late_ms, found.early_ms) == (60.0, 6.0)


def test_a_repeated_result_is_no_batch_of_its_own(seen: tuple[Columns, Batches]) -> None:
    visible, batches = seen
    again = {name: np.append(column, column[-1]) for name, column in visible.items()}
    again["batch"][-1] += 1
    assert compare(again, batches).unseen_batches == 0


def test_where_one_is_silent_the_other_is_told(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(api="floor", setting="none")))
    none = progress.batches(run)
    lines = int(run.visible["lines"][-1])
    assert compare(run.visible, none) == Observers(sink_lines=lines)
    nothing = {name: column[:0] for name, column in run.visible.items()}
    assert compare(nothing, none) == observers.Observers()


def in_parts(visible: Columns) -> Columns:
    """Each result in two rows, of which the first lacks half of what is new."""
    before = np.concatenate(([0], visible["lines"][:-1]))
    half = (before + visible["lines"]) // 2
    return {
        "batch": np.repeat(visible["batch"], 2),
        "lines": np.stack([half, visible["lines"]], axis=1).ravel(),
        "visible_ns": np.repeat(visible["visible_ns"], 2),
    }


def test_of_the_rows_of_a_batch_the_last_has_all_its_lines(seen: tuple[Columns, Batches]) -> None:
    visible, batches = seen
    apart = in_parts(visible)
    assert compare(apart, batches) == compare(visible, batches)
    apart["lines"][41] += 7
    assert compare(apart, batches).max_difference_lines == 7
    apart["lines"][41] -= 7
    apart["visible_ns"][40] = batches.start_ns[20] - 6 * MS  # the first row of a batch counts too
    assert compare(apart, batches).early_ms == 6
    renumbered = replace(batches, batch=batches.batch + 1000)
    assert compare(apart, renumbered).unseen_batches == 2 * len(batches)


def held_back(seen: tuple[Columns, Batches]) -> tuple[Columns, Batches]:
    """Every fifth batch shows what the four before it took, and the last ones show nothing."""
    visible, batches = seen
    showing = np.arange(9, len(batches) - 7, 5)
    late = {name: column[showing] for name, column in visible.items()}
    return late | {"lines": visible["lines"][showing - 1]}, batches


def test_a_sink_that_has_to_wait_lags(seen: tuple[Columns, Batches]) -> None:
    visible, batches = held_back(seen)
    found = compare(visible, batches, withheld=True)
    assert (found.max_difference_lines, found.unseen_batches) == (0, 0)
    assert (found.sink_lines or 0) < (found.progress_lines or 0)
    # Of a sink that hasn't to, that would have been a lot.
    strict = compare(visible, batches)
    assert (strict.max_difference_lines or 0) > 100
    assert strict.unseen_batches > 0


def test_a_sink_that_has_to_wait_has_never_more_than_progress(
    seen: tuple[Columns, Batches],
) -> None:
    visible, batches = held_back(seen)
    row = int(np.flatnonzero(batches.batch == visible["batch"][3])[0])
    visible["lines"][3] = batches.lines[row] + 4
    assert compare(visible, batches, withheld=True).max_difference_lines == 4
    visible["lines"][3] = batches.lines[row]
    visible["batch"][5] = 100_000
    assert compare(visible, batches, withheld=True).unseen_batches == 1
    visible["lines"][-1] = batches.lines[-1] + 9
    assert compare(visible, batches, withheld=True).max_difference_lines is not None
    ended = compare({name: column[-1:] for name, column in visible.items()}, batches, withheld=True)
    assert (ended.max_difference_lines or 0) >= 9
