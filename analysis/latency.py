"""The prefix join: when each line was due, when it left, and when a result that has it was seen.

Lines of a lane are numbered in order. The emission log says how many had left at a time, the
results say how many were in at a time, so the line of number i left, or became visible, with the
first entry that counts more than i. Nothing is added to the job for it, and every line gets a
latency of its own.
"""

from dataclasses import dataclass

import numpy as np

from analysis.record import Int64, RunRecord
from loadgen import schedule
from loadgen.units import NS_PER_MS

LOST = -1
"""In place of a time: it never happened. No time on the run clock is below 0."""

QUANTILES_PER_MILLE = {"p50": 500, "p90": 900, "p99": 990, "p999": 999}


class UnjoinableError(ValueError):
    """The record doesn't say enough to give each line its time; the message says what lacks."""


@dataclass(frozen=True)
class Lines:
    """Every line that was due while the run went on, in the order of the schedule.

    Args:
        due_ns: when it should have left, int64[lines].
        sent_ns: when it left, or `LOST`, int64[lines].
        visible_ns: when a result that includes it was in hand, or `LOST`, int64[lines].
    """

    due_ns: Int64
    sent_ns: Int64
    visible_ns: Int64

    def __len__(self) -> int:
        return len(self.due_ns)

    def __getitem__(self, part: slice) -> "Lines":
        return Lines(self.due_ns[part], self.sent_ns[part], self.visible_ns[part])


def join(record: RunRecord) -> Lines:
    """When each line was due, sent and visible.

    A line belongs here if the schedule had it due by the last moment that the record knows of. So
    lines that the generator never sent are in it, and lines that a killed run never came to aren't.

    Raises:
        UnjoinableError: if the load had more than one lane: results count lines, and don't say of
            which lane.
    """
    if not record.load:
        nothing = np.empty(0, np.int64)
        return Lines(nothing, nothing, nothing)
    lanes = int(record.load["lanes"])
    if lanes != 1:
        raise UnjoinableError(
            f"{record.path}: {lanes} lanes, but the results don't say how many lines of each are in"
        )
    plan = schedule.from_spec(record.load["schedule"])
    start_ns = int(record.load["start_ns"])
    total = plan.count_due(max(0, last_moment_ns(record) - start_ns))
    due_ns = plan.due_ns(np.arange(total, dtype=np.int64))
    due_ns += start_ns
    emission, visible = record.emission, record.visible
    return Lines(
        due_ns,
        first_included(emission["lines"], emission["sent_ns"], total),
        first_included(visible["lines"], visible["visible_ns"], total),
    )


def last_moment_ns(record: RunRecord) -> int:
    """The last time on the run clock that the record knows of, ns; 0 if none."""
    stop_ns = (record.info.get("window") or {}).get("stop_ns")
    if stop_ns is not None:
        return int(stop_ns)
    times = (
        record.emission["sent_ns"],
        record.visible["visible_ns"],
        record.resources["time_ns"],
    )
    return max((int(column.max()) for column in times if len(column)), default=0)


def first_included(counts: Int64, times_ns: Int64, total: int) -> Int64:
    """For each line, the time of the first entry that counts more lines than its number.

    Counts that go down take nothing back: what was in hand was in hand.

    Args:
        counts: lines so far, int64[entries].
        times_ns: when that was so, ascending, int64[entries].
        total: how many lines there are.

    Returns:
        Times, int64[total]; `LOST` for lines that no entry includes.
    """
    reached = progress_of(counts, total)
    included = int(reached[-1]) if len(reached) else 0
    times = np.full(total, LOST, np.int64)
    times[:included] = np.repeat(times_ns, np.diff(reached, prepend=0))
    return times


def progress_of(counts: Int64, total: int) -> Int64:
    """Counts as a staircase that never goes down and ends at `total` or before, int64[entries]."""
    return np.maximum.accumulate(np.clip(counts, 0, total))


def between(lines: Lines, since_ns: int, until_ns: int) -> slice:
    """The lines that were due from `since_ns` to just before `until_ns`."""
    first, behind = np.searchsorted(lines.due_ns, [since_ns, until_ns])
    return slice(int(first), int(behind))


def elapsed(later_ns: Int64, earlier_ns: Int64) -> tuple[Int64, int]:
    """Times between two moments of the same lines, and how many lines never saw one of the two.

    Returns:
        Durations of the others, ns, negative ones as they are; the number left out.
    """
    both = (later_ns != LOST) & (earlier_ns != LOST)
    missing = int(len(both) - np.count_nonzero(both))
    if missing:
        return later_ns[both] - earlier_ns[both], missing
    return later_ns - earlier_ns, 0


def distribution(values_ns: Int64, lost: int = 0) -> dict[str, float | None]:
    """Extremes, mean and percentiles of exact samples, ms.

    Percentiles are by nearest rank: the smallest sample that a share q of all samples doesn't
    exceed (numpy's `inverted_cdf`). Lost lines are samples too, of infinite latency, so a figure
    that they reach is None.

    Args:
        values_ns: the samples, ns, int64[n].
        lost: how many more there are that never ended.

    Returns:
        min, mean, p50, p90, p99, p999, max; each None where there is nothing finite to say.
    """
    known, count = len(values_ns), len(values_ns) + lost
    ranks = {name: -(-count * share // 1000) for name, share in QUANTILES_PER_MILLE.items()}
    finite = sorted({rank - 1 for rank in ranks.values() if 0 < rank <= known})
    ordered = np.partition(values_ns, finite) if finite else values_ns
    figures: dict[str, float | None] = {
        "min": _ms(values_ns.min()) if known else None,
        "mean": _ms(values_ns.mean()) if known and not lost else None,
    }
    for name, rank in ranks.items():
        figures[name] = _ms(ordered[rank - 1]) if 0 < rank <= known else None
    figures["max"] = _ms(values_ns.max()) if known and not lost else None
    return figures


def _ms(value_ns: np.integer | np.floating) -> float:
    return float(value_ns) / NS_PER_MS
