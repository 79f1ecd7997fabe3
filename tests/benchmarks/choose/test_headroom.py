from pathlib import Path

import pytest

from analysis.decide.headroom import Headroom
from analysis.decide.objective import Objective
from benchmarks.capacity import cells
from benchmarks.cell import Cell
from benchmarks.choose import headroom
from benchmarks.trials import Trials
from tests.benchmarks.choose.pretend import BEHIND, LATE, Pretence

CELL = Cell.parse({"rate": "200"})
NAME = CELL.name
MULTIPLES = (2.0, 4.0)


def found(
    out: Path, objective: str = "", cell: Cell = CELL, *, multiples: tuple[float, ...] = MULTIPLES
) -> Headroom:
    """The headroom of a cell, with time for every run."""
    limits = Objective.parse(objective) if objective else None
    return headroom.of(cell, cell.rate_per_s, multiples, limits, Trials(out).run)


def test_it_is_looked_for_up_to_the_largest_multiple(tmp_path: Path, pretence: Pretence) -> None:
    room = found(tmp_path / "out")
    assert pretence.ran == [f"{NAME}-400", f"{NAME}-800"]
    assert room == Headroom(NAME, 800.0, None, "more wasn't tried")


@pytest.mark.parametrize(("failing", "kept_per_s"), [(400.0, 200.0), (800.0, 400.0)])
def test_it_ends_where_a_run_of_its_own_does_not_keep_up(
    failing: float, kept_per_s: float, tmp_path: Path, pretence: Pretence
) -> None:
    pretence.changes = {f"{NAME}-{failing:.0f}": BEHIND}
    room = found(tmp_path / "out")
    assert pretence.ran[-1] == f"{NAME}-{failing:.0f}"
    assert (room.kept_per_s, room.failed_per_s) == (kept_per_s, failing)
    assert room.why.startswith("the oldest line of the first measured batch took ")


def test_a_run_that_can_not_tell_ends_it(tmp_path: Path, pretence: Pretence) -> None:
    pretence.changes = {f"{NAME}-800": LATE}
    room = found(tmp_path / "out")
    assert (room.kept_per_s, room.failed_per_s) == (400.0, None)
    assert room.why.startswith("a run at 800 lines/s can't tell: ")


def test_no_time_ends_it() -> None:
    room = headroom.of(CELL, 0.0, MULTIPLES, None, lambda _cell, _name: None)
    assert room == Headroom(NAME, 0.0, None, headroom.NO_TIME)


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"rate": "600k"}, "more than 1M lines/s isn't tried"),
        ({"schedule": "sine:0.5:5s"}, "its load isn't an even one"),
    ],
)
def test_what_is_not_run(
    spec: dict[str, str], why: str, tmp_path: Path, pretence: Pretence
) -> None:
    cell = Cell.parse(spec)
    assert found(tmp_path / "out", cell=cell) == Headroom(NAME, cell.rate_per_s, None, why)
    assert pretence.ran == []


def test_the_highest_rate_is_still_tried() -> None:
    assert headroom.refused(Cell.parse({"rate": "500k", "schedule": "poisson"}), 2.0) == ""
    assert headroom.refused(Cell.parse({"rate": "500001"}), 2.0) != ""


@pytest.mark.parametrize(
    ("objective", "failed_per_s"),
    [("p99<1ms", 400.0), ("p50<9s,max<1ms", 400.0), ("p50<1ms,mean<1ms", None)],
)
def test_only_limits_of_the_slowest_lines_bound_it(
    objective: str, failed_per_s: float | None, tmp_path: Path, pretence: Pretence
) -> None:
    room = found(tmp_path / "out", objective, multiples=(2.0,))
    assert room.failed_per_s == failed_per_s
    assert pretence.ran == [f"{NAME}-400"]


def test_it_is_run_as_a_search_for_its_capacity_would() -> None:
    limits, tail = Objective.parse("p50<200ms,p99<20s"), Objective.parse("p99<20s")
    assert headroom.at(CELL, 2.0, limits) == cells.confirming(CELL, 400.0, tail)
