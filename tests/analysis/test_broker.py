from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import broker
from analysis.lines import LOST, Lines
from analysis.record import Columns, Int64, RunRecord
from analysis.samples import STATISTICS, Durations, distribution
from loadgen.schedule import Constant
from tests.analysis.bursts import S, lines_of, record_of
from tests.analysis.by_hand import START_NS, Given, entries, ints, reference, windows
from tests.analysis.synthetic import MS

Acked = list[tuple[Int64, Int64]]

# 1,000 lines, one a ms, of which the first 100 are no part of what is measured.
PLAN = Constant(1_000, S)
LINES = lines_of(PLAN, (2_000, 1_000)).within(START_NS + 100 * MS, START_NS + S)
NOTHING = dict.fromkeys(STATISTICS)


def acknowledged(*lanes: tuple[Int64, Int64]) -> Columns:
    """A log of what was acknowledged of each lane: counts, and when we heard of them."""
    rows = [
        (lane, int(count), int(at_ns))
        for lane, (counts, times_ns) in enumerate(lanes)
        for count, at_ns in zip(counts, times_ns, strict=True)
    ]
    rows.sort(key=lambda row: row[2])
    table = np.array(rows, np.int64).reshape(-1, 3)
    return dict(zip(("lane", "lines", "acked_ns"), table.T, strict=True))


def appended(*looks: tuple[int, int, int], ahead_ns: int = 0) -> RunRecord:
    """A record of looks: lines so far, when they were in hand, when the broker had them, all ms.

    The system's clock, which is the broker's, is ahead of the run clock.
    """
    lines, visible_ms, appended_ms = np.array(looks, np.int64).T
    told = {
        "lines": lines,
        "visible_ns": START_NS + visible_ms * MS,
        "appended_ms": (START_NS + ahead_ns) // MS + appended_ms,
    }
    clocks = {"time_ns": ints(START_NS, START_NS + S), "wall_ahead_ns": ints(ahead_ns, ahead_ns)}
    return replace(record_of(PLAN), appended=told, resources=clocks)


@st.composite
def logs(draw: st.DrawFn) -> tuple[Given, Lines, Acked]:
    """A load, some of its lines, and what was acknowledged of each lane when."""
    load, since_ns, until_ns = draw(windows())
    told = [draw(entries(lines=load.view(k).count)) for k in range(len(load.sent))]
    return load, load.lines().within(since_ns, until_ns), told


@given(logs())
def test_each_line_took_from_its_leaving_to_the_word_on_it(
    drawn: tuple[Given, Lines, Acked],
) -> None:
    load, measured, told = drawn
    took, lost = [], 0
    for k, lane in enumerate(measured.lanes):
        heard = reference(*told[k], lane.stop)
        for line in load.one_by_one():
            if line.lane == k and lane.first <= line.number < lane.stop:
                if LOST in {line.sent_ns, heard[line.number]}:
                    lost += 1
                else:
                    took.append(heard[line.number] - line.sent_ns)
    record = replace(record_of(None), load={"lanes": len(told)}, acknowledged=acknowledged(*told))
    found = broker.figures(record, measured)
    assert found is not None
    expected = distribution(Durations(ints(*took), np.ones(len(took), np.int64), lost))
    assert found == {"ack_ms": pytest.approx(expected), "read_ms": None}


def test_what_no_broker_had_tells_nothing_of_one() -> None:
    assert broker.figures(record_of(PLAN), LINES) is None
    assert broker.figures(record_of(None), Lines(())) is None


def test_a_line_that_nobody_heard_of_again_was_not_acknowledged() -> None:
    some = acknowledged((ints(100, 990), ints(START_NS, START_NS + 3 * MS)))
    found = broker.figures(replace(record_of(PLAN), acknowledged=some), LINES)
    assert found is not None
    assert found["ack_ms"] == NOTHING | {"min": 3.0, "p50": 3.0, "p90": 3.0}


def test_a_result_took_from_the_broker_to_the_reader() -> None:
    record = appended((100, 50, 45), (200, 150, 140), (800, 300, 299), (1_000, 900, 860))
    found = broker.figures(record, LINES)
    assert found is not None
    assert found["ack_ms"] is None
    read = found["read_ms"]
    assert (read["min"], read["p50"], read["p90"], read["max"]) == (1.0, 1.0, 40.0, 40.0)
    assert read["mean"] == pytest.approx((100 * 10 + 600 * 1 + 200 * 40) / 900)


def test_the_brokers_clock_is_brought_to_ours() -> None:
    looks = ((200, 150, 140), (1_000, 900, 860))
    assert broker.figures(appended(*looks, ahead_ns=-7 * S), LINES) == broker.figures(
        appended(*looks), LINES
    )


def test_a_result_that_brought_no_line_says_nothing_of_any() -> None:
    again = broker.figures(appended((200, 150, 140), (200, 500, 0), (150, 600, 0)), LINES)
    assert again == broker.figures(appended((200, 150, 140)), LINES)


def test_results_before_and_after_what_is_measured_do_not_count() -> None:
    found = broker.figures(appended((50, 99, 0), (200, 150, 140), (1_000, 1_000, 0)), LINES)
    assert found is not None
    assert found["read_ms"]["max"] == 10.0
    without = broker.figures(appended((50, 99, 0)), LINES)
    assert without == {"ack_ms": None, "read_ms": NOTHING}


def test_where_nothing_is_measured_nothing_was_read() -> None:
    assert broker.figures(appended((200, 150, 140)), LINES.within(0, 1)) is None
