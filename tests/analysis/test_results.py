from dataclasses import replace

import numpy as np
import pytest

from analysis import record, results
from analysis.record import Columns, RunRecord
from tests.analysis import by_hand
from tests.analysis.by_hand import ints
from tests.analysis.synthetic import write_run

TOLD = by_hand.batches(ints(3, 4, 7), lines=ints(10, 25, 40), end_ns=ints(100, 200, 300))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunRecord:
    return record.read(write_run(tmp_path_factory.mktemp("results") / "run"))


def untold(run: RunRecord, *rows: tuple[int, int]) -> RunRecord:
    """The run whose results, of a batch and at a time each, don't say how many lines are in."""
    batch, at_ns = (ints(*column) for column in zip(*rows, strict=True)) if rows else (ints(),) * 2
    visible = {"batch": batch, "lines": np.full(len(batch), -1), "visible_ns": at_ns}
    info = dict(run.info) | {"observers": {"results": False}}
    return replace(run, info=info, visible=visible)


def listed(found: Columns) -> list[list[int]]:
    assert tuple(found) == record.VISIBLE
    assert {column.dtype for column in found.values()} == {np.dtype(np.int64)}
    return [found[name].tolist() for name in record.VISIBLE]


def test_results_that_say_how_many_lines_are_in_are_taken_as_they_are(run: RunRecord) -> None:
    assert results.of(run, TOLD) is run.visible


def test_lines_of_a_batch_are_visible_when_the_sink_told_of_it(run: RunRecord) -> None:
    found = results.of(untold(run, (3, 90), (4, 180), (5, 190), (7, 290)), TOLD)
    assert listed(found) == [[3, 4, 7], [10, 25, 40], [90, 180, 290]]


def test_of_several_rows_the_last_has_all_of_the_batch(run: RunRecord) -> None:
    found = results.of(untold(run, (3, 90), (4, 150), (4, 180)), TOLD)
    assert listed(found)[2] == [90, 180, 300]


def test_without_a_row_they_are_visible_at_its_end(run: RunRecord) -> None:
    assert listed(results.of(untold(run, (4, 180)), TOLD))[2] == [100, 180, 300]
    silent = results.of(untold(run), TOLD)
    assert listed(silent) == listed(results.by_engine(TOLD))
    assert listed(silent) == [[3, 4, 7], [10, 25, 40], [100, 200, 300]]


def test_what_was_visible_stays_so(run: RunRecord) -> None:
    # The end of batch 4 is cut off to a ms, and so comes before the next result, which isn't.
    assert listed(results.of(untold(run, (3, 205)), TOLD))[2] == [205, 205, 300]


@pytest.mark.parametrize("rows", [(), ((3, 90),)])
def test_without_an_account_there_is_nothing_to_say(
    run: RunRecord, rows: tuple[tuple[int, int], ...]
) -> None:
    nothing = by_hand.batches(ints())
    assert listed(results.of(untold(run, *rows), nothing)) == [[], [], []]
