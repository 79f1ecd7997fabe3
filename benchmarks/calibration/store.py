"""Where a machine's calibration is kept, so that later reports can quote it."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis import calibration, folders, record
from benchmarks import host
from benchmarks.storage import state


def saved() -> Path | None:
    """The file with this machine's calibration; None if it has none."""
    here = host.describe()
    path = folder(here) / calibration.FILE
    found = calibration.read(path)
    return path if found is not None and found.matches(here) else None


def save(result: Mapping[str, Any]) -> Path | None:
    """Keep a calibration of this machine. A quick one never replaces one in full.

    Returns:
        The file; None if there is a better one.

    Raises:
        OSError: if it can't be written.
    """
    path = folder(result["environment"]) / calibration.FILE
    held = calibration.read(path)
    if result["quick"] and held is not None and not held.quick:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    record.write_json(path, result)
    return path


def quote(campaign_dir: Path) -> None:
    """Put what is known of this machine beside a campaign, for its report to quote.

    Raises:
        OSError: if it can't be written.
    """
    for held in (saved(), folder(host.describe()) / folders.NOISE):
        if held is not None and held.is_file() and not (campaign_dir / held.name).exists():
            shutil.copyfile(held, campaign_dir / held.name)


def keep_noise(campaign_dir: Path) -> None:
    """Keep what an A/A campaign found, so that later reports on this machine know it.

    Raises:
        OSError: if it can't be written.
    """
    found = campaign_dir / folders.NOISE
    if folders.about(campaign_dir).get(folders.TWINS) and found.is_file():
        keep = folder(host.describe())
        keep.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found, keep / folders.NOISE)


def folder(environment: Mapping[str, Any]) -> Path:
    """The folder for a machine's: each has its own, as home folders may be shared.

    Args:
        environment: as made by `benchmarks.host.describe`.
    """
    told = json.dumps([environment[key] for key in calibration.MACHINE])
    return state() / hashlib.sha256(told.encode()).hexdigest()[:12]
