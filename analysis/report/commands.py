"""The commands that make a campaign, or one of its runs, again."""

import shlex
from collections.abc import Mapping
from typing import Any

from analysis.plots.cells import Cell
from analysis.report.campaign import Campaign
from loadgen.units import format_rate

_OPTIONS = (
    "api", "source", "workload", "setting", "sink", "rate", "lines", "schedule", "duration",
    "warmup", "drain", "file-every", "preset", "master",
)  # fmt: skip
_UNTOLD = {"floor": ("setting", "sink", "preset", "master")}
"""What a cell of this API has no say in."""


def again(campaign: Campaign) -> str:
    """The command that makes the campaign again, as far as `campaign.json` tells it."""
    command = campaign.about.get("command")
    if isinstance(command, list):
        return shlex.join(map(str, command))
    if command:
        return str(command)
    return run(campaign.cells[0]) if len(campaign.cells) == 1 else "streamgauge compare"


def report(campaign: Campaign) -> str:
    """The command that makes the report again from what was recorded."""
    return shlex.join(["streamgauge", "report", str(campaign.path)])


def run(cell: Cell) -> str:
    """The command that runs one cell alone."""
    spec: Mapping[str, Any] = cell.shown.summary["cell"]
    untold = _UNTOLD.get(cell.api, ())
    words = ["streamgauge", "run"]
    for name in _OPTIONS:
        value = spec.get(name)
        if name == "file-every" and cell.source != "files":
            continue
        if value is not None and name not in untold:
            words += [f"--{name}", format_rate(value) if isinstance(value, float) else str(value)]
    for key, value in (spec.get("conf") or {}).items():
        words += ["--conf", f"{key}={value}"]
    seed = cell.shown.info.get("seed")
    words += [] if seed is None else ["--seed", str(seed)]
    return shlex.join(words)
