"""A/A: what the same cell differs from itself by, measured in the campaign or before it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis import calibration
from analysis.folders import NOISE, TWINS
from analysis.plots.cells import P50, P99, Cell
from analysis.stats.noise import Noise, noise
from analysis.stats.sample import Basis
from analysis.stats.sentence import of_noise


@dataclass(frozen=True)
class Measured:
    """What pairs of the same cell differed by.

    Args:
        noises: at each quantile that is compared.
        repeats: how often each side of a pair was run.
        here: whether the pairs are this campaign's own.
    """

    noises: Sequence[Noise]
    repeats: int
    here: bool

    def at(self, share: float) -> Noise | None:
        """That of one quantile."""
        return next((one for one in self.noises if one.share == share), None)

    def sentences(self) -> list[str]:
        """It in words."""
        if not self.noises:
            return []
        where = "A/A" if self.here else f"A/A, measured on this machine before ({self._each})"
        return [f"{where}: {'; '.join(of_noise(one) for one in self.noises)}."]

    @property
    def _each(self) -> str:
        return "one run each" if self.repeats == 1 else f"{self.repeats} runs each"


def measured(cells: Sequence[Cell], about: Mapping[str, Any], path: Path) -> Measured | None:
    """What is known of the noise: from the campaign's own pairs, or from the file beside it.

    Args:
        cells: the campaign's cells that have something to draw.
        about: `campaign.json`.
        path: the campaign's folder.
    """
    twins = about.get(TWINS) or {}
    by_name = {cell.name: cell for cell in cells if cell.valid}
    pairs = [
        (by_name[one].sample, by_name[other].sample)
        for one, other in twins.items()
        if one in by_name and other in by_name
    ]
    if twins:
        found = [known for share in (P50, P99) if (known := noise(pairs, share))]
        return Measured(found, int(about.get("repeat") or 1), here=True)
    return _read(path / NOISE, cells)


def as_json(found: Measured, environment: Mapping[str, Any]) -> dict[str, Any]:
    """What the file holds: for the machine on which it was measured."""
    return {
        "environment": {key: environment.get(key) for key in calibration.MACHINE},
        "repeats": found.repeats,
        "noises": [asdict(one) for one in found.noises],
    }


def _read(path: Path, cells: Sequence[Cell]) -> Measured | None:
    """The file, if there is one and it was made on the machine of these cells."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        noises = [Noise(**one | {"basis": Basis(one["basis"])}) for one in held["noises"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    environments = [run.summary["environment"] for cell in cells for run in cell.runs]
    ours = held["environment"]
    same = all(one.get(key) == ours[key] for one in environments for key in ours)
    return Measured(noises, int(held["repeats"]), here=False) if same else None
