from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis import latency, record
from analysis.latency import LOST, Lines, distribution
from analysis.record import EMISSION_FILE, Columns, Int64, RunRecord
from loadgen.emission import EMISSION
from loadgen.journal import Journal
from loadgen.schedule import Constant
from tests.analysis.synthetic import Made, write_run

START_NS = 1_800_000_000_000_000_000
QUANTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999}


def ints(*values: int) -> Int64:
    return np.array(values, np.int64)


def reference(counts: Int64, times_ns: Int64, total: int) -> list[int]:
    """Line by line: the first entry that counts more lines than come before this one."""
    result = []
    for line in range(total):
        entries = zip(counts.tolist(), times_ns.tolist(), strict=True)
        result.append(next((time for count, time in entries if count > line), LOST))
    return result


@st.composite
def entries(draw: st.DrawFn, most: int = 40) -> tuple[Int64, Int64]:
    """Counts that mostly grow, now and then stand still, fall or shoot up; times that ascend."""
    n = draw(st.integers(0, 12))
    counts = draw(hnp.arrays(np.int64, n, elements=st.integers(-3, most)))
    if draw(st.booleans()):
        counts = np.sort(counts)
    times = np.sort(draw(hnp.arrays(np.int64, n, elements=st.integers(0, 1000))))
    return counts, times + START_NS


def made_of(emission: Columns, visible: Columns, **info: Any) -> RunRecord:
    load = {"schedule": Constant(10.0, 1_000).spec(), "start_ns": START_NS, "lanes": 1}
    nothing = {name: ints() for name in record.RESOURCES}
    return RunRecord(Path(), info, emission, load, visible, [], nothing)


@given(entries(), st.integers(0, 50))
def test_the_prefix_join_is_what_it_is_line_by_line(
    given_entries: tuple[Int64, Int64], total: int
) -> None:
    counts, times_ns = given_entries
    joined = latency.first_included(counts, times_ns, total)
    assert joined.dtype == np.int64
    assert joined.tolist() == reference(counts, times_ns, total)


@given(entries(), entries(), st.integers(1, 60))
def test_join_gives_every_due_line_its_times(
    sent: tuple[Int64, Int64], seen: tuple[Int64, Int64], rate: int
) -> None:
    plan = Constant(rate * 1e6, 1_000)
    emission = dict(zip(EMISSION, (np.zeros_like(sent[0]), *sent), strict=True))
    visible = dict(zip(record.VISIBLE, (np.arange(len(seen[0])), *seen), strict=True))
    run = made_of(emission, visible, window={"stop_ns": START_NS + 2_000})
    run = replace(run, load=dict(run.load) | {"schedule": plan.spec()})
    lines = latency.join(run)
    due = [START_NS + plan.due_at(k) for k in range(plan.count)]
    assert lines.due_ns.tolist() == due
    assert lines.sent_ns.tolist() == reference(*sent, plan.count)
    assert lines.visible_ns.tolist() == reference(*seen, plan.count)


@given(
    hnp.arrays(np.int64, st.integers(1, 3000), elements=st.integers(-(10**12), 10**12)),
    st.randoms(use_true_random=False),
)
def test_percentiles_are_numpys(values: Int64, random: Any) -> None:
    random.shuffle(values)
    before = values.copy()
    figures = distribution(values)
    for name, q in QUANTILES.items():
        assert figures[name] == np.quantile(values, q, method="inverted_cdf") / 1e6
    assert figures["min"] == values.min() / 1e6
    assert figures["max"] == values.max() / 1e6
    assert figures["mean"] == pytest.approx(sum(values.tolist()) / len(values) / 1e6)
    np.testing.assert_array_equal(values, before)


@given(
    hnp.arrays(np.int64, st.integers(0, 300), elements=st.integers(-(10**9), 10**12)),
    st.integers(0, 300),
)
def test_lost_lines_are_samples_without_an_end(values: Int64, lost: int) -> None:
    figures = distribution(values, lost)
    never = np.iinfo(np.int64).max
    everything = np.concatenate([values, np.full(lost, never)])
    for name, q in QUANTILES.items():
        expected = None
        if len(everything):
            at = int(np.quantile(everything, q, method="inverted_cdf"))
            expected = None if at == never else at / 1e6
        assert figures[name] == expected
    assert (figures["mean"] is None) == (lost > 0 or not len(values))
    assert (figures["max"] is None) == (lost > 0 or not len(values))


def test_of_nothing_there_is_nothing_to_say() -> None:
    assert distribution(ints()) == dict.fromkeys(
        ("min", "mean", "p50", "p90", "p99", "p999", "max")
    )


def test_negatives_stay_what_they_are() -> None:
    figures = distribution(ints(-5_000_000, -1_000_000, 3_000_000))
    assert figures["min"] == -5.0
    assert figures["p50"] == -1.0
    assert figures["mean"] == -1.0


def test_elapsed_leaves_out_and_counts_what_never_happened() -> None:
    took, missing = latency.elapsed(ints(5, LOST, 9, 2), ints(1, 2, LOST, 3))
    assert took.tolist() == [4, -1]
    assert missing == 2
    took, missing = latency.elapsed(ints(5, 2), ints(1, 3))
    assert took.tolist() == [4, -1]
    assert missing == 0


def test_between_takes_lines_by_their_due_time() -> None:
    due = ints(10, 20, 20, 30)
    lines = Lines(due, due, due)
    assert latency.between(lines, 20, 30) == slice(1, 3)
    assert latency.between(lines, 0, 99) == slice(0, 4)
    assert lines[1:3].due_ns.tolist() == [20, 20]
    assert len(lines) == 4


def test_a_stall_shows_in_full_for_the_lines_that_waited(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(stall_ms=5_000.0)))
    lines = latency.join(run)
    took = lines.visible_ns - lines.due_ns
    # The generator went on sending, at 1,000 lines/s, and each line waited for what was left of it.
    slow = np.flatnonzero(took > 500_000_000)
    assert 4_500 < len(slow) < 5_300
    waits = took[slow[1_000:-500]]
    np.testing.assert_array_equal(np.diff(waits), -np.diff(lines.due_ns[slow[1_000:-500]]))


def test_a_killed_runs_lines_are_those_that_were_due(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(killed_at=0.5)))
    lines = latency.join(run)
    last_ns = max(run.emission["sent_ns"][-1], run.resources["time_ns"][-1])
    assert latency.last_moment_ns(run) == last_ns
    assert lines.due_ns[-1] <= last_ns < lines.due_ns[-1] + 2_000_000
    assert np.count_nonzero(lines.sent_ns == LOST) < 10
    assert np.count_nonzero(lines.visible_ns == LOST) > 10


def test_unsent_lines_are_there_and_never_left(tmp_path: Path) -> None:
    lines = latency.join(record.read(write_run(tmp_path / "run", Made(unsent=25))))
    assert np.flatnonzero(lines.sent_ns == LOST).tolist() == list(
        range(len(lines) - 25, len(lines))
    )


def test_before_anything_was_sent_there_are_no_lines() -> None:
    nothing: dict[str, Int64] = {name: ints() for name in (*EMISSION, *record.VISIBLE)}
    run = replace(made_of(nothing, nothing), load={})
    assert len(latency.join(run)) == 0
    assert latency.last_moment_ns(run) == 0


def test_more_lanes_than_one_are_refused(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    run = record.read(path)
    with Journal(path / EMISSION_FILE, EMISSION, dict(run.load) | {"lanes": 2}) as table:
        table.append(0, 1, START_NS)
    with pytest.raises(latency.UnjoinableError, match="2 lanes"):
        latency.join(record.read(path))
