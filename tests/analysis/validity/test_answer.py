from dataclasses import replace

import numpy as np
import pytest

from analysis.record import Int64
from analysis.run import Run
from analysis.validity import answer
from analysis.validity.finding import Level
from loadgen.sinks.files import file_name
from tests.analysis.by_hand import START_NS, ints, of_times, results
from tests.analysis.synthetic import MS
from tests.analysis.validity.changes import INVALID, SUSPECT, level, saying, told


@pytest.mark.parametrize("status", ["running", "failed", "interrupted"])
def test_incomplete(run: Run, status: str) -> None:
    found = answer.incomplete(told(run, status=status, error="Py4JError: gone"))
    assert level(found) is INVALID
    assert found is not None
    assert "gone" in found.evidence
    assert answer.incomplete(run) is None


def test_nothing_measured(run: Run) -> None:
    found = answer.nothing_measured(saying(run, records={"measured": 0}))
    assert found is not None
    assert found.level is INVALID
    assert answer.nothing_measured(saying(run, records={"measured": 1})) is None
    cut_off = told(saying(run, records={"measured": 0}), status="interrupted", error="Ctrl-C")
    assert answer.nothing_measured(cut_off) is None
    found = answer.incomplete(cut_off)
    assert found is not None
    assert found.evidence.startswith("the run was interrupted: Ctrl-C; ")


def test_lines_lost(run: Run) -> None:
    one = saying(run, records={"lost": 1})
    assert level(answer.lines_lost(one)) is INVALID
    assert answer.lines_lost(run) is None
    assert answer.lines_lost(told(one, status="running")) is None  # its logs end here and there
    found = answer.lines_lost(one)
    assert found is not None
    assert "never sent" not in found.evidence
    due_ns = START_NS + np.arange(1_200) * MS
    unsent = replace(one, lines=of_times(due_ns, due_ns[:-3], due_ns[:-4]))
    found = answer.lines_lost(unsent)
    assert found is not None
    assert found.evidence == "1 of 1,200 lines never became visible, 3 of them never sent"


def test_lines_duplicated(run: Run) -> None:
    one = saying(run, records={"duplicated": 1})
    assert level(answer.lines_duplicated(one)) is INVALID
    assert answer.lines_duplicated(run) is None
    assert answer.lines_duplicated(told(one, status="failed")) is None


def counting(run: Run, seen: dict[int, int], duplicated: int = 0) -> Run:
    """The run, in which 40 lines of length 9 and 60 of length 10 were sent.

    Args:
        run: whatever else is of this one.
        seen: how many of each its results had in the end.
        duplicated: how many lines more than were sent the results had; below 0 for fewer.
    """
    keys = sorted({9, 10, *seen})
    expected = {9: 40, 10: 60}
    counts = {
        "key": ints(*keys),
        "expected": ints(*(expected.get(key, 0) for key in keys)),
        "seen": ints(*(seen.get(key, 0) for key in keys)),
    }
    run = replace(run, record=replace(run.record, counts=counts))
    run = replace(run, visible=results(ints(50, 100 + duplicated), START_NS + ints(1, 2)))
    return saying(run, records={"emitted": 100})


def test_counts_differ(run: Run) -> None:
    assert answer.counts_differ(counting(run, {10: 60, 9: 40})) is None
    swapped = counting(run, {9: 41, 10: 59})
    assert level(answer.counts_differ(swapped)) is INVALID
    assert level(answer.counts_differ(counting(run, {9: 40, 10: 60, 11: 1}))) is INVALID
    assert level(answer.counts_differ(counting(run, {9: 40}))) is INVALID
    assert answer.counts_differ(told(swapped, status="interrupted")) is None
    unknown = replace(swapped, record=replace(swapped.record, counts=None))
    assert answer.counts_differ(unknown) is None


def test_counts_say_which_is_the_furthest_off(run: Run) -> None:
    wrong = counting(run, {9: 41, 10: 57, 11: 2})
    found = answer.counts_differ(wrong)
    assert found is not None
    said = "3 lengths have a wrong count, most of all length 10: -3 to 60"
    assert found.evidence == said
    found = answer.counts_differ(told(wrong, cell={**run.record.info["cell"], "keys": 20}))
    assert found is not None
    assert found.evidence == said.replace("length", "key")


def test_counts_that_doubled_lines_explain_are_no_finding_of_their_own(run: Run) -> None:
    # What is known to be there twice explains as much, and no more.
    assert answer.counts_differ(counting(run, {9: 43, 10: 60}, duplicated=3)) is None
    assert level(answer.counts_differ(counting(run, {9: 43, 10: 60}, duplicated=2))) is INVALID
    assert level(answer.counts_differ(counting(run, {9: 44, 10: 59}, duplicated=3))) is INVALID


def test_counts_that_lost_lines_explain_are_no_finding_of_their_own(run: Run) -> None:
    # So it is with those of a tail, whose windows are open still.
    assert answer.counts_differ(counting(run, {9: 38, 10: 57}, duplicated=-5)) is None
    assert level(answer.counts_differ(counting(run, {9: 34, 10: 61}, duplicated=-5))) is INVALID
    # Lines that never left are in neither count: they explain nothing.
    assert level(answer.counts_differ(counting(run, {9: 38, 10: 57}))) is INVALID


def test_a_million_keys_are_counted_at_once(run: Run) -> None:
    key = np.arange(1_000_000)
    seen = np.full(len(key), 7)
    counts = {"key": key, "expected": np.full(len(key), 7), "seen": seen}
    many = replace(run, record=replace(run.record, counts=counts))
    assert answer.counts_differ(many) is None
    seen[[5, 999_999]] += [-1, 3]
    found = answer.counts_differ(many)
    assert found is not None
    assert found.evidence.startswith("2 lengths have a wrong count, most of all length 999999: +3")


def test_totals_that_go_down(run: Run) -> None:
    totals = run.visible["lines"].copy()
    totals[30] = totals[29]
    assert answer.counts_differ(showing(run, totals)) is None
    totals[30] = totals[29] - 1
    found = answer.counts_differ(showing(run, totals))
    assert level(found) is INVALID
    assert found is not None
    assert "went down 1 times" in found.evidence


def showing(run: Run, totals: Int64) -> Run:
    return replace(run, visible={**run.visible, "lines": totals})


def taking(run: Run, *batches: tuple[int, ...]) -> Run:
    """The run, whose DStreams batches took the files of these numbers one batch after the other."""
    events = [
        {"batchTime": k, "files": [f"file:/in/{file_name(0, number)}" for number in numbers]}
        for k, numbers in enumerate(batches)
    ]
    return replace(run, record=replace(run.record, progress=events))


def test_files_that_were_taken_in_turn_are_no_finding(run: Run, of_files: Run) -> None:
    assert answer.lines_out_of_order(run) is None
    assert answer.lines_out_of_order(of_files) is None
    assert answer.lines_out_of_order(taking(of_files, (0, 2, 1), (3,), (4, 5))) is None


def test_files_that_were_taken_after_later_ones(of_files: Run) -> None:
    found = answer.lines_out_of_order(taking(of_files, (0, 1), (6, 7), (4, 5), (2, 3, 8)))
    assert level(found) is INVALID
    assert found is not None
    emitted = of_files.summary["records"]["emitted"]
    held = of_files.record.emission["lines"]
    overtaken = held[5] - held[1]
    assert found.evidence == (
        f"{overtaken:,} of {emitted:,} lines, in 4 files, were taken in a batch after one that had "
        "taken later files"
    )
    cut = told(taking(of_files, (1,), (0,)), status="interrupted")
    assert answer.lines_out_of_order(cut) is None


def test_a_file_that_a_listing_missed_is_no_more_than_suspect(of_files: Run) -> None:
    neighbours = taking(of_files, (1,), (0, 2))
    assert level(answer.lines_out_of_order(neighbours)) is SUSPECT
    held = int(of_files.record.emission["lines"][0])
    for emitted, expected in ((100 * held, SUSPECT), (100 * held - 1, INVALID)):
        some = saying(neighbours, records={"emitted": emitted})
        assert level(answer.lines_out_of_order(some)) is expected


DUE_NS = START_NS + np.arange(12_000) * MS


def seen(run: Run, count: int, times_ns: Int64, sent_ns: Int64) -> Run:
    """The run with the first lines seen at such times, and the others a second after they left."""
    visible_ns = np.concatenate((times_ns[:count], sent_ns[count:] + 1_000 * MS))
    return replace(run, lines=of_times(DUE_NS, sent_ns, visible_ns))


@pytest.mark.parametrize(("by_ns", "expected"), [(0, None), (-1, INVALID), (-5 * MS, INVALID)])
def test_a_line_seen_before_it_was_due(run: Run, by_ns: int, expected: Level | None) -> None:
    found = answer.negative_latency(seen(run, 1, DUE_NS + by_ns, DUE_NS))
    assert level(found) is expected
    if found is not None:
        earliest = f"the earliest by {-by_ns / MS:.3f} ms"
        assert found.evidence == f"1 lines were visible before they were due, {earliest}"


@pytest.mark.parametrize(
    ("lines", "by_ns", "expected"),
    [
        (12, -2 * MS, None),
        (13, -2 * MS, SUSPECT),
        (13, -1 * MS, None),
        (13, -1 * MS - 1, SUSPECT),
    ],
)
def test_lines_seen_before_they_were_sent(
    run: Run, lines: int, by_ns: int, expected: Level | None
) -> None:
    late_ns = DUE_NS + 50 * MS
    found = answer.negative_latency(seen(run, lines, late_ns + by_ns, late_ns))
    assert level(found) is expected
    if found is not None:
        assert found.evidence.startswith(f"{lines} lines were visible more than 1 ms before")


def test_no_latency_is_negative_in_a_good_run(run: Run, of_files: Run) -> None:
    assert answer.negative_latency(run) is None
    assert answer.negative_latency(of_files) is None
    nothing = replace(run, lines=of_times(DUE_NS[:0]))
    assert answer.negative_latency(nothing) is None
