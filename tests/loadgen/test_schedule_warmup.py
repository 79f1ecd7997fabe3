from pathlib import Path

import numpy as np
import pytest

from loadgen.errors import BadInput
from loadgen.schedule import LONGEST_NS, Chain, Constant, Head, Ramp, counted, parse_shape, warmed
from loadgen.units import NS_PER_MS, NS_PER_S

SHAPES = [
    "constant",
    "poisson",
    "ramp:5k",
    "ramp:0",
    "step:2k:0:1.5k",
    "sine:0.5:10s",
    "burst:100k:10s:500ms",
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """100 lines, 50 ms apart, beginning at 7 s."""
    path = tmp_path / "a:b.log"
    path.write_text("".join(f"{7 + i / 20:.3f} line {i}\n" for i in range(100)))
    return path


def test_a_warm_up_goes_up_to_the_first_rate_and_stays_there() -> None:
    schedule = warmed(parse_shape("ramp:5k"), 1000.0, 4 * NS_PER_S, 10 * NS_PER_S, seed=1)
    there = Constant(1000.0, 2 * NS_PER_S)
    ramp = Ramp(1000.0, 5000.0, 6 * NS_PER_S)
    assert schedule == Chain((Ramp(100.0, 1000.0, 2 * NS_PER_S), there, ramp))


def test_a_trace_is_warmed_up_to_its_mean(log: Path) -> None:
    shape = parse_shape(f"trace:{log}")
    schedule = warmed(shape, 0.0, 2 * NS_PER_S, 3 * NS_PER_S, seed=1, speed=2.0)
    assert isinstance(schedule, Chain)
    ramp, there, trace = schedule.parts
    assert ramp.spec()["to_per_s"] == there.spec()["rate_per_s"] == shape.first_per_s(0.0, 2.0)
    assert trace == shape.schedule(0.0, NS_PER_S, 1, 2.0)


def test_without_a_warm_up_there_is_the_shape_alone() -> None:
    assert warmed(parse_shape("constant"), 5.0, 0, NS_PER_S, seed=1) == Constant(5.0, NS_PER_S)
    shortest = warmed(parse_shape("constant"), 5.0, 1, NS_PER_S, seed=1)
    assert shortest == Chain((Constant(5.0, 1), Constant(5.0, NS_PER_S - 1)))


@pytest.mark.parametrize("text", SHAPES)
@pytest.mark.parametrize("warmup_ns", [0, 1, 4 * NS_PER_S])
def test_a_tail_follows_what_it_leaves_as_it_is(text: str, warmup_ns: int) -> None:
    duration_ns, tail_ns = 20 * NS_PER_S, 3 * NS_PER_S
    alone = warmed(parse_shape(text), 1000.0, warmup_ns, duration_ns, seed=1)
    schedule = warmed(parse_shape(text), 1000.0, warmup_ns, duration_ns, seed=1, tail_ns=tail_ns)
    assert isinstance(schedule, Chain)
    before = alone.parts if isinstance(alone, Chain) else (alone,)
    assert schedule == Chain((*before, Constant(20.0, tail_ns)))
    assert schedule.duration_ns == duration_ns + tail_ns
    assert schedule.count_due(duration_ns - 1) == alone.count
    index = np.arange(alone.count)
    np.testing.assert_array_equal(schedule.due_ns(index), alone.due_ns(index))
    tail = np.arange(alone.count, schedule.count)
    assert schedule.due_ns(tail).tolist() == [duration_ns + k * 50 * NS_PER_MS for k in range(60)]


def test_without_a_tail_nothing_is_chained() -> None:
    shape = parse_shape("constant")
    assert warmed(shape, 5.0, 0, NS_PER_S, seed=1, tail_ns=0) == Constant(5.0, NS_PER_S)


def test_the_shortest_tail_is_a_line() -> None:
    schedule = warmed(parse_shape("constant"), 5.0, 0, NS_PER_S, seed=1, tail_ns=1)
    assert (schedule.count, schedule.due_at(5)) == (6, NS_PER_S)


def test_a_schedule_and_its_tail_are_no_longer_than_one_can_be() -> None:
    shape = parse_shape("constant")
    assert warmed(shape, 5.0, 0, LONGEST_NS - 1, seed=1, tail_ns=1).duration_ns == LONGEST_NS
    with pytest.raises(BadInput, match=r"^--duration: it takes up to 115 days, the tail included"):
        warmed(shape, 5.0, 0, LONGEST_NS, seed=1, tail_ns=1)


@pytest.mark.parametrize("warmup_ns", [-1, NS_PER_S, 2 * NS_PER_S])
def test_a_warm_up_is_shorter_than_the_whole(warmup_ns: int) -> None:
    with pytest.raises(BadInput, match=r"^--warmup: it takes"):
        warmed(parse_shape("constant"), 5.0, warmup_ns, NS_PER_S, seed=1)


@pytest.mark.parametrize("text", SHAPES)
@pytest.mark.parametrize("warmup_ns", [0, 10 * NS_PER_S])
@pytest.mark.parametrize("count", [1, 1000, 20_000])
def test_so_many_lines_of_a_shape(text: str, warmup_ns: int, count: int) -> None:
    schedule = counted(parse_shape(text), 1000.0, warmup_ns, count, seed=1)
    assert isinstance(schedule, Head)
    assert schedule.count == count


def test_shapes_that_follow_the_time_are_there_to_their_end() -> None:
    schedule = counted(parse_shape("ramp:3k"), 1000.0, 10 * NS_PER_S, 27_750, seed=1)
    assert isinstance(schedule, Head)
    assert isinstance(schedule.schedule, Chain)
    # 7,750 lines of warm-up: what is left takes 10 s at a mean of 2,000 lines/s.
    assert schedule.schedule.parts[-1] == Ramp(1000.0, 3000.0, 10 * NS_PER_S)


def test_so_many_lines_of_a_trace(log: Path) -> None:
    shape = parse_shape(f"trace:{log}")
    assert counted(shape, 0.0, 0, 99, seed=1).due_at(98) == 98 * 50 * NS_PER_MS
    with pytest.raises(BadInput, match=r"--count: .*b.log has only 100 lines"):
        counted(shape, 0.0, 0, 101, seed=1)


def test_lines_may_take_too_long() -> None:
    with pytest.raises(BadInput, match="--count: at this rate it takes longer than 115 days"):
        counted(parse_shape("constant"), 0.001, 0, 10**9, seed=1)
    assert counted(parse_shape("constant"), 1.0, 0, 10**6, seed=1).duration_ns <= LONGEST_NS
