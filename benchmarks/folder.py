"""A folder that what is made goes into, and nothing else is in."""

from pathlib import Path

from loadgen.errors import BadInput


def make_fresh(path: Path, option: str) -> Path:
    """Make a folder, with those that it is in.

    Args:
        path: the folder.
        option: what named it, for the error.

    Raises:
        BadInput: if it can't be written, or holds something.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise BadInput(f"{option}: {path} isn't empty: it takes a new folder, or an empty one")
    except OSError as error:
        raise BadInput(f"{option}: {path} can't be written: {error.strerror}") from None
    return path
