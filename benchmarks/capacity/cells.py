"""What is run to find a cell's capacity."""

from dataclasses import replace

from analysis.decide.objective import Objective
from analysis.decide.search import Bounds
from benchmarks.cell import Cell
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S, format_rate

BOUNDS = Bounds(500.0, 1e6)
"""Where capacities are looked for, lines per second: up to what one generator can send."""

SEARCHED = ("rate", "schedule", "speed", "duration", "warmup", "drain", "give-up")
"""Keys of a cell that are chosen run by run."""

# Warm-up and measured time, ns. A cold Spark does half of what a warm one does: at its full rate
# too soon, it would fall behind and be given up for what it isn't. What is ours needs no warming.
_CLIMB_NS, _OWN_CLIMB_NS = (10 * NS_PER_S, 45 * NS_PER_S), (NS_PER_S // 4, 2 * NS_PER_S)
_CONFIRM_NS, _OWN_CONFIRM_NS = (20 * NS_PER_S, 14 * NS_PER_S), (NS_PER_S // 4, 3 * NS_PER_S // 2)
_INTERVALS = 12  # in the measured window, however long they are

# How far behind a run may fall before it is ended. In steady state the oldest line waits for two
# intervals at most; an overload shows by more than a second or two that a cold JVM may be behind.
_LEAST_NS, _OWN_LEAST_NS = 6 * NS_PER_S, NS_PER_S // 2
_SLACK_NS = 2 * NS_PER_S
_WAITING_INTERVALS = 3
_OF_OBJECTIVE = 1.5
_DRAIN_SLACK_NS = NS_PER_S


def check(cell: Cell) -> None:
    """Refuse a cell that has no rate to sustain.

    Raises:
        BadInput: if its load is there before it begins.
    """
    if cell.of_backlog:
        raise BadInput(
            f"--setting: {cell.setting.text} works off what is there, and `streamgauge run` tells "
            "how fast: capacity takes a setting that goes on"
        )


def climbing(cell: Cell, objective: Objective | None = None) -> Cell:
    """The cell with a rate that grows from the lowest to the highest."""
    low, high = BOUNDS.lowest_per_s, format_rate(BOUNDS.highest_per_s)
    times_ns = _CLIMB_NS if cell.on_spark else _OWN_CLIMB_NS
    cell = replace(cell, rate_per_s=low, schedule=f"exponential:{high}")
    return _timed(cell, *times_ns, give_up_ns(cell, objective))


def confirming(cell: Cell, rate_per_s: float, objective: Objective | None = None) -> Cell:
    """The cell at one rate, to see whether it sustains it."""
    times_ns = _CONFIRM_NS if cell.on_spark else _OWN_CONFIRM_NS
    cell = replace(cell, rate_per_s=rate_per_s, schedule="constant")
    return _timed(cell, *times_ns, give_up_ns(cell, objective))


def give_up_ns(cell: Cell, objective: Objective | None) -> int:
    """How far behind its lines a run may fall before it is ended, ns."""
    held_ns = (cell.window.length_ns if cell.window else 0) + (cell.watermark_ns or 0)
    held_ns += cell.file_every_ns if cell.source == "files" else 0
    waits_ns = held_ns + _WAITING_INTERVALS * (cell.setting.interval_ns or 0)
    limits_ns = [limit.ns for limit in objective.limits] if objective else []
    return max(
        _LEAST_NS if cell.on_spark else _OWN_LEAST_NS,
        waits_ns + (_SLACK_NS if cell.on_spark else 0),
        round(_OF_OBJECTIVE * max(limits_ns, default=0)),
    )


def _timed(cell: Cell, warmup_ns: int, measured_ns: int, give_up_ns: int) -> Cell:
    """The cell with these times; the last result is waited for as long as any other."""
    measured_ns = max(measured_ns, _INTERVALS * (cell.setting.interval_ns or 0))
    return replace(
        cell,
        warmup_ns=warmup_ns,
        duration_ns=warmup_ns + measured_ns,
        give_up_ns=give_up_ns,
        drain_ns=give_up_ns + _DRAIN_SLACK_NS,
    )
