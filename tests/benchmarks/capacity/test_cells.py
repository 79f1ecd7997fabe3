from typing import Any

import pytest

from analysis.decide.objective import Objective
from benchmarks.capacity import cells
from benchmarks.capacity.cells import BOUNDS, climbing, confirming
from benchmarks.cell import Cell
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S

S = NS_PER_S


def cell(**spec: Any) -> Cell:
    return Cell.parse(spec)


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"api": "dstreams", "setting": "1s"},
        {"source": "files"},
        {"api": "floor"},
        {"workload": "length-count-window", "mode": "append"},
    ],
)
def test_what_is_run_can_be_written_down(spec: dict[str, str]) -> None:
    for one in (climbing(cell(**spec)), confirming(cell(**spec), 41_000.0)):
        assert Cell.parse(one.spec()) == one


def test_a_climb_goes_from_the_lowest_rate_to_the_highest() -> None:
    one = climbing(cell())
    plan = one.plan(1)
    last_s = plan.count_due(plan.duration_ns) - plan.count_due(plan.duration_ns - S)
    assert one.rate_per_s == BOUNDS.lowest_per_s
    assert BOUNDS.highest_per_s * 0.8 < last_s < BOUNDS.highest_per_s
    assert (one.warmup_ns, one.duration_ns) == (10 * S, 55 * S)


def test_a_confirming_run_has_one_rate() -> None:
    one = confirming(cell(), 41_000.0)
    assert (one.rate_per_s, one.schedule) == (41_000.0, "constant")
    assert (one.warmup_ns, one.duration_ns, one.give_up_ns) == (20 * S, 34 * S, 6 * S)


def test_long_intervals_take_longer() -> None:
    one = confirming(cell(setting="5s"), 1e3)
    assert one.duration_ns - one.warmup_ns == 60 * S
    assert one.give_up_ns is not None
    assert one.give_up_ns > 15 * S
    assert climbing(cell(setting="5s")).duration_ns == 70 * S


def test_windows_and_objectives_are_waited_for() -> None:
    window = {"workload": "length-count-window", "window": "5s", "watermark": "2s"}
    assert (confirming(cell(**window), 1e3).give_up_ns or 0) > 7 * S
    objective = Objective.parse("p50<2s,p99<8s")
    assert confirming(cell(), 1e3, objective).give_up_ns == 12 * S
    assert climbing(cell(), objective).give_up_ns == 12 * S


def test_what_is_ours_is_quick() -> None:
    one = cell(api="floor")
    assert climbing(one).duration_ns < 5 * S
    assert confirming(one, 1e3).duration_ns < 5 * S


def test_a_backlog_has_no_rate() -> None:
    with pytest.raises(BadInput, match="--setting: available-now works off what is there"):
        cells.check(cell(setting="available-now"))
    cells.check(cell())
