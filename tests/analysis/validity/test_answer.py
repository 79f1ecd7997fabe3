from dataclasses import replace

import pytest

from analysis.latency import LOST
from analysis.run import Run
from analysis.validity import answer
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
    unsent = run.lines.sent_ns.copy()
    unsent[-3:] = LOST
    found = answer.lines_lost(replace(one, lines=replace(run.lines, sent_ns=unsent)))
    assert found is not None
    assert "3 of them never sent" in found.evidence


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
    lost = run.lines.visible_ns.copy()
    lost[-5:] = LOST
    run = replace(run, lines=replace(run.lines, visible_ns=lost))
    fewer = {"expected": {"9": 40, "10": 60}, "seen": {"9": 38, "10": 57}}
    assert answer.counts_differ(told(run, counts=fewer)) is None
    fewer["seen"] = {"9": 34, "10": 61}
    assert level(answer.counts_differ(told(run, counts=fewer))) is INVALID


def test_totals_that_go_down(run: Run) -> None:
    totals = run.record.visible["lines"].copy()
    totals[30] = totals[29]
    assert answer.counts_differ(with_column(run, "visible", "lines", totals)) is None
    totals[30] = totals[29] - 1
    found = answer.counts_differ(with_column(run, "visible", "lines", totals))
    assert level(found) is INVALID
    assert found is not None
    assert "went down 1 times" in found.evidence


def test_negative_latency(run: Run) -> None:
    def seen(k: slice, after: str, by_ns: int) -> Run:
        visible = run.lines.visible_ns.copy()
        visible[k] = getattr(run.lines, after)[k] + by_ns
        return replace(run, lines=replace(run.lines, visible_ns=visible))

    assert answer.negative_latency(seen(slice(7, 8), "due_ns", 0)) is None
    assert level(answer.negative_latency(seen(slice(7, 8), "due_ns", -1))) is INVALID
    late = replace(run.lines, sent_ns=run.lines.sent_ns + 50 * MS)
    few, many = slice(0, len(run.lines) // 1000), slice(0, len(run.lines) // 1000 + 1)
    assert answer.negative_latency(run) is None
    run = replace(run, lines=late)
    for lines, by_ns, expected in (
        (few, -2 * MS, None),
        (many, -2 * MS, SUSPECT),
        (many, -1 * MS, None),
        (many, -1 * MS - 1, SUSPECT),
    ):
        assert level(answer.negative_latency(seen(lines, "sent_ns", by_ns))) is expected
