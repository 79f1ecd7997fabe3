"""What is sent: lines rendered ahead into a ring that the load goes round and round."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from loadgen import numbers, textfile
from loadgen.errors import BadInput
from loadgen.lengths import Lengths, parse_lengths

Int64 = NDArray[np.int64]

_LINES = 65_536
_BLOCK_BYTES = 16 * 2**20
_FEWEST_LINES = 8  # also where lines are so long that two would fill the block
_MOST_BLOCK_BYTES = 256 * 2**20  # where every number has to be in it
_TEXT_BLOCK_BYTES = 2**20

# 256 printable ASCII characters, so that a random byte picks one: all 95, most of them thrice.
_PRINTABLE = bytes(32 + n % 95 for n in range(256))


@dataclass(frozen=True, eq=False)
class Ring:
    """Lines, ready to be sent; line i of the load is the ring's line i mod K.

    Args:
        block: the K lines' bytes, each line ending in a newline.
        offsets: int64[K + 1], where each line begins in the block, and where the last one ends.
        keys: int64[K], what each line is counted by: the number that it carries, or else its
            length in characters (code points), the newline not counted.
        note: what a reader should know about them, if anything.
    """

    block: bytes
    offsets: Int64
    keys: Int64
    note: str = ""

    def __len__(self) -> int:
        return len(self.keys)

    def slice(self, start: int, stop: int) -> list[memoryview]:
        """The bytes of the load's lines from `start` up to `stop`, as views of the block.

        Args:
            start: the first line's number, from 0 up.
            stop: the number after the last line's.
        """
        block = memoryview(self.block)
        views = []
        while start < stop:
            turn = start - start % len(self)
            end = min(stop, turn + len(self))
            first, last = self.offsets[start - turn], self.offsets[end - turn]
            views.append(block[first:last])
            start = end
        return views

    def bytes_before(self, line: int) -> int:
        """How many bytes the load's first lines take.

        Args:
            line: how many lines, from 0 up.
        """
        turns, rest = divmod(line, len(self))
        return turns * len(self.block) + int(self.offsets[rest])

    def counts(self, *lines: int) -> dict[int, int]:
        """How many of the load's first lines have each key.

        Args:
            lines: how many lines, from 0 up; of several loads, each on its own, if there are more.

        Returns:
            Lines by key, the lowest first; no zeros.
        """
        a_turn = np.bincount(self.keys)
        counts = np.zeros_like(a_turn)
        for first in lines:
            turns, rest = divmod(first, len(self))
            counts += a_turn * turns
            counts += np.bincount(self.keys[:rest], minlength=len(counts))
        found = np.flatnonzero(counts)
        return dict(zip(found.tolist(), counts[found].tolist(), strict=True))


def parse_lines(text: str, seed: int, keys: int = 0) -> Ring:
    """The lines that `uniform:10:120`, `file:PATH` and the like stand for.

    Args:
        text: as given to --lines.
        seed: for random lines, from 0 up. The same seed gives the same bytes.
        keys: as given to --keys: each line begins with a number below this one, and is counted by
            it, and the ring has every number equally often; 0: lines are counted by length.

    Raises:
        BadInput: if it can't be understood, the file can't be used, or lines can't carry numbers
            or would be too many bytes with them.
    """
    numbers.check_keys(keys)
    of_file = text.startswith("file:")
    if keys and of_file:
        raise BadInput(f"--keys: the lines of {text} carry no numbers: it takes random ones")
    try:
        if of_file:
            return _of_file(Path(text.removeprefix("file:")))
        distribution = parse_lengths(text)
    except BadInput as error:
        raise BadInput(f"--lines: {error}") from None
    bits = np.random.PCG64(seed)
    return _keyed(distribution, bits, text, keys) if keys else _random(distribution, bits)


def _random(distribution: Lengths, bits: np.random.PCG64) -> Ring:
    lengths = _lengths(distribution, bits)
    lengths = lengths[: _kept(lengths)]
    block, offsets = _rendered(lengths, bits)
    return Ring(block.tobytes(), offsets, lengths, _note(len(lengths)))


def _keyed(distribution: Lengths, bits: np.random.PCG64, text: str, keys: int) -> Ring:
    lengths = np.maximum(_lengths(distribution, bits), numbers.DIGITS)
    carried = numbers.scattered(keys, max(_kept(lengths) // keys, 1))
    lengths = np.resize(lengths, len(carried))
    size = int(lengths.sum()) + len(lengths)
    if size > _MOST_BLOCK_BYTES:
        raise BadInput(
            f"--keys: {keys:,} lines as --lines {text} has them are {size >> 20:,} MiB: it takes "
            f"fewer, or shorter ones, up to {_MOST_BLOCK_BYTES >> 20} MiB in all"
        )
    block, offsets = _rendered(lengths, bits)
    numbers.write(carried, block, offsets[:-1])
    return Ring(block.tobytes(), offsets, carried, _note(len(lengths)))


def _lengths(distribution: Lengths, bits: np.random.PCG64) -> Int64:
    return distribution.at(np.ldexp((bits.random_raw(_LINES) >> 11).astype(np.float64), -53))


def _kept(lengths: Int64) -> int:
    """How many lines of these lengths make a block."""
    ends = np.cumsum(lengths + 1)
    return max(int(np.searchsorted(ends, _BLOCK_BYTES, side="right")), _FEWEST_LINES)


def _rendered(lengths: Int64, bits: np.random.PCG64) -> tuple[NDArray[np.uint8], Int64]:
    """Random lines of these lengths: a block, and its offsets (see `Ring`)."""
    offsets = np.concatenate(([0], np.cumsum(lengths + 1)))
    size = int(offsets[-1])
    raw = bits.random_raw(-(-size // 8)).astype("<u8", copy=False)
    block = np.frombuffer(bytearray(raw).translate(_PRINTABLE), dtype=np.uint8)[:size]
    block[offsets[1:] - 1] = ord("\n")
    return block, offsets


def _note(lines: int) -> str:
    few = f"lines are so long that only {lines} different ones are sent, over and over"
    return few if lines < _LINES // 64 else ""


def _of_file(path: Path) -> Ring:
    text = textfile.read(path)
    turns = -(-_TEXT_BLOCK_BYTES // len(text.block))  # a longer block is gone round less often
    starts = np.arange(turns)[:, np.newaxis] * len(text.block)
    offsets = np.append((starts + text.offsets[:-1]).ravel(), turns * len(text.block))
    return Ring(text.block * turns, offsets, np.tile(text.lengths, turns), text.note)
