"""`streamgauge compare --list`: the campaigns that come along."""

from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from benchmarks import ready
from benchmarks.campaign_spec import CampaignSpec
from benchmarks.commands import outcome
from benchmarks.commands.console import console
from benchmarks.display import expected_s

_S_PER_MIN = 60


def show(*, as_json: bool) -> int:
    """Print them, each with what it answers and about how long it takes."""
    campaigns = [_described(name, path) for name, path in ready.campaigns().items()]
    if as_json:
        outcome.print_json({"campaigns": campaigns})
        return outcome.DONE
    table = Table(box=box.SIMPLE_HEAD, caption="streamgauge compare NAME", caption_justify="left")
    table.add_column("name", no_wrap=True)
    for column in ("cells", "repeats", "minutes"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("what it answers")
    for one in campaigns:
        minutes = f"{one['expected_s'] / _S_PER_MIN:.0f}"
        table.add_row(one["name"], str(one["cells"]), str(one["repeat"]), minutes, one["answers"])
    console().print(table)
    return outcome.DONE


def _described(name: str, path: Path) -> dict[str, Any]:
    spec = CampaignSpec.read(path)
    return {
        "name": name,
        "title": spec.title,
        "answers": spec.answers,
        "cells": len(spec.cells),
        "repeat": spec.repeat,
        "expected_s": round(spec.repeat * sum(map(expected_s, spec.cells.values()))),
        "path": str(path),
    }
