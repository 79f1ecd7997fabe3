"""How an engine gets over a burst: it works off what has piled up, as fast as it can."""

from collections.abc import Iterator

from analysis.lines import Lines
from analysis.record import RunRecord
from analysis.window import Window, lines_due
from loadgen import schedule
from loadgen.units import NS_PER_S

_NS_PER_US = 1_000


def recovery(record: RunRecord, measured: Lines) -> dict[str, float] | None:
    """How long the bursts of a load kept the engine busy.

    Args:
        record: what the run left.
        measured: the lines that count.

    Returns:
        `bursts` and the `lines` due in them; `longest_s`, from the end of a burst until its last
        line was visible, of the one for which it took longest; `us_per_line`, from the beginning
        of a burst until its last line was visible, by line. None for a load without a whole burst,
        or with a line in one that isn't measured or never became visible.
    """
    lines, longest_ns, busy_ns, bursts = 0, 0, 0, 0
    for begin_ns, end_ns in _bursts(record):
        burst = measured.within(begin_ns, end_ns)
        if burst.lost or len(burst) < lines_due(record, Window(begin_ns, end_ns)):
            return None  # or the run was cut off before its end
        last_ns = max(int(lane.seen.time_ns[-1]) for lane in burst.lanes if len(lane))
        bursts += 1
        lines += len(burst)
        longest_ns = max(longest_ns, last_ns - end_ns)
        busy_ns += last_ns - begin_ns
    if not bursts:
        return None
    return {
        "bursts": bursts,
        "lines": lines,
        "longest_s": longest_ns / NS_PER_S,
        "us_per_line": busy_ns / _NS_PER_US / lines,
    }


def _bursts(record: RunRecord) -> Iterator[tuple[int, int]]:
    """When each whole burst begins and ends, ns on the run clock."""
    if not record.load:
        return
    part_ns = int(record.load["start_ns"])
    for part in _parts(schedule.from_spec(record.load["schedule"])):
        if isinstance(part, schedule.Burst):
            for begin_ns, end_ns in part.whole_bursts():
                yield part_ns + begin_ns, part_ns + end_ns
        part_ns += part.duration_ns


def _parts(plan: schedule.Schedule) -> tuple[schedule.Schedule, ...]:
    return plan.parts if isinstance(plan, schedule.Chain) else (plan,)
