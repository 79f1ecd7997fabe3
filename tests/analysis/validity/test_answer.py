from dataclasses import replace

import numpy as np
import pytest

from analysis.record import Int64
from analysis.run import Run
from analysis.validity import answer
from analysis.validity.finding import Level
from tests.analysis.by_hand import START_NS, of_times
from tests.analysis.synthetic import MS
from tests.analysis.validity.changes import INVALID, SUSPECT, level, saying, told, with_column


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


def test_counts_differ(run: Run) -> None:
    def counting(seen: dict[str, int], **records: int) -> Run:
        counts = {"expected": {"9": 40, "10": 60}, "seen": seen}
        return saying(told(run, counts=counts), records=records)

    assert answer.counts_differ(counting({"10": 60, "9": 40})) is None
    swapped = counting({"9": 41, "10": 59})
    assert level(answer.counts_differ(swapped)) is INVALID
    assert level(answer.counts_differ(counting({"9": 40, "10": 60, "11": 1}))) is INVALID
    assert level(answer.counts_differ(counting({"9": 40}))) is INVALID
    assert answer.counts_differ(told(swapped, status="interrupted")) is None
    assert answer.counts_differ(told(run, counts=None)) is None
    # What is known to be there twice explains as much, and no more.
    assert answer.counts_differ(counting({"9": 43, "10": 60}, duplicated=3)) is None
    assert level(answer.counts_differ(counting({"9": 43, "10": 60}, duplicated=2))) is INVALID
    assert level(answer.counts_differ(counting({"9": 44, "10": 59}, duplicated=3))) is INVALID


def test_counts_that_lost_lines_explain_are_no_finding_of_their_own(run: Run) -> None:
    due_ns = START_NS + np.arange(100) * MS
    run = replace(run, lines=of_times(due_ns, visible_ns=due_ns[:-5]))
    fewer = {"expected": {"9": 40, "10": 60}, "seen": {"9": 38, "10": 57}}
    assert answer.counts_differ(told(run, counts=fewer)) is None
    fewer["seen"] = {"9": 34, "10": 61}
    assert level(answer.counts_differ(told(run, counts=fewer))) is INVALID
    # Lines that never left are in neither count: they explain nothing.
    unsent = replace(run, lines=of_times(due_ns, due_ns[:-5], due_ns[:-5]))
    fewer["seen"] = {"9": 38, "10": 57}
    assert level(answer.counts_differ(told(unsent, counts=fewer))) is INVALID


def test_totals_that_go_down(run: Run) -> None:
    totals = run.record.visible["lines"].copy()
    totals[30] = totals[29]
    assert answer.counts_differ(with_column(run, "visible", "lines", totals)) is None
    totals[30] = totals[29] - 1
    found = answer.counts_differ(with_column(run, "visible", "lines", totals))
    assert level(found) is INVALID
    assert found is not None
    assert "went down 1 times" in found.evidence


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
