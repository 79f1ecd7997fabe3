"""Folders that runs make: what is in them is theirs alone."""

import contextlib
import shutil
import tempfile
import time
from pathlib import Path

from loadgen.errors import BadInput

CHECKPOINT = "checkpoint"
"""In a run's scratch folder: what the engine keeps to recover from, or the way to it."""

RESULTS = Path("results")
"""Where runs are, unless --out says otherwise."""

_PREFIX = "streamgauge-"


def for_results(name: str) -> Path:
    """The folder that something has where --out says nothing, named after it and the time."""
    return RESULTS / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}"


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


def check_writable(folder: str, option: str) -> None:
    """Refuse a folder that isn't one, or that can't be written.

    Args:
        folder: the folder.
        option: what named it, for the error.

    Raises:
        BadInput: if it is so.
    """
    try:
        tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder).cleanup()
    except OSError as error:
        raise BadInput(f"{option}: {folder} can't be used: {error.strerror}") from None


def make_scratch(inside: Path | None, checkpoint: str) -> Path:
    """Make a run's folder for what it doesn't keep.

    Args:
        inside: where; None for the system's place for such folders.
        checkpoint: a folder in which the engine's checkpoint is to be, in one of its own; "" for
            the scratch folder itself.
    """
    scratch = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=inside))
    if checkpoint:
        apart = tempfile.mkdtemp(prefix=_PREFIX, dir=Path(checkpoint).resolve())
        (scratch / CHECKPOINT).symlink_to(apart)
    return scratch


def link(scratch: Path, path: Path, name: str) -> None:
    """Lead a file from a run's scratch folder, whose name is plain, into its record.

    Where a folder has no links the record goes without.
    """
    with contextlib.suppress(OSError):
        (scratch / name).symlink_to(path.resolve() / name)


def remove_scratch(scratch: Path) -> None:
    """Remove a run's scratch folder, and its checkpoint wherever that is."""
    shutil.rmtree((scratch / CHECKPOINT).resolve(), ignore_errors=True)
    shutil.rmtree(scratch, ignore_errors=True)
