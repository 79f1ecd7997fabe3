from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen.lanes import LaneView
from loadgen.pacer import Gather, Pace, Pacer, Tick
from loadgen.schedule import Constant, Poisson, Ramp, Schedule, parse_shape
from loadgen.units import NS_PER_MS, NS_PER_S
from tests.loadgen.fakes import FakeClock, FakeSink, FakeWait, ListLog

START_NS = 10 * NS_PER_S


def pacer(
    schedule: Schedule,
    sink: FakeSink,
    clock: FakeClock,
    wait: FakeWait,
    *,
    lanes: int = 1,
    pace: Pace = Tick(NS_PER_MS),  # noqa: B008 - frozen
) -> tuple[Pacer, ListLog]:
    log = ListLog()
    views = [LaneView(schedule, lane, lanes) for lane in range(lanes)]
    return Pacer(views, sink, log=log, clock=clock, wait=wait, pace=pace), log


def test_a_slow_schedule_leaves_on_time_to_the_ns() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    schedule = Constant(10.0, NS_PER_S)
    one, log = pacer(schedule, sink, clock, FakeWait(clock))
    assert one.run(START_NS)
    due = [(0, i + 1, START_NS + schedule.due_at(i)) for i in range(10)]
    assert sink.taken == due
    assert log.rows == due
    assert one.sent == [10]


def test_a_fast_schedule_leaves_once_a_tick() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    one, log = pacer(Constant(100_000.0, 10 * NS_PER_MS), sink, clock, FakeWait(clock))
    assert one.run(START_NS)
    assert [(lines, (when - START_NS) / NS_PER_MS) for _, lines, when in log.rows] == [
        (1, 0),
        *((1 + 100 * n, n) for n in range(1, 10)),
        (1000, 10),
    ]


def test_being_woken_late_does_not_add_up() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    wait = FakeWait(clock, late_ns=lambda n: 7_500_000 if n == 50 else 20_000)
    one, log = pacer(Constant(1000.0, NS_PER_S), sink, clock, wait)
    assert one.run(START_NS)
    late = [when - START_NS - (lines - 1) * NS_PER_MS for _, lines, when in log.rows]
    assert late.pop(50) == 500_000  # the last line of that hand-over
    assert set(late) == {20_000}


@pytest.mark.parametrize(
    ("next_due", "meant", "woke", "wake"),
    [
        (5, 100, 103, 110),  # the line is due already at the next tick
        (150, 100, 103, 150),  # no line is due for long
        (5, 100, 109, 110),
        (5, 100, 110, 120),  # held up: no ticks are made up for
        (5, 100, 507, 510),
        (5, 100, 95, 100),  # woken by a descriptor, before the tick
    ],
)
def test_a_tick_keeps_its_rhythm(next_due: int, meant: int, woke: int, wake: int) -> None:
    assert Tick(10).wake_ns(next_due, meant, woke) == wake


def test_a_stalled_lane_keeps_its_due_lines_and_holds_up_no_other() -> None:
    clock = FakeClock()
    sink = FakeSink(clock, most={0: 0})
    wait = FakeWait(clock, calls=3000)
    one, log = pacer(Constant(2000.0, NS_PER_S), sink, clock, wait, lanes=2)
    assert not one.run(START_NS)
    assert one.sent == [0, 1000]
    assert {lane for lane, *_ in log.rows} == {1}
    assert all(when - START_NS <= (2 * lines + 1) * NS_PER_MS for _, lines, when in log.rows)
    assert wait.calls[5][1] == [100]  # waits for lane 0's descriptor meanwhile


def test_a_slow_lane_catches_up_after_the_end() -> None:
    clock = FakeClock()
    sink = FakeSink(clock, most={0: 7})
    wait = FakeWait(clock, late_ns=lambda _: NS_PER_MS)
    one, log = pacer(Constant(100_000.0, 10 * NS_PER_MS), sink, clock, wait)
    assert one.run(START_NS)
    assert one.sent == [1000]
    assert all(later[1] - sooner[1] <= 7 for sooner, later in pairwise(log.rows))
    assert log.rows[-1][2] > START_NS + 10 * NS_PER_MS


def test_a_lane_whose_consumer_leaves_ends_and_the_rest_goes_on() -> None:
    clock = FakeClock()
    sink = FakeSink(clock, ends_at={0: 100})
    one, log = pacer(Constant(2000.0, NS_PER_S), sink, clock, FakeWait(clock), lanes=2)
    assert not one.run(START_NS)
    assert one.sent == [100, 1000]
    assert log.rows[-1][:2] == (1, 1000)


def test_ends_when_all_consumers_have_left() -> None:
    clock = FakeClock()
    sink = FakeSink(clock, ends_at={0: 100})
    one, _ = pacer(Constant(1000.0, 100 * NS_PER_S), sink, clock, FakeWait(clock))
    assert not one.run(START_NS)
    assert clock.now_ns() == START_NS + 99 * NS_PER_MS


def test_stops_when_asked_to() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    one, log = pacer(Constant(1000.0, NS_PER_S), sink, clock, FakeWait(clock, calls=10))
    assert not one.run(START_NS)
    assert one.sent == [9]
    assert log.flushed == 1


def test_more_lanes_than_lines_leaves_the_others_empty() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    one, _ = pacer(Constant(1.0, NS_PER_S), sink, clock, FakeWait(clock), lanes=3)
    assert one.run(START_NS)
    assert one.sent == [1, 0, 0]


def test_tells_of_itself_once_a_second() -> None:
    clock = FakeClock()
    beats: list[int] = []
    log = ListLog()
    Pacer(
        [LaneView(Constant(100.0, 5 * NS_PER_S), 0, 1)],
        FakeSink(clock),
        log=log,
        clock=clock,
        wait=FakeWait(clock),
        pace=Tick(NS_PER_MS),
        beat=beats.append,
    ).run(START_NS)
    assert beats == [100, 200, 300, 400]
    assert log.flushed == 5  # what a kill may lose is a second's worth


def test_gathers_into_files_that_cover_equal_times() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    every_ns = 100 * NS_PER_MS
    one, log = pacer(
        Constant(1000.0, NS_PER_S), sink, clock, FakeWait(clock), pace=Gather(every_ns)
    )
    assert one.run(START_NS)
    assert log.rows == [(0, min(100 * n + 1, 1000), START_NS + n * every_ns) for n in range(1, 11)]


def test_gathering_skips_times_without_lines() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    pace = Gather(100 * NS_PER_MS)
    one, log = pacer(Constant(2.0, 2 * NS_PER_S), sink, clock, FakeWait(clock), pace=pace)
    assert one.run(START_NS)
    assert [(when - START_NS) // NS_PER_MS for *_, when in log.rows] == [100, 600, 1100, 1600]


def test_a_wait_that_returns_early_writes_no_file_early() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    log = ListLog()

    class Restless(FakeWait):
        def __call__(self, until_ns: int, writable: object) -> bool:  # noqa: ARG002
            clock.time_ns = min(until_ns, clock.time_ns + 30 * NS_PER_MS)
            return True

    clock.time_ns = START_NS - 50 * NS_PER_MS
    Pacer(
        [LaneView(Constant(1000.0, NS_PER_S), 0, 1)],
        sink,
        log=log,
        clock=clock,
        wait=Restless(clock),
        pace=Gather(100 * NS_PER_MS),
    ).run(START_NS)
    assert [when - START_NS for *_, when in log.rows] == [n * 100 * NS_PER_MS for n in range(1, 11)]


@pytest.mark.parametrize(("per_s", "tick_ns"), [(5.0, NS_PER_MS), (100_000.0, 450_000)])
def test_higher_rates_tick_faster(per_s: float, tick_ns: int) -> None:
    assert Tick.for_rate(per_s) == Tick(tick_ns)


@given(
    st.one_of(
        st.builds(Constant, st.floats(1, 1e6), st.integers(1, NS_PER_MS * 20)),
        st.builds(Ramp, st.floats(0, 1e5), st.floats(1, 1e5), st.integers(1, NS_PER_MS * 20)),
        st.just(Poisson(5000.0, 20 * NS_PER_MS, 1)),
        st.just(parse_shape("burst:100k:5ms:1ms").schedule(1.0, 20 * NS_PER_MS, 1, 1.0)),
    ),
    st.integers(1, 3),
    st.dictionaries(st.integers(0, 2), st.integers(1, 2000)),
    st.lists(st.integers(0, 5 * NS_PER_MS), min_size=1),
    st.one_of(st.builds(Tick, st.integers(1, NS_PER_MS)), st.builds(Gather, st.just(NS_PER_MS))),
)
def test_every_line_leaves_once_and_never_before_it_is_due(
    schedule: Schedule, lanes: int, most: dict[int, int], late_ns: list[int], pace: Pace
) -> None:
    clock = FakeClock()
    sink = FakeSink(clock, most=most)
    # A step of a ns at least, or a slow lane would take ever more lines at one and the same time.
    wait = FakeWait(clock, late_ns=lambda n: 1000 + late_ns[n % len(late_ns)])
    one, log = pacer(schedule, sink, clock, wait, lanes=lanes, pace=pace)
    assert one.run(START_NS)
    for lane in range(lanes):
        view = LaneView(schedule, lane, lanes)
        rows = [(lines, when) for k, lines, when in log.rows if k == lane]
        assert [lines for lines, _ in rows] == sorted({lines for lines, _ in rows})
        assert one.sent[lane] == view.count == (rows[-1][0] if rows else 0)
        assert all(START_NS + view.due_at(lines - 1) <= when for lines, when in rows)
