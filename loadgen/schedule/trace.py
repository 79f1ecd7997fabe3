"""Times that something really had."""

import base64
import binascii
import zlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from loadgen.errors import BadInput
from loadgen.schedule.schedule import LONGEST_NS, Int64, check_duration

MOST_LINES = 10_000_000
"""The longest trace."""


@dataclass(frozen=True)
class Trace:
    """Lines at given times, which it holds itself: it can be read without the log they are from.

    Make one with `Trace.of`.

    Args:
        gaps_ns: from the start to the first moment at which lines are due, and from each such
            moment to the next, packed.
        lines: how many are due at each, packed.
        duration_ns: how long, ns.

    Raises:
        BadInput: if it can't be unpacked, or holds what can't be.
    """

    gaps_ns: str
    lines: str
    duration_ns: int
    count: int = field(init=False)

    _times_ns: Int64 = field(init=False, repr=False, compare=False)
    _upto: Int64 = field(init=False, repr=False, compare=False)
    _times_view: memoryview = field(init=False, repr=False, compare=False)
    _upto_view: memoryview = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_duration(self.duration_ns)
        gaps_ns, lines = _unpack(self.gaps_ns), _unpack(self.lines)
        times_ns, upto = np.cumsum(gaps_ns), np.cumsum(lines)
        bad = len(gaps_ns) != len(lines) or not len(lines)
        bad = bad or gaps_ns.min() < 0 or gaps_ns.max() > LONGEST_NS or lines.min() < 1
        if bad or lines.max() > MOST_LINES or upto[-1] > MOST_LINES:
            raise BadInput(f"schedule: a trace takes from 1 to {MOST_LINES:,} lines, in order")
        if times_ns[-1] >= self.duration_ns:
            raise BadInput("schedule: a trace takes a duration beyond its last line")
        object.__setattr__(self, "count", int(upto[-1]))
        object.__setattr__(self, "_times_ns", times_ns)
        object.__setattr__(self, "_upto", upto)
        object.__setattr__(self, "_times_view", times_ns.data)
        object.__setattr__(self, "_upto_view", upto.data)

    @classmethod
    def of(cls, times_ns: Int64, lines: Int64, duration_ns: int) -> Self:
        """The trace of entries.

        Args:
            times_ns: when each is due, ns since the start, ascending, int64[n].
            lines: how many lines each has, int64[n].
            duration_ns: how long the trace is, ns.

        Raises:
            BadInput: if there is none, or they are too many or too late.
        """
        begins = np.flatnonzero(np.diff(times_ns, prepend=-1))
        together = np.add.reduceat(lines, begins) if len(begins) else lines
        return cls(_pack(np.diff(times_ns[begins], prepend=0)), _pack(together), duration_ns)

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due, ns since the start (see `Schedule`)."""
        return self._times_ns[np.searchsorted(self._upto, index, side="right")]

    def due_at(self, index: int) -> int:
        """When one line is due, ns since the start."""
        due_ns: int = self._times_view[bisect_right(self._upto_view, index)]
        return due_ns

    def count_due(self, elapsed_ns: int) -> int:
        """How many lines are due at or before a time (see `Schedule`)."""
        moments = bisect_right(self._times_view, elapsed_ns)
        return self._upto_view[moments - 1] if moments else 0

    def counts_due(self, elapsed_ns: Int64) -> Int64:
        """How many lines are due at or before each time (see `Schedule`)."""
        moments = np.searchsorted(self._times_ns, elapsed_ns, side="right")
        return np.append(0, self._upto)[moments]

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from."""
        return {
            "kind": "trace",
            "gaps_ns": self.gaps_ns,
            "lines": self.lines,
            "duration_ns": self.duration_ns,
        }


def _pack(numbers: Int64) -> str:
    """Whole numbers as text: 8 bytes each, zlib, base64."""
    return base64.b64encode(zlib.compress(numbers.astype("<i8").tobytes())).decode()


def _unpack(text: Any) -> Int64:  # noqa: ANN401 - a spec may hold anything
    most = 8 * MOST_LINES
    try:
        content = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), most)
        return np.frombuffer(content, "<i8").astype(np.int64)
    except (TypeError, ValueError, binascii.Error, zlib.error) as error:
        raise BadInput(f"schedule: a trace that can't be unpacked: {error}") from None
