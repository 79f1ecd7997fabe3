"""How long it takes from starting an engine until it shows its first result."""

from analysis.lines import Lines
from analysis.record import RunRecord
from loadgen.units import NS_PER_S


def startup(record: RunRecord, lines: Lines) -> dict[str, float] | None:
    """How long a run's start took.

    Until lines come, a run waits for the engine to be ready for them: the time in between isn't
    the engine's, and in neither figure.

    Args:
        record: what the run left.
        lines: all lines of its schedule.

    Returns:
        `ready_s`, from the start of the run's process until its engine was ready for lines, and
        `first_result_s`, that and the latency of the first line. None if the run doesn't say when
        that was, as for a load that was there before, or the first line never became visible.
    """
    started_ns, ready_ns = record.info.get("started_ns"), record.info.get("ready_ns")
    first = [lane for lane in lines.lanes if len(lane.seen) and lane.seen.first[0] == 0]
    if started_ns is None or ready_ns is None or not first:
        return None
    latency_ns = min(int(lane.seen.time_ns[0]) for lane in first) - lines.first_due_ns
    ready_s = (ready_ns - started_ns) / NS_PER_S
    return {"ready_s": ready_s, "first_result_s": ready_s + latency_ns / NS_PER_S}
