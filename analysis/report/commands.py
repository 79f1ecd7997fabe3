"""The commands that make a campaign, or one of its runs, again."""

import json
import shlex
from collections.abc import Mapping
from typing import Any

from analysis.plots.cells import Cell
from analysis.report.campaign import Campaign
from loadgen.units import format_rate

_OPTIONS = (
    "api", "source", "workload", "job", "implementation", "setting", "sink", "mode", "window",
    "watermark", "state-store", "coalesce", "keys", "rate", "lines", "schedule", "speed",
    "duration", "warmup", "drain", "give-up", "file-every", "files-present", "lanes", "generators",
    "preset", "master", "checkpoint",
)  # fmt: skip
_UNTOLD = {
    "floor": ("implementation", "setting", "sink", "coalesce", "preset", "master", "checkpoint")
}
"""What a cell of this API has no say in."""
_NONE = (None, "", "none", 0)
"""What stands for a choice that a cell doesn't have, or didn't make."""
_ALWAYS = ("coalesce",)
"""What is a choice even if it is 0: its default isn't always that."""
_TABLES = {"conf": "--conf", "options": "--option"}
SPEC = "campaign.toml"


def again(campaign: Campaign) -> str:
    """The command that makes the campaign, or the run, again."""
    if campaign.about.get("specs"):
        return f"streamgauge compare {SPEC}"
    return "\n".join(run(cell) for cell in campaign.cells)


def spec(campaign: Campaign) -> str:
    """The campaign as the TOML file that `again` names; empty if it isn't known.

    What all cells have in common stands once, what sets one apart stands with it.
    """
    specs: Mapping[str, Mapping[str, Any]] = campaign.about.get("specs") or {}
    if not specs:
        return ""
    first, *rest = specs.values()
    common = {
        key: value for key, value in first.items() if all(one.get(key) == value for one in rest)
    }
    heads = [(key, campaign.about.get(key)) for key in ("name", "title", "repeat", "seed")]
    lines = [f"{key} = {_toml(value)}" for key, value in heads if value is not None]
    lines += ["", "[common]", *_entries(common)]
    for one in specs.values():
        lines += ["", "[[cells]]"]
        lines += _entries({key: value for key, value in one.items() if key not in common})
    return "\n".join(lines)


def report(campaign: Campaign) -> str:
    """The command that makes the report again from what was recorded."""
    return shlex.join(["streamgauge", "report", str(campaign.path)])


def run(cell: Cell) -> str:
    """The command that runs one cell alone."""
    asked = cell.shown.summary["cell"]
    untold = _UNTOLD.get(cell.api, ())
    words = ["streamgauge", "run"]
    for name in _OPTIONS:
        value = asked.get(name)
        if name == "file-every" and cell.source != "files":
            continue
        told = value not in _NONE or (name in _ALWAYS and value is not None)
        if told and name not in untold:
            words += [f"--{name}", _word(value)]
    for table, option in _TABLES.items():
        for key, value in (asked.get(table) or {}).items():
            words += [option, f"{key}={value}"]
    seed = cell.shown.info.get("seed")
    words += [] if seed is None else ["--seed", str(seed)]
    return shlex.join(words)


def _entries(spec: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {_toml(value)}" for key, value in spec.items() if value not in (None, {}, "")]


def _toml(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """A value as TOML writes it; rates as people do."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    return json.dumps(_word(value)) if isinstance(value, (str, float)) else json.dumps(value)


def _word(value: object) -> str:
    return format_rate(value) if isinstance(value, float) else str(value)
