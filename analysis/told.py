"""What engines and JVMs say in text, as far as a killed run left it."""

import json
from pathlib import Path
from typing import Any


def events(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a file, one a line, up to where it was cut off; none without it."""
    try:
        raw = path.read_bytes()
    except OSError:
        return []
    events = []
    for line in raw.split(b"\n"):
        if not line.strip():
            continue
        try:
            event = json.loads(line)
        except ValueError:
            break  # a kill in mid-write leaves part of a line
        if isinstance(event, dict):
            events.append(event)
    return events


def lines(path: Path) -> list[str] | None:
    """The lines of a text; None without it."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
