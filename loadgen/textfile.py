"""The lines of a text file, as Spark's readers see them."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loadgen.errors import BadInput
from loadgen.lengths import LONGEST

MOST_BYTES = 64 * 2**20
"""How much of a file is taken."""

_FOLLOWING = 0b1000_0000  # in UTF-8, a character's later bytes are 10xxxxxx
_MARKS = re.compile("^\ufeff+", re.MULTILINE)


class Text(NamedTuple):
    """A text's lines.

    Args:
        block: their bytes, UTF-8, each line ending in a newline.
        offsets: int64[K + 1], where each line begins in the block, and where the last one ends.
        lengths: int64[K], in characters (code points), without the newline.
        note: what a reader should know, if anything.
    """

    block: bytes
    offsets: NDArray[np.int64]
    lengths: NDArray[np.int64]
    note: str


def read(path: Path) -> Text:
    r"""Read a text file.

    Lines end at \n, \r\n or \r, and only there. Bytes that are no UTF-8 become U+FFFD. Byte order
    marks are left out wherever a line begins, because a reader drops one at a file's head, and any
    line may come to head a file.

    Raises:
        BadInput: if it can't be read, has no lines, or one that is too long.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except ValueError:  # a NUL in the path
        raise BadInput(f"{str(path)!r} is not a path") from None
    note = ""
    if len(raw) > MOST_BYTES:
        raw = raw[: max(raw.rfind(b"\n", 0, MOST_BYTES), raw.rfind(b"\r", 0, MOST_BYTES)) + 1]
        note = f"only the first {len(raw):,} bytes of {path} are sent: whole lines, up to 64 MiB"
        if not raw:
            raise BadInput(f"{path}: its first line is longer than {LONGEST:,} characters")
    if not raw:
        raise BadInput(f"{path}: it has no lines")
    text = raw.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    block = _MARKS.sub("", text).encode()
    if not block.endswith(b"\n"):
        block += b"\n"
    offsets, lengths = _measure(block)
    if lengths.max() > LONGEST:
        raise BadInput(f"{path}: it has a line longer than {LONGEST:,} characters")
    return Text(block, offsets, lengths, note)


def _measure(block: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    units = np.frombuffer(block, dtype=np.uint8)
    offsets = np.concatenate(([0], np.flatnonzero(units == ord("\n")) + 1))
    begins = units & 0b1100_0000 != _FOLLOWING  # a character's first byte
    characters = np.add.reduceat(begins, offsets[:-1], dtype=np.int64)
    return offsets, characters - 1
