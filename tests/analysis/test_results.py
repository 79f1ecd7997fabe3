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


def of_a_topic(run: RunRecord, *rows: tuple[int, int], **info: object) -> RunRecord:
    """The run whose results, of lines and at a time each, don't say which batch they are of."""
    lines, at_ns = (ints(*column) for column in zip(*rows, strict=True))
    visible = {"batch": np.full(len(rows), -1), "lines": lines, "visible_ns": at_ns}
    cell = dict(run.info["cell"]) | {"sink": "kafka"}
    return replace(run, info=dict(run.info) | {"cell": cell} | info, visible=visible)


def test_counts_of_a_batch_that_come_one_by_one_count_once_all_are_there(run: RunRecord) -> None:
    rows = (2, 50), (10, 90), (11, 150), (24, 170), (25, 180), (40, 290)
    found = results.of(of_a_topic(run, *rows), TOLD)
    assert listed(found) == [[3, 4, 7], [10, 25, 40], [90, 180, 290]]


def test_what_is_beyond_the_last_batch_told_of_is_taken_as_it_is(run: RunRecord) -> None:
    found = results.of(of_a_topic(run, (40, 290), (41, 310), (44, 320)), TOLD)
    assert listed(found) == [[7, -1, -1], [40, 41, 44], [290, 310, 320]]


def test_where_each_line_is_shown_by_itself_it_counts_from_then(run: RunRecord) -> None:
    rows = (2, 50), (10, 90), (11, 150), (40, 290)
    found = results.of(of_a_topic(run, *rows, by_batch=False), TOLD)
    assert listed(found) == [[3, 3, 4, 7], [2, 10, 11, 40], [50, 90, 150, 290]]


def test_without_an_account_there_are_no_batches_to_give_results_to(run: RunRecord) -> None:
    of_none = by_hand.batches(ints(), lines=ints(), end_ns=ints())
    found = of_a_topic(run, (2, 50), (10, 90))
    assert results.of(found, of_none) is found.visible
