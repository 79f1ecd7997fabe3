"""When the lines of a log were written."""

from array import array
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from loadgen.errors import BadInput
from loadgen.schedule.trace import MOST_LINES
from loadgen.timestamps import Reader, reader_for
from loadgen.units import NS_PER_S

_LINES_TO_KNOW_A_FORMAT = 1000


class Log(NamedTuple):
    """The entries of a log, in order of time.

    Args:
        times_ns: int64[n], when each was written, ns since the first.
        lines: int64[n], how many lines each has.
        length_ns: how long the log is: up to its last entry, or to the end of the second of that
            if it tells whole seconds only; a second at least.
    """

    times_ns: NDArray[np.int64]
    lines: NDArray[np.int64]
    length_ns: int


def read(path: Path) -> Log:
    """Read when a log's lines were written.

    The first timestamp of each line counts, in the one format that the log's first lines show. A
    line without one belongs to the entry before it. Entries out of order are sorted. If all are of
    whole seconds, the entries of a second are spread evenly over it.

    Raises:
        BadInput: if it can't be read, has no timestamps, or more than `trace.MOST_LINES` lines.
    """
    try:
        if path.exists() and not path.is_file():
            raise BadInput(f"{path} is not a file")
        with path.open("rb") as file:
            times_ns, lines = _entries(file, path)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except ValueError as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"{str(path)!r} is not a path") from None  # a NUL in it
    order = np.argsort(times_ns, kind="stable")
    times_ns, lines = times_ns[order], lines[order]
    whole = not (times_ns % NS_PER_S).any()
    times_ns = times_ns - times_ns[0]
    length_ns = int(times_ns[-1]) + (NS_PER_S if whole else 1)
    return Log(_spread(times_ns) if whole else times_ns, lines, max(length_ns, NS_PER_S))


def _entries(file: BinaryIO, path: Path) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each entry's time and number of lines, as they are in the file."""
    reader = _reader(file)
    if reader is None:
        raise BadInput(
            f"{path}: its first lines have no timestamp: it takes ISO 8601, the Common Log Format, "
            "syslog's, or a number at the beginning"
        )
    file.seek(0)
    times_ns, lines = array("q"), array("q")
    for number, line in enumerate(file):
        if number == MOST_LINES:
            raise BadInput(f"{path}: it has more than {MOST_LINES:,} lines")
        ns = reader(line)
        if ns is not None:
            times_ns.append(ns)
            lines.append(1)
        elif lines:
            lines[-1] += 1
    return np.array(times_ns, np.int64), np.array(lines, np.int64)


def _reader(file: BinaryIO) -> Reader | None:
    readers = map(reader_for, islice(file, _LINES_TO_KNOW_A_FORMAT))
    return next((reader for reader in readers if reader is not None), None)


def _spread(times_ns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Times of whole seconds, spread over their second."""
    _, first, sizes = np.unique(times_ns, return_index=True, return_counts=True)
    place = np.arange(len(times_ns)) - np.repeat(first, sizes)
    return times_ns + place * NS_PER_S // np.repeat(sizes, sizes)
