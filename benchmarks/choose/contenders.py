"""What a recommendation is made from: the cells that may win, and those that can't be run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.decide.objective import Objective
from benchmarks.cell import Cell
from benchmarks.choices import DEFAULT_SETTING, SYNTHETIC
from benchmarks.crossing import crossed, not_of_its_api, split
from benchmarks.reading import read
from benchmarks.setting import Setting
from benchmarks.support import support
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S, format_duration, parse_duration_ns

SETTINGS = {
    "structured": ("default", "500ms", "1s", "2s"),
    "dstreams": ("200ms", "500ms", "1s", "2s"),
}
"""What is looked at of each API where nothing else is asked for."""

_WARMUP = "8s"
# Fewer batches than that, and findings doubt the figures.
_BATCHES = 12
_MEASURED_NS = 10 * NS_PER_S
# What falls so far behind won't come back, and mustn't take the time of the others.
_BEHIND_NS, _BEHIND_INTERVALS, _BEHIND_LIMITS = 8 * NS_PER_S, 4, 2
EVEN = ("constant", "poisson")
"""Loads whose lines come at one rate all the time."""
_OF_BACKLOG = "it works off what is there, and its latency is the age of that"


@dataclass(frozen=True)
class Contender:
    """A cell that may win.

    Args:
        spec: its keys as they were asked for.
        cell: what to run; None if it can't be.
        refused: why it can't be; "" if it can.
    """

    spec: Mapping[str, Any]
    cell: Cell | None
    refused: str = ""

    @property
    def name(self) -> str:
        """What tells it from the others."""
        return f"{self.spec['api']}-{self.spec['setting']}" if self.cell is None else self.cell.name

    @property
    def interval_ms(self) -> float | None:
        """Between its batches, if lines come evenly and wait for them, ms."""
        cell = self.cell
        if cell is None or cell.setting.kind != "interval" or cell.schedule not in EVEN:
            return None
        return float(cell.setting.interval_ms)


def contenders(given: Mapping[str, Any], objective: Objective | None) -> list[Contender]:
    """The cells that may win.

    Args:
        given: keys of a cell as the command line has them; of `api` and `setting` there may be
            several, and sweeps.
        objective: what latency has to meet, if anything.

    Raises:
        BadInput: if a key can't be read, or none of them can be run.
    """
    asked = split({key: given[key] for key in ("api", "setting") if key in given})
    apis = [one["api"] for one in crossed({"api": asked.get("api", list(SETTINGS))})]
    found: dict[str, Contender] = {}
    for api in apis:
        if api not in {*SETTINGS, SYNTHETIC}:
            raise BadInput(f"--api: {api!r} is none to choose: it takes {' | '.join(SETTINGS)}")
        settings = asked.get("setting", list(SETTINGS.get(api, (DEFAULT_SETTING[api],))))
        for one in crossed({"api": api, "setting": settings}):
            contender = _contender({**given, **one}, objective)
            found[contender.name] = contender
    if not any(contender.cell for contender in found.values()):
        first = next(iter(found.values()))
        raise BadInput(f"nothing to choose from: {first.name}: {first.refused}")
    return list(found.values())


def _contender(spec: Mapping[str, Any], objective: Objective | None) -> Contender:
    refused = not_of_its_api(spec)
    if refused:
        return Contender(spec, None, refused)
    cell = Cell.parse({**_times(spec, objective), **spec})
    if cell.window and cell.give_up_ns and "give-up" not in spec:
        held_back_ns = cell.window.length_ns + (cell.watermark_ns or 0)
        cell = replace(cell, give_up_ns=cell.give_up_ns + held_back_ns)
    refused = _OF_BACKLOG if cell.of_backlog else support(cell).reason
    return Contender(spec, None if refused else cell, refused)


def _times(spec: Mapping[str, Any], objective: Objective | None) -> dict[str, str]:
    """How long a run of a cell takes: as short as its figures can be.

    Args:
        spec: the cell's keys.
        objective: what falls behind is given more time where more latency is allowed.
    """
    interval_ns = Setting.parse(str(spec["setting"])).interval_ns or 0
    warmup_ns = read(spec, "warmup", parse_duration_ns, parse_duration_ns(_WARMUP))
    limits_ns = [limit.ns for limit in objective.limits] if objective else []
    behind_ns = max(
        _BEHIND_NS,
        _BEHIND_INTERVALS * interval_ns,
        *(_BEHIND_LIMITS * ns for ns in limits_ns),
    )
    return {
        "warmup": format_duration(warmup_ns),
        "duration": format_duration(warmup_ns + max(_MEASURED_NS, _BATCHES * interval_ns)),
        "give-up": format_duration(behind_ns),
    }
