"""Lines that come by chance."""

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadgen.errors import BadInput
from loadgen.schedule.schedule import Int64, check_duration, check_rate, exactly

_BLOCK_LINES = 512
_LONGEST_BLOCK_NS = 2**32  # so that a position in it is one product of 64 bits
_MOST_BLOCKS = 2**22
_AT_ONCE = 128  # blocks, for arrays: they stay in the processor's cache
_KEPT = 8  # blocks, for one line after the other
_PRECISE = Context(prec=50)
_BITS = 64


@dataclass(frozen=True)
class Poisson:
    """A Poisson process: how long to wait for the next line doesn't depend on what came before.

    Time is cut into blocks that hold 512 lines on average (fewer where that would take longer than
    4.3 s). How many lines a block has follows from random bits by the Poisson distribution, and
    where they are in it is uniform, which together is a Poisson process. So any block can be had
    without the ones before it. Only numpy's random bits are used, which it promises to keep, and
    whole numbers: a seed gives the same times everywhere and for good.

    Args:
        rate_per_s: the mean, lines per second.
        duration_ns: how long, ns.
        seed: from 0 up.

    Raises:
        BadInput: if any is out of bounds, it would be more than about 2G lines, or chance has none.
    """

    rate_per_s: float
    duration_ns: int
    seed: int
    count: int = field(init=False)

    _block_ns: int = field(init=False, repr=False, compare=False)
    _first: Int64 = field(init=False, repr=False, compare=False)  # [blocks + 1]: a block's first
    _bits_start: Any = field(init=False, repr=False, compare=False)
    _kept: tuple[int, int, memoryview] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_rate(self.rate_per_s)
        check_duration(self.duration_ns)
        if type(self.seed) is not int or self.seed < 0:
            raise BadInput(f"schedule: {self.seed!r} is not a seed: it takes a whole number from 0")
        rate = exactly(self.rate_per_s)
        block_ns = min(round(_BLOCK_LINES / rate), _LONGEST_BLOCK_NS)
        blocks = -(-self.duration_ns // block_ns)
        if blocks > _MOST_BLOCKS:
            raise BadInput("schedule: poisson takes up to 2G lines: a lower rate or a shorter time")
        # Lines are made of the seed's bits too, so these begin far away from theirs.
        sizes_bits, times_bits = (np.random.PCG64(self.seed).jumped(jumps) for jumps in (1, 2))
        object.__setattr__(self, "_bits_start", times_bits.state)
        drawn = sizes_bits.random_raw(blocks)
        sizes = np.searchsorted(_poisson(rate * block_ns), drawn, side="right")
        object.__setattr__(self, "_block_ns", block_ns)
        object.__setattr__(self, "_first", np.append(0, np.cumsum(sizes)))
        # The last block is drawn whole, and then cut: a longer run begins with the same lines.
        last = int(np.searchsorted(self._times_ns(blocks - 1, blocks), self.duration_ns))
        count = int(self._first[blocks - 1]) + last
        if not count:
            raise BadInput("schedule: by chance no line is due in it: it takes a longer time")
        object.__setattr__(self, "count", count)
        object.__setattr__(self, "_kept", (0, -1, memoryview(b"")))

    def due_ns(self, index: Int64) -> Int64:
        """When lines are due, ns since the start (see `Schedule`)."""
        due = np.empty(len(index), np.int64)
        begin = 0
        while begin < len(index):
            block = self._block_of(index[begin])
            beyond = self._first[min(block + _AT_ONCE, len(self._first) - 1)]
            end = int(np.searchsorted(index, beyond))
            times_ns = self._times_ns(block, self._block_of(index[end - 1]) + 1)
            due[begin:end] = times_ns[index[begin:end] - self._first[block]]
            begin = end
        return due

    def due_at(self, index: int) -> int:
        """When one line is due, ns since the start."""
        first, _, times_ns = self._kept
        if not first <= index < first + len(times_ns):
            first, _, times_ns = self._keep(self._block_of(index))
        due_ns: int = times_ns[index - first]
        return due_ns

    def count_due(self, elapsed_ns: int) -> int:
        """How many lines are due at or before a time (see `Schedule`)."""
        if elapsed_ns < 0:
            return 0
        if elapsed_ns >= self.duration_ns:
            return self.count
        block = elapsed_ns // self._block_ns
        first, kept, times_ns = self._kept
        if kept != block // _KEPT:
            first, _, times_ns = self._keep(block)
        return first + bisect_right(times_ns, elapsed_ns)

    def counts_due(self, elapsed_ns: Int64) -> Int64:
        """How many lines are due at or before each time (see `Schedule`)."""
        order = np.argsort(elapsed_ns, kind="stable")
        ns = np.minimum(elapsed_ns[order], self.duration_ns - 1)
        counts = np.zeros(len(ns), np.int64)
        begin = int(np.searchsorted(ns, 0))
        while begin < len(ns):
            block = int(ns[begin]) // self._block_ns
            end = int(np.searchsorted(ns, (block + _AT_ONCE) * self._block_ns))
            times_ns = self._times_ns(block, int(ns[end - 1]) // self._block_ns + 1)
            due = np.searchsorted(times_ns, ns[begin:end], side="right")
            counts[order[begin:end]] = due + self._first[block]
            begin = end
        return counts

    def spec(self) -> dict[str, Any]:
        """What `from_spec` makes this schedule from."""
        return {
            "kind": "poisson",
            "rate_per_s": self.rate_per_s,
            "duration_ns": self.duration_ns,
            "seed": self.seed,
        }

    def _block_of(self, index: int) -> int:
        return int(np.searchsorted(self._first, index, side="right")) - 1

    def _keep(self, block: int) -> tuple[int, int, memoryview]:
        """Remember a few blocks, as those who ask for one line ask for its neighbours next."""
        which = block // _KEPT
        begin, end = which * _KEPT, min((which + 1) * _KEPT, len(self._first) - 1)
        kept = (int(self._first[begin]), which, self._times_ns(begin, end).data)
        object.__setattr__(self, "_kept", kept)
        return kept

    def _times_ns(self, begin: int, end: int) -> Int64:
        """When the lines of some blocks are due, in order."""
        first = self._first[begin : end + 1]
        bits = np.random.PCG64(0)  # its own, as several threads may ask
        bits.state = self._bits_start
        within = bits.advance(int(first[0])).random_raw(int(first[-1] - first[0]))
        within >>= np.uint64(_BITS // 2)
        within *= np.uint64(self._block_ns)
        within >>= np.uint64(_BITS // 2)
        # A row for each block, filled up at its end: short rows of 32 bits are quick to sort.
        sizes = np.diff(first)
        taken = np.arange(sizes.max()) < sizes[:, np.newaxis]
        rows = np.full(taken.shape, np.iinfo(np.uint32).max, np.uint32)
        rows[taken] = within
        rows.sort(axis=1)
        begins_ns = np.arange(begin, end)[:, np.newaxis] * self._block_ns
        times_ns: Int64 = (rows + begins_ns)[taken]
        return times_ns


def _poisson(mean: Fraction) -> NDArray[np.uint64]:
    """The Poisson distribution, as the bits below which a draw is at most n, uint64[...]."""
    number = _PRECISE.divide(Decimal(mean.numerator), Decimal(mean.denominator))
    chance = _PRECISE.exp(number.copy_negate())
    upto, bits = chance, []
    while (below := int(_PRECISE.multiply(upto, Decimal(2**_BITS)))) < 2**_BITS - 1:
        bits.append(below)
        chance = _PRECISE.divide(_PRECISE.multiply(chance, number), Decimal(len(bits)))
        upto = _PRECISE.add(upto, chance)
    return np.array(bits, np.uint64)
