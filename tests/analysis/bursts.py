"""A load in bursts, and what results had of it at some moments."""

from pathlib import Path
from typing import Any

from analysis.lines import Lane, Lines
from analysis.record import RunRecord
from analysis.steps import Steps
from loadgen.lanes import LaneView
from loadgen.schedule import Burst, Chain, Constant, Schedule
from tests.analysis.by_hand import START_NS, ints
from tests.analysis.synthetic import MS

S = 1_000 * MS
# 100 lines/s; from 1.5 s to 2 s, and from 3.5 s to 4 s, 1,000 lines/s.
BURSTS = Burst(100, 1_000, 2 * S, S // 2, 4 * S)
WARM = Chain((Constant(100, S), BURSTS))


def record_of(plan: Schedule | None, **info: Any) -> RunRecord:
    load = {"schedule": plan.spec(), "start_ns": START_NS} if plan else {}
    nothing: dict[str, Any] = {}
    return RunRecord(Path("run"), info, nothing, load, nothing, [], nothing)


def lines_of(plan: Schedule, *results: tuple[int, int], lanes: int = 1) -> Lines:
    """Lines that results have had by some ms of the run: so many of each lane."""
    times = START_NS + ints(*(ms for ms, _ in results)) * MS
    made = []
    for k in range(lanes):
        view = LaneView(plan, k, lanes)
        seen = Steps.of(ints(*(count for _, count in results)), times, view.count)
        sent = Steps.of(ints(view.count), ints(START_NS), view.count)
        made.append(Lane(view, START_NS, 0, view.count, sent, seen))
    return Lines(tuple(made))
