"""Faults: what a synthetic engine can do wrong, so that each of our traps can be made to close."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.engines.law import TAKES as LAWS
from benchmarks.engines.law import Law, Uniform, parse_law
from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS, parse_count, parse_duration_ns

_LAW = Uniform(100 * NS_PER_MS, 20 * NS_PER_MS)
_TOLD = (9, 10)  # what a liar tells of its lines


@dataclass(frozen=True)
class Fault:
    """What goes wrong; by default nothing.

    Args:
        lose: lines in the middle of the run that are in no result.
        double: lines in the middle of the run that are counted twice.
        stall_ns: for how long nothing is read, from the middle of the run on, ns.
        backlog_ns: how long after the warm-up reading begins, ns; None for from the start.
        liar: whether progress tells of fewer lines than the results.
    """

    lose: int = 0
    double: int = 0
    stall_ns: int = 0
    backlog_ns: int | None = None
    liar: bool = False

    def counted(self, first: int, lengths: Sequence[int], lines: int) -> Counter[int]:
        """Lines as the fault has them counted.

        Args:
            first: the number of the first.
            lengths: their lengths.
            lines: how many there are in the run.

        Returns:
            Lines by length.
        """
        counts = Counter(lengths)
        since = lines // 2 - first
        counts.subtract(lengths[max(since, 0) : max(since + self.lose, 0)])
        counts.update(lengths[max(since, 0) : max(since + self.double, 0)])
        return counts

    def told(self, lines: int) -> int:
        """How many lines progress tells of, where there are so many in the results."""
        return lines * _TOLD[0] // _TOLD[1] if self.liar else lines

    def deaf_ns(self, warmup_ns: int, duration_ns: int) -> tuple[int, int]:
        """From when until when nothing is read, ns since the schedule's start.

        Args:
            warmup_ns: the warm-up.
            duration_ns: the schedule's, the warm-up included.
        """
        if self.backlog_ns is not None:
            return 0, warmup_ns + self.backlog_ns
        middle_ns = duration_ns // 2
        return middle_ns, middle_ns + self.stall_ns


def parse_behaviour(text: str) -> tuple[Law, Fault]:
    """A law and a fault from `LAW`, `FAULT` or `LAW+FAULT`, as in `fixed:20ms+lose:40`.

    Raises:
        BadInput: if either can't be read.
    """
    law, plus, fault = text.partition("+")
    if plus:
        return parse_law(law), _fault(fault)
    if text.partition(":")[0] in _FAULTS:
        return _LAW, _fault(text)
    return (parse_law(text) if text else _LAW), Fault()


_FAULTS = {
    "lose": "lose:LINES",
    "double": "double:LINES",
    "stall": "stall:TIME",
    "backlog": "backlog:TIME",
    "liar": "liar",
}

TAKES = f"{LAWS}; after it, or instead of it, +FAULT: {', '.join(_FAULTS.values())}"
"""What the text of a behaviour is, for people."""


def _fault(text: str) -> Fault:
    kind, _, value = text.partition(":")
    try:
        match kind:
            case "lose":
                return Fault(lose=parse_count(value))
            case "double":
                return Fault(double=parse_count(value))
            case "stall":
                return Fault(stall_ns=parse_duration_ns(value))
            case "backlog":
                return Fault(backlog_ns=parse_duration_ns(value))
            case "liar" if not value:
                return Fault(liar=True)
    except BadInput as error:
        raise BadInput(f"--conf law: {text!r}: {error}") from None
    raise BadInput(f"--conf law: {text!r} is no fault: it takes {', '.join(_FAULTS.values())}")
