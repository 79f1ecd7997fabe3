"""Where things of ours are kept between runs, outside of the project."""

import os
from pathlib import Path

_OURS = "streamgauge"


def cache() -> Path:
    """The folder for what can be had again."""
    theirs = os.environ.get("XDG_CACHE_HOME")
    return (Path(theirs) if theirs else Path.home() / ".cache") / _OURS


def state() -> Path:
    """The folder for what is known of this machine."""
    ours, theirs = os.environ.get("STREAMGAUGE_STATE"), os.environ.get("XDG_STATE_HOME")
    if ours:
        return Path(ours)
    return (Path(theirs) if theirs else Path.home() / ".local" / "state") / _OURS
