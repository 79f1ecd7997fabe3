"""When garbage collectors stopped the driver's JVM, by the log that it writes of them.

The log is asked for in `benchmarks.spark.presets`. Its lines are dated by `System.nanoTime`, which
is the monotonic clock that the run clock goes by, so that no clock has to be matched with another.
Executors elsewhere have JVMs of their own, of which nothing is known here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.record import Int64, RunRecord
from analysis.window import Window
from loadgen.units import NS_PER_MS, NS_PER_S

# All collectors word it alike; some name the generation before it, some tell of the heap after it.
# Only the pauses of all threads are said to be such: work beside them, and the stalls of single
# threads in which ZGC makes them wait for memory, aren't.
_PAUSE = re.compile(
    r"\[(?P<end>\d+)ns\] GC\(\d+\) (?:\w: )?Pause (?P<kind>.+?)(?: \d\S*->\S+)? (?P<ms>[\d.]+)ms"
)


@dataclass(frozen=True)
class Pauses:
    """The stretches in which all threads of the JVM stood still for its garbage collector.

    Args:
        end_ns: when each ended, int64[pauses], ascending.
        duration_ns: how long each took, without the time in which threads came to a halt,
            int64[pauses].
        kind: what each was, in the JVM's words, as in "Young (Normal) (G1 Evacuation Pause)".
    """

    end_ns: Int64
    duration_ns: Int64
    kind: tuple[str, ...]

    def within(self, window: Window) -> "Pauses":
        """Those that ended in a window."""
        ends = [window.since_ns, window.until_ns]
        since, until = (int(row) for row in np.searchsorted(self.end_ns, ends))
        inside = slice(since, until)
        return Pauses(self.end_ns[inside], self.duration_ns[inside], self.kind[inside])

    def figures(self) -> dict[str, float | None]:
        """How many there were, how long they took in all, and the longest: count, total_s, max_ms.

        The longest of none is None.
        """
        longest_ns = self.duration_ns.max(initial=0)
        return {
            "count": len(self.kind),
            "total_s": float(self.duration_ns.sum() / NS_PER_S),
            "max_ms": float(longest_ns / NS_PER_MS) if len(self.kind) else None,
        }


UNKNOWN: Mapping[str, float | None] = {"count": None, "total_s": None, "max_ms": None}
"""The figures where there is no log."""


def pauses(record: RunRecord) -> Pauses | None:
    """The pauses of a run's driver, on the run clock; None if it left no log of them."""
    clock = record.info.get("clock")
    if record.gc_log is None or not clock:
        return None
    found = [match for match in map(_PAUSE.fullmatch, record.gc_log) if match]
    end_ns = np.array([int(match["end"]) for match in found], np.int64) + int(clock["offset_ns"])
    duration_ns = np.array([round(float(match["ms"]) * NS_PER_MS) for match in found], np.int64)
    order = np.argsort(end_ns, kind="stable")  # concurrent collectors log from several threads
    kinds = tuple(found[row]["kind"] for row in order)
    return Pauses(end_ns[order], duration_ns[order], kinds)
