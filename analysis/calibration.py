"""What the instrument measured of itself, read back and put in words.

The file is `streamgauge calibrate`'s. It holds for the machine on which it was made, and only there
are its figures quoted.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from loadgen.units import NS_PER_S

FILE = "calibration.json"
FORMAT = 1

MACHINE = ("cpu", "cores", "memory_mb", "os")
"""What has to be the same for two machines to be taken for one; keys of `environment`."""

_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Calibration:
    """A calibration of one machine.

    Args:
        result: the file's content; docs/calibration.md has it key by key.
    """

    result: Mapping[str, Any]

    @property
    def quick(self) -> bool:
        """Whether it was the quick look."""
        return bool(self.result["quick"])

    def matches(self, environment: Mapping[str, Any]) -> bool:
        """Whether it was made on the machine of this environment.

        Args:
            environment: as in `run.json`.
        """
        ours = self.result["environment"]
        return all(key in environment and environment[key] == ours[key] for key in MACHINE)

    def sentences(self) -> list[str]:
        """What a report says of it."""
        at = datetime.fromtimestamp(self.result["made_ns"] // NS_PER_S).astimezone()
        quickly = ", in its quick version" if self.quick else ""
        return [
            f"The instrument measured itself on this machine on {at.day} {at:%B %Y}{quickly}.",
            self._floor(),
            self._trials(),
            self._generator(),
            self._cost(),
            *self._beyond(),
        ]

    def _floor(self) -> str:
        each = [
            f"{_ms(one['latency_ms']['p50'])} at p50 and "
            f"{_ms(one['latency_ms']['p99'])} at p99 from {_SOURCES[one['source']]}"
            for one in self.result["floor"]
        ]
        return f"A plain reader takes {', '.join(each)}."

    def _trials(self) -> str:
        trials = [one for one in self.result["trials"] if one["error_ms"]["p99"] is not None]
        lacking = len(self.result["trials"]) - len(trials)
        runs = _count(len(self.result["trials"]), "run")
        runs = f"In {runs} of a synthetic engine of known latency"
        if not trials:
            return f"{runs}, no p99 was reported."
        engine_ms = [one["engine_ms"]["p99"] for one in trials]
        off_ms = [
            abs(one["error_ms"]["p99"] - late_ms)
            for one, late_ms in zip(trials, engine_ms, strict=True)
        ]
        return (
            f"{runs}, the reported p99 was off by at most {_ms(max(off_ms))}"
            f"{f', and {lacking} had none' if lacking else ''}; the engine itself kept the p99 of "
            f"its law to within {_ms(max(map(abs, engine_ms)))}."
        )

    def _generator(self) -> str:
        found = self.result["generator"]
        flat_out = f"flat out it sends {_per_s(found['flat_out_per_s'])} lines/s"
        if found["kept_up_per_s"] is None:
            lowest = _per_s(found["rates"][0]["rate_per_s"])
            return f"The generator doesn't keep up with {lowest} lines/s; {flat_out}."
        kept = _per_s(found["kept_up_per_s"])
        return f"The generator keeps up with {kept} lines/s; {flat_out}."

    def _cost(self) -> str:
        cost = self.result["cost"]
        if "skipped" in cost:
            return f"What measuring costs an engine isn't known: {cost['skipped']}."
        figures = (1 - cost[key] for key in ("ratio", "high", "low"))
        middle, least, most = (f"{figure:.1%}".replace("-", _MINUS) for figure in figures)
        return f"Measuring costs an engine {middle} of its capacity ({least} to {most})."

    def _beyond(self) -> list[str]:
        """What wasn't within its bounds, if anything."""
        parts = {
            "the floor": all(one["within"] for one in self.result["floor"]),
            "the synthetic engine": all(one["within"] for one in self.result["trials"]),
            "the generator": self.result["generator"]["within"],
            "the cost of measuring": self.result["cost"].get("within", True),
        }
        beyond = [part for part, within in parts.items() if not within]
        return [f"Not within bounds: {', '.join(beyond)}."] if beyond else []


def read(path: Path) -> Calibration | None:
    """Read a calibration; None if there is none, or none that this version reads.

    Args:
        path: the file, as `FILE` in a campaign's folder.
    """
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(result, dict) or result.get("format") != FORMAT:
        return None
    return Calibration(result)


_SOURCES = {"socket": "a socket", "files": "files"}


def _ms(ms: float) -> str:
    from analysis.plots.scales import format_ms  # noqa: PLC0415 - it imports matplotlib

    return format_ms(ms)


def _per_s(per_s: float) -> str:
    from analysis.plots.scales import format_per_s  # noqa: PLC0415 - as above

    return format_per_s(per_s)


def _count(number: int, noun: str) -> str:
    return f"one {noun}" if number == 1 else f"{number} {noun}s"
