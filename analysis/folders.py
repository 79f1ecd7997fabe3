"""Which runs a directory holds, and the order in which its campaign wants them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis import record

CAMPAIGN = "campaign.json"
RUNS = "runs"

NOISE = "noise.json"
"""In a campaign's folder: what the same cell was found to differ from itself by."""

TWINS = "twins"
"""The key of `campaign.json` that names, for a cell, the one that is the same once more."""


def runs(path: Path) -> list[Path]:
    """The run directories of a campaign, by name; of a single run, that one. Any may be damaged.

    Args:
        path: a directory that holds `runs/`, or is itself a run.
    """
    if (path / record.RUN).is_file():
        return [path]
    inside = path / RUNS
    return sorted(one for one in inside.iterdir() if one.is_dir()) if inside.is_dir() else []


def about(path: Path) -> Mapping[str, Any]:
    """A campaign's `campaign.json`; empty if there is none that can be read."""
    try:
        told = json.loads((path / CAMPAIGN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def order(told: Mapping[str, Any]) -> list[str]:
    """The names of a campaign's cells in the order wanted; none if it doesn't say.

    Args:
        told: what `about` gave.
    """
    listed = told.get("cells")
    return [str(name) for name in listed] if isinstance(listed, list) else []


def why_unread(error: Exception) -> str:
    """Why a run couldn't be read, one line."""
    words = " ".join(str(error).split())
    known = isinstance(error, record.UnreadableRunError)
    return words if known else f"its record is damaged: {type(error).__name__}: {words}"
