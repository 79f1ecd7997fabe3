"""Rows of whole numbers as sinks write them in words."""

import re
from collections.abc import Iterable, Iterator

_NUMBER = re.compile(rb"-?\d+")


def rows_in(lines: Iterable[bytes]) -> Iterator[list[int]]:
    """The numbers of each line that has any: `(12, 3)`, `|  12|  3|` and `12,3` alike."""
    for line in lines:
        numbers = _NUMBER.findall(line)
        if numbers:
            yield [int(number) for number in numbers]
