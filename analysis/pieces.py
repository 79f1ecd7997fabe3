"""Work on long arrays, a piece at a time and on all cores: numpy lets go of Python's lock."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

PIECE = 1 << 18
"""What is worked on together: fits into a processor's cache."""


def pieces(first: int, stop: int) -> Iterator[slice]:
    """Ranges, each at most `PIECE` long, that make up the whole."""
    for since in range(first, stop, PIECE):
        yield slice(since, min(since + PIECE, stop))


def all_of(work: Callable[[T], R], parts: Sequence[T]) -> list[R]:
    """What a function makes of each part, in order; it is called in several threads."""
    if len(parts) < 2:  # noqa: PLR2004 - one needs no threads
        return [work(part) for part in parts]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, parts))


def mapped(work: Callable[[slice], R], first: int, stop: int) -> list[R]:
    """What a function makes of each piece of a range (see `all_of`)."""
    return all_of(work, list(pieces(first, stop)))
