from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import lines, progress, record
from analysis.batches import Batches
from analysis.lines import LOST, Lines, UnjoinableError, join
from analysis.record import EMISSION_FILE, Columns, Int64, RunRecord
from analysis.samples import Samples, distribution
from analysis.steps import Steps
from loadgen.emission import EMISSION
from loadgen.journal import Journal
from loadgen.schedule import Constant
from tests.analysis.by_hand import (
    START_NS,
    Given,
    Line,
    batches,
    entries,
    ints,
    loads,
    of_times,
    reference,
    results,
    windows,
)
from tests.analysis.synthetic import Made, write_run

Entries = tuple[Int64, Int64]
NO_BATCHES = batches(ints())


def check_each(found: Lines, right: list[Line]) -> None:
    due_ns, sent_ns, visible_ns = found.each()
    assert due_ns.dtype == sent_ns.dtype == visible_ns.dtype == np.int64
    assert due_ns.tolist() == [line.due_ns for line in right]
    assert sent_ns.tolist() == [line.sent_ns for line in right]
    assert visible_ns.tolist() == [line.visible_ns for line in right]


def check_samples(found: Samples, later: list[int], earlier: list[int]) -> None:
    """They are what lies between two moments of each line; those that never saw one are lost."""
    took = [a - b for a, b in zip(later, earlier, strict=True) if LOST not in {a, b}]
    assert (found.known, found.lost) == (len(took), len(later) - len(took))
    assert found.at(range(1, len(took) + 1)) == sorted(took)
    if took and not found.lost:
        assert found.mean_ns == pytest.approx(sum(took) / len(took), abs=1e-3)


def check(found: Lines, right: list[Line]) -> None:
    """Whatever is said of lines is said of each by itself."""
    due_ns = [line.due_ns for line in right]
    sent_ns = [line.sent_ns for line in right]
    visible_ns = [line.visible_ns for line in right]
    assert len(found) == len(right)
    check_each(found, right)
    assert found.never_sent == sent_ns.count(LOST)
    assert found.lost == visible_ns.count(LOST)
    assert found.first_due_ns == min(due_ns, default=0)
    assert found.last_due_ns == max(due_ns, default=0)
    first_seen = [line.result for line in right]
    assert found.fresh.tolist() == [first_seen.count(row) for row in range(len(found.fresh))]
    assert int(found.fresh.sum()) == len(right) - found.lost
    check_samples(found.latency, visible_ns, due_ns)
    check_samples(found.lateness, sent_ns, due_ns)
    check_samples(found.from_send, visible_ns, sent_ns)


@given(loads())
def test_the_prefix_join_is_what_it_is_line_by_line(load: Given) -> None:
    check(load.lines(), load.one_by_one())


@given(windows())
def test_a_stretch_of_time_has_the_lines_that_are_due_in_it(window: tuple[Given, int, int]) -> None:
    load, since_ns, until_ns = window
    part = load.lines().within(since_ns, until_ns)
    check(part, [line for line in load.one_by_one() if since_ns <= line.due_ns < until_ns])


@given(windows(), st.data())
def test_a_stretch_of_results_has_the_lines_that_they_had_first(
    window: tuple[Given, int, int], data: st.DataObject
) -> None:
    load, since_ns, until_ns = window
    since = data.draw(st.integers(0, len(load.seen_ns)))
    until = data.draw(st.integers(since, len(load.seen_ns)))
    part = load.lines().within(since_ns, until_ns).of_results(since, until)
    right = [line for line in load.one_by_one() if since_ns <= line.due_ns < until_ns]
    check(part, [line for line in right if since <= line.result < until])


@given(loads(), st.data())
def test_any_staircase_can_stand_in_for_the_results(load: Given, data: st.DataObject) -> None:
    every, right = load.lines(), load.one_by_one()
    told = [data.draw(entries()) for _ in every.lanes]
    steps = [Steps.of(*one, lane.stop) for one, lane in zip(told, every.lanes, strict=True)]
    ended = [
        time
        for one, lane in zip(told, every.lanes, strict=True)
        for time in reference(*one, lane.stop)
    ]
    check_samples(every.since_due(steps), ended, [line.due_ns for line in right])


def test_a_mean_wants_its_own_lines_only() -> None:
    # The last two never became visible, and one result had the others: all the same, all had left.
    due_ns = START_NS + np.array([0, 10, 20, 30, 1_000])
    some = of_times(due_ns, due_ns + 5, due_ns[:3] + 100)
    assert some.lateness.mean_ns == 5
    none = of_times(due_ns, due_ns + 5, due_ns[:0])
    assert none.lateness.mean_ns == 5
    assert distribution(none.latency)["mean"] is None


def test_of_no_lanes_there_are_no_lines() -> None:
    check(Lines(()), [])
    check(of_times(ints()), [])


def made_of(load: Given, **info: Any) -> RunRecord:
    """The record of a run with such a load; results say how many lines all lanes have."""
    lanes = len(load.sent)
    rows = [
        (k, int(count), int(time_ns))
        for k, (counts, times_ns) in enumerate(load.sent)
        for count, time_ns in zip(counts, times_ns, strict=True)
    ]
    rows.sort(key=lambda row: row[2])
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    emission: Columns = dict(zip(EMISSION, columns, strict=True))
    meta = {"schedule": load.plan.spec(), "start_ns": START_NS, "lanes": lanes}
    total = np.stack(load.seen, axis=1).sum(axis=1)
    visible = results(total, load.seen_ns)
    nothing = {name: ints() for name in record.RESOURCES}
    info = {"window": {"stop_ns": START_NS + 2_000}} | info
    return RunRecord(Path("run"), info, emission, meta, visible, [], nothing)


def joined(run: RunRecord, told: Batches) -> Lines:
    """Its lines, by the results as they were recorded."""
    return join(run, run.visible, told)


def by_rate(load: Given, rate_per_s: float) -> Given:
    """The same with a schedule that can be written down."""
    return replace(load, plan=Constant(rate_per_s, 1_000))


@given(entries(), entries(), st.integers(1, 60))
def test_join_gives_every_due_line_its_times(sent: Entries, seen: Entries, rate: int) -> None:
    load = Given(Constant(rate * 1e6, 1_000), [sent], [seen[0]], seen[1])
    check(joined(made_of(load), NO_BATCHES), load.one_by_one())


@given(loads(), st.integers(1, 60))
def test_join_asks_the_engine_which_lanes_lines_came_of(load: Given, rate: int) -> None:
    load = by_rate(load, rate * 1e6)
    told = batches(np.arange(len(load.seen_ns)), np.stack(load.seen, axis=1))
    check(joined(made_of(load), told), load.one_by_one())


@given(loads(), st.integers(1, 60), st.data())
def test_lines_of_an_unknown_batch_come_with_the_next_that_is_known(
    load: Given, rate: int, data: st.DataObject
) -> None:
    load = by_rate(load, rate * 1e6)
    while len(load.sent) < 2:
        load = replace(load, sent=[*load.sent] * 2, seen=[*load.seen] * 2)
    numbers = np.arange(len(load.seen_ns))
    known = np.array([data.draw(st.booleans()) for _ in numbers])
    told = batches(numbers[known], np.stack(load.seen, axis=1)[known])
    seen = [np.where(known, counts, 0) for counts in load.seen]
    check(joined(made_of(load), told), replace(load, seen=seen).one_by_one())


@pytest.mark.parametrize("told", [NO_BATCHES, batches(ints(0), np.array([[4]])), batches(ints(0))])
def test_lanes_that_nobody_tells_apart_are_refused(told: Batches) -> None:
    entry = (ints(3), ints(START_NS + 5))
    load = Given(Constant(1e7, 1_000), [entry, entry], [ints(3), ints(1)], ints(START_NS + 9))
    with pytest.raises(UnjoinableError, match=r"run: 2 lanes, but the engine doesn't say"):
        joined(made_of(load), told)


def test_a_run_without_a_result_has_nothing_to_tell_apart() -> None:
    entry = (ints(3), ints(START_NS + 5))
    load = Given(Constant(1e7, 1_000), [entry, entry], [ints(), ints()], ints())
    found = joined(made_of(load), NO_BATCHES)
    check(found, load.one_by_one())
    assert found.lost == len(found) == 10


def test_lines_belong_to_a_run_if_they_were_due_before_it_stopped() -> None:
    load = Given(Constant(1e7, 1_000), [(ints(), ints())], [ints()], ints())
    for stop_ns, due in ((0, 1), (299, 3), (300, 4), (5_000, 10)):
        run = made_of(load, window={"stop_ns": START_NS + stop_ns})
        assert len(joined(run, NO_BATCHES)) == due


def test_lines_of_a_tail_are_none_of_a_runs() -> None:
    entries = (ints(7), ints(START_NS + 5))
    load = Given(Constant(1e7, 1_000), [entries], [ints(6)], ints(START_NS + 2_000))
    for end_ns, due in ((1, 1), (300, 3), (301, 4), (5_000, 10)):
        window = {"end_ns": START_NS + end_ns, "stop_ns": START_NS + 5_000}
        found = joined(made_of(load, window=window), NO_BATCHES)
        assert len(found) == due
        assert (found.lost, found.never_sent) == (max(0, due - 6), max(0, due - 7))


def test_a_stall_shows_in_full_for_the_lines_that_waited(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(stall_ms=5_000.0)))
    due_ns, _, visible_ns = joined(run, progress.batches(run)).each()
    took = visible_ns - due_ns
    # The generator went on sending, at 1,000 lines/s, and each line waited for what was left of it.
    slow = np.flatnonzero(took > 500_000_000)
    assert 4_500 < len(slow) < 5_300
    waits = took[slow[1_000:-500]]
    np.testing.assert_array_equal(np.diff(waits), -np.diff(due_ns[slow[1_000:-500]]))


def test_a_killed_runs_lines_are_those_that_were_due(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(killed_at=0.5)))
    found = joined(run, progress.batches(run))
    last_ns = max(run.emission["sent_ns"][-1], run.resources["time_ns"][-1])
    assert lines.last_moment_ns(run) == last_ns
    assert found.last_due_ns <= last_ns < found.last_due_ns + 2_000_000
    assert found.never_sent < 10
    assert found.lost > 10


def test_unsent_lines_are_there_and_never_left(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(unsent=25)))
    found = joined(run, progress.batches(run))
    assert found.never_sent == 25
    _, sent_ns, _ = found.each()
    assert np.flatnonzero(sent_ns == LOST).tolist() == list(range(len(found) - 25, len(found)))


def test_before_anything_was_sent_there_are_no_lines() -> None:
    load = Given(Constant(1e7, 1_000), [(ints(), ints())], [ints()], ints())
    run = replace(made_of(load), load={}, info={})
    assert len(joined(run, NO_BATCHES)) == 0
    assert lines.last_moment_ns(run) == 0


def test_more_lanes_than_the_engine_tells_of_are_refused(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    run = record.read(path)
    with Journal(path / EMISSION_FILE, EMISSION, dict(run.load) | {"lanes": 2}) as table:
        table.append(0, 1, START_NS)
    run = record.read(path)
    with pytest.raises(UnjoinableError, match="2 lanes"):
        joined(run, progress.batches(run))
