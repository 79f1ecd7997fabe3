"""The numbers that keyed lines carry: what they are counted by instead of their length."""

import math

import numpy as np
from numpy.typing import NDArray

from loadgen.errors import BadInput
from loadgen.units import format_rate

Int64 = NDArray[np.int64]

MOST_KEYS = 10_000_000
"""The most different numbers that lines can carry."""

DIGITS = 9
"""How many digits a number has, leading zeros included: the shortest line, characters."""

_STEP = (math.sqrt(5) - 1) / 2  # in steps of the golden section one is everywhere soon


def check_keys(keys: int) -> None:
    """Refuse more different numbers than lines can carry.

    Args:
        keys: lines carry a number below this one; 0 for none.

    Raises:
        BadInput: if there are more than `MOST_KEYS`, or fewer than none.
    """
    if not 0 <= keys <= MOST_KEYS:
        raise BadInput(
            f"--keys: {keys} is no number of keys: it takes from 1 to {format_rate(MOST_KEYS)}"
        )


def scattered(keys: int, rounds: int) -> Int64:
    """All numbers below one, round after round, each round in the same order.

    In steps of nearly the golden section of them all, so that neighbours in the order are far
    apart, and the first lines' numbers lie all over.

    Args:
        keys: how many numbers there are, from 1 up.
        rounds: how often each comes.

    Returns:
        int64[keys * rounds].
    """
    step = round(keys * _STEP)
    while math.gcd(step, keys) > 1:  # else it would come back before it has been everywhere
        step += 1
    return np.arange(keys * rounds) * step % keys


def write(numbers: Int64, block: NDArray[np.uint8], starts: Int64) -> None:
    """Write numbers over the first `DIGITS` characters of lines.

    Args:
        numbers: int64[n], each from 0 up, below 10 ** `DIGITS`.
        block: the lines' bytes.
        starts: int64[n], where each line begins in it.
    """
    left = numbers
    for place in reversed(range(DIGITS)):
        left, digit = np.divmod(left, 10)
        block[starts + place] = digit + ord("0")
