"""What a load did, for programs and for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from loadgen.emission import by_lane
from loadgen.lateness import lateness_ms
from loadgen.load import Load
from loadgen.units import NS_PER_MS, NS_PER_S, format_rate

LATE_MS = 10.0
"""A load is late if a hundredth of its lines left later than this after they could have."""


def summarise(
    load: Load,
    rows: NDArray[Any],
    connections: Sequence[Mapping[str, Any]],
    start_ns: int,
    end_ns: int,
) -> dict[str, Any]:
    """What was sent, at what pace, and how late.

    Args:
        load: what should have been sent.
        rows: int64[hand-overs, 3], columns `loadgen.emission.EMISSION`.
        connections: what each connection took; empty for files.
        start_ns: when the schedule started, ns on the run clock.
        end_ns: when sending ended, ns on the run clock.

    Returns:
        JSON.
    """
    emitted = [int(share[:, 1].max(initial=0)) for share in by_lane(rows, load.lanes)]
    took_ns = end_ns - start_ns
    if sum(emitted) == load.schedule.count:
        # The last line is due before the schedule is over: without this a rate that was kept to
        # the letter would come out too high.
        took_ns = max(took_ns, load.schedule.duration_ns)
    lateness = lateness_ms(rows, load.views, start_ns)
    allowed_ms = LATE_MS + (load.file_every_ns or 0) / NS_PER_MS
    return {
        "source": load.source,
        "lines": load.lines,
        "keys": load.keys,
        "seed": load.seed,
        "lanes": load.lanes,
        "scheduled": load.schedule.count,
        "emitted": sum(emitted),
        "bytes": sum(load.ring.bytes_before(lines) for lines in emitted),
        "counts": {str(key): count for key, count in load.ring.counts(*emitted).items()},
        "rate": {
            "target_per_s": load.schedule.count * NS_PER_S / load.schedule.duration_ns,
            "sent_per_s": sum(emitted) * NS_PER_S / max(took_ns, 1),
        },
        "lateness_ms": lateness,
        "late": (lateness["p99"] or 0.0) > allowed_ms,
        "connections": list(connections),
        "start_ns": start_ns,
        "end_ns": end_ns,
    }


def in_words(summary: Mapping[str, Any]) -> str:
    """A summary for people: a few lines."""
    emitted, rate, late = summary["emitted"], summary["rate"], summary["lateness_ms"]
    megabytes = summary["bytes"] / 1e6
    seconds = (summary["end_ns"] - summary["start_ns"]) / NS_PER_S
    sent, asked = _rate(rate["sent_per_s"]), _rate(rate["target_per_s"])
    total = f"{emitted:,} of {summary['scheduled']:,} lines, {megabytes:,.1f} MB"
    said = [f"sent      {total}, in {seconds:.1f} s"]
    if emitted:
        figures = (f"{name} {late[name]:.2f} ms" for name in ("p50", "p99", "max"))
        said.append(f"rate      {sent} lines/s, by the schedule {asked}")
        said.append(f"lateness  {', '.join(figures)}")
    if summary["late"]:
        said.append(
            "          The load was late: the consumer or this machine is slower than the schedule"
        )
    if "acknowledged" in summary:
        said.append(f"acked     {_acked(summary)}")
    if summary["keys"]:
        said.append(f"keys      {len(summary['counts']):,} of {summary['keys']:,} sent")
    said += [
        f"lane {taken['lane']}    its consumer left after {taken['lines']:,} lines"
        for taken in summary["connections"]
        if taken["closed_early"]
    ]
    said += [
        f"lane {failure['lane']}    {failure['lines']:,} lines weren't acknowledged: "
        f"{failure['reason']}"
        for failure in summary.get("failures", ())
    ]
    return "\n".join(said)


def _acked(summary: Mapping[str, Any]) -> str:
    said, took = f"{summary['acknowledged']:,} lines", summary["ack_ms"]
    if took["max"] is None:
        return said
    figures = ", ".join(f"{name} {took[name]:.2f} ms" for name in ("p50", "p99", "max"))
    return f"{said}, after they had left: {figures}"


def _rate(per_s: float) -> str:
    return format_rate(float(f"{per_s:.4g}"))
