"""What is sent: lines rendered ahead into a ring that the load goes round and round."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from loadgen import textfile
from loadgen.errors import BadInput
from loadgen.lengths import Lengths, parse_lengths

Int64 = NDArray[np.int64]

_LINES = 65_536
_BLOCK_BYTES = 16 * 2**20
_FEWEST_LINES = 8  # also where lines are so long that two would fill the block
_TEXT_BLOCK_BYTES = 2**20

# 256 printable ASCII characters, so that a random byte picks one: all 95, most of them thrice.
_PRINTABLE = bytes(32 + n % 95 for n in range(256))


@dataclass(frozen=True, eq=False)
class Ring:
    """Lines, ready to be sent; line i of the load is the ring's line i mod K.

    Args:
        block: the K lines' bytes, each line ending in a newline.
        offsets: int64[K + 1], where each line begins in the block, and where the last one ends.
        lengths: int64[K], the lines' lengths in characters (code points), the newline not counted.
        note: what a reader should know about them, if anything.
    """

    block: bytes
    offsets: Int64
    lengths: Int64
    note: str = ""

    def __len__(self) -> int:
        return len(self.lengths)

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

    def counts(self, lines: int) -> dict[int, int]:
        """How many of the load's first lines have each length.

        Args:
            lines: how many lines, from 0 up.

        Returns:
            Lines by length in characters, shortest first; no zeros.
        """
        turns, rest = divmod(lines, len(self))
        lengths, where = np.unique(self.lengths, return_inverse=True)
        counts = np.bincount(where, minlength=len(lengths)) * turns
        counts += np.bincount(where[:rest], minlength=len(lengths))
        pairs = zip(lengths.tolist(), counts.tolist(), strict=True)
        return {length: count for length, count in pairs if count}


def parse_lines(text: str, seed: int) -> Ring:
    """The lines that `uniform:10:120`, `file:PATH` and the like stand for.

    Args:
        text: as given to --lines.
        seed: for random lines, from 0 up. The same seed gives the same bytes.

    Raises:
        BadInput: if it can't be understood, or the file can't be used.
    """
    try:
        if text.startswith("file:"):
            return _of_file(Path(text.removeprefix("file:")))
        return _random(parse_lengths(text), seed)
    except BadInput as error:
        raise BadInput(f"--lines: {error}") from None


def _random(distribution: Lengths, seed: int) -> Ring:
    bits = np.random.PCG64(seed)
    quantile = np.ldexp((bits.random_raw(_LINES) >> 11).astype(np.float64), -53)
    lengths = distribution.at(quantile)
    ends = np.cumsum(lengths + 1)
    kept = max(int(np.searchsorted(ends, _BLOCK_BYTES, side="right")), _FEWEST_LINES)
    lengths, ends = lengths[:kept], ends[:kept]
    size = int(ends[-1])
    content = bits.random_raw(-(-size // 8)).astype("<u8").tobytes()[:size].translate(_PRINTABLE)
    block = np.frombuffer(bytearray(content), dtype=np.uint8)
    block[ends - 1] = ord("\n")
    few = f"lines are so long that only {kept} different ones are sent, over and over"
    return Ring(
        block.tobytes(),
        np.concatenate(([0], ends)),
        lengths,
        few if kept < _LINES // 64 else "",
    )


def _of_file(path: Path) -> Ring:
    text = textfile.read(path)
    turns = -(-_TEXT_BLOCK_BYTES // len(text.block))  # a longer block is gone round less often
    starts = np.arange(turns)[:, np.newaxis] * len(text.block)
    offsets = np.append((starts + text.offsets[:-1]).ravel(), turns * len(text.block))
    return Ring(text.block * turns, offsets, np.tile(text.lengths, turns), text.note)
