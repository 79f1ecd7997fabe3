from pathlib import Path

import numpy as np
import pytest

from loadgen.errors import BadInput
from loadgen.schedule import (
    SHAPES_TAKE,
    Burst,
    Constant,
    Exponential,
    Poisson,
    Ramp,
    Schedule,
    Sine,
    Step,
    Trace,
    parse_shape,
)
from loadgen.units import NS_PER_MS, NS_PER_S

MINUTE_NS = 60 * NS_PER_S
RATED = [
    ("constant", Constant(1000.0, MINUTE_NS)),
    ("poisson", Poisson(1000.0, MINUTE_NS, 7)),
    ("ramp:5k", Ramp(1000.0, 5000.0, MINUTE_NS)),
    ("ramp:0", Ramp(1000.0, 0.0, MINUTE_NS)),
    ("exponential:50k", Exponential(1000.0, 50_000.0, MINUTE_NS)),
    ("exponential:1k", Exponential(1000.0, 1000.0, MINUTE_NS)),
    ("step:2k:0:1.5k", Step((1000.0, 2000.0, 0.0, 1500.0), MINUTE_NS)),
    ("sine:0.5:10s", Sine(1000.0, 0.5, 10 * NS_PER_S, MINUTE_NS)),
    (
        "burst:100k:10s:500ms",
        Burst(1000.0, 100_000.0, 10 * NS_PER_S, 500 * NS_PER_MS, MINUTE_NS),
    ),
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """100 lines, 50 ms apart, beginning at 7 s."""
    path = tmp_path / "a:b.log"
    path.write_text("".join(f"{7 + i / 20:.3f} line {i}\n" for i in range(100)))
    return path


@pytest.mark.parametrize(("text", "schedule"), RATED)
def test_a_shape_of_a_rate_and_a_time_is_a_schedule(text: str, schedule: Schedule) -> None:
    shape = parse_shape(text)
    assert shape.schedule(1000.0, MINUTE_NS, seed=7, speed=1.0) == schedule
    assert shape.first_per_s(1000.0, speed=1.0) == 1000
    assert shape.length_ns(1.0) is None
    assert not shape.own_rate
    assert text.partition(":")[0] in SHAPES_TAKE


def test_the_first_rate_is_never_0() -> None:
    assert parse_shape("burst:100k:10s:500ms").first_per_s(0.0, 1.0) == 5000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is not known: it takes constant, poisson, ramp:TO, exponential:TO, step:"),
        ("square", "'square' is not known"),
        ("constant:5", "'constant:5': it takes constant"),
        ("ramp", "'ramp': it takes ramp:TO"),
        ("ramp:fast", "'ramp:fast': 'fast' is not a rate"),
        ("ramp:2G", "'ramp:2G': 2000000000.0 is not a rate"),
        ("exponential", "'exponential': it takes exponential:TO"),
        ("exponential:0", "'exponential:0': '0' is not a rate"),
        ("step", "'step': it takes step:RATE:RATE:..."),
        ("step:1k:-1", "'-1' is not a rate"),
        ("step:2G", "2000000000.0 is not a rate"),
        ("sine:0.5", "'sine:0.5': it takes sine:AMPLITUDE:PERIOD"),
        ("sine:2:1m", "'2' is not an amplitude: it takes one from 0 to 1"),
        ("sine:x:1m", "'x' is not an amplitude"),
        ("sine:nan:1m", "'nan' is not an amplitude"),
        ("sine:1:5", "'5' is not a time"),
        ("sine:1:0s", "0 is not a duration"),
        ("burst:5k:1s", "'burst:5k:1s': it takes burst:PEAK:EVERY:LENGTH"),
        ("burst:5k:1s:2s", "a length that is no longer than its period"),
        ("burst:0:1s:1s", "'0' is not a rate"),
        ("trace", "'trace': the file is missing: it takes trace:FILE"),
        ("trace:", "'trace:': the file is missing: it takes trace:FILE"),
    ],
)
def test_says_what_it_takes(text: str, says: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_shape(text)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_trace_is_replayed(log: Path) -> None:
    shape = parse_shape(f"trace:{log}")
    assert shape.own_rate
    assert shape.length_ns(1.0) == 4_950_000_001
    schedule = shape.schedule(0.0, 1_000_000_000, seed=1, speed=1.0)
    assert schedule == Trace.of(np.arange(20) * 50 * NS_PER_MS, np.ones(20, np.int64), NS_PER_S)


def test_a_trace_may_be_replayed_faster(log: Path) -> None:
    shape = parse_shape(f"trace:{log}")
    assert shape.length_ns(10.0) == 495_000_001
    schedule = shape.schedule(0.0, 495_000_001, seed=1, speed=10.0)
    assert (schedule.count, schedule.due_at(99)) == (100, 495_000_000)
    assert schedule.due_at(50) == 250 * NS_PER_MS
    assert shape.first_per_s(0.0, 10.0) == pytest.approx(100 / 0.495)


def test_a_trace_is_not_longer_than_it_was(log: Path) -> None:
    shape = parse_shape(f"trace:{log}")
    with pytest.raises(BadInput, match=r"b.log is 0.495 s long at this speed, and 1.000 s "):
        shape.schedule(0.0, NS_PER_S, seed=1, speed=10.0)


def test_a_trace_s_file_is_looked_for_when_it_is_needed() -> None:
    shape = parse_shape("trace:/no/such")
    with pytest.raises(BadInput, match="/no/such: No such file"):
        shape.length_ns(1.0)
