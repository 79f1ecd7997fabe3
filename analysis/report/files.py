"""The files of a report, each there as a whole or not at all."""

from collections.abc import Mapping
from pathlib import Path


def save(contents: Mapping[Path, bytes]) -> list[Path]:
    """Write files, and the folders that they are in.

    Args:
        contents: by path; the folder of a folder has to be there.

    Returns:
        The paths.
    """
    for path, content in contents.items():
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_name(path.name + ".part")
        fresh.write_bytes(content)
        fresh.replace(path)
    return list(contents)
