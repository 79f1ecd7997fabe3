"""Empty files that are in a directory before its load: every reader has to list them."""

import os
from pathlib import Path

from loadgen.errors import BadInput
from loadgen.units import format_rate

MOST = 1_000_000
"""The most of them."""


def present_name(number: int) -> str:
    """The name of file number `number`, from 1 up: not one of a load's (see `files.file_name`)."""
    return f"present-{number:08d}.txt"


def check_present(count: int) -> None:
    """Refuse more files than are to be put anywhere.

    Raises:
        BadInput: if there are more than `MOST`, or fewer than none.
    """
    if not 0 <= count <= MOST:
        raise BadInput(
            f"--files-present: {count} is no number of files: it takes from 0 to "
            f"{format_rate(MOST)}"
        )


def put(directory: Path, count: int) -> None:
    """Put so many empty files into a directory; one of that name stays what it is.

    Raises:
        OSError: if one can't be made.
    """
    for number in range(1, count + 1):
        # Not `Path.touch`: it asks the system twice as much, and there may be very many.
        os.close(os.open(directory / present_name(number), os.O_WRONLY | os.O_CREAT, 0o666))
