"""The figures of a cell's runs as asv takes them."""

import math
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.tracked.measured import Measured

_DIGITS = 4

Samples = dict[str, Any]
Figure = Callable[[Mapping[str, Any]], float | None]


class AskedAgainError(RuntimeError):
    """asv asks twice for what was measured once: that would be one sample counted as two."""


def samples(measured: Measured, figure: Figure, name: str, **cell: str) -> Samples | float:
    """A sample for each valid run of a cell: asv makes its median and its interval of them.

    A suspect run is none: its figures may be right, but nobody would know later on. A run that is
    invalid or failed leaves nothing of its cell, for those that got through aren't what it is like.

    Args:
        measured: what the campaign came to.
        figure: takes it from a run's summary; None where the run has none.
        name: what the figure is called.
        cell: which cell: some of its keys, with their values.

    Returns:
        `samples` and their `number` of 1, as asv has them of what it timed itself; not a number if
        there is no valid run: then the reason is printed.

    Raises:
        AskedAgainError: if this figure was asked for before: `rounds` take `--interleave-rounds`,
            with which each has its own measurement.
    """
    where = "/".join(cell.values())
    _only_once(f"{name} {where}")
    runs = [run for run in measured.summaries if cell.items() <= run["cell"].items()]
    told = [_valid(run, figure, f"{name} of {where}") for run in runs]
    values = [rounded(value) for value in told if value is not None]
    missing = measured.wanted - len(runs)
    if missing:
        why = "; ".join(measured.failures) or "the campaign hasn't the cell"
        _say(f"{name} of {where}: {missing} of its {measured.wanted} runs lack: {why}")
    if not values or missing or any(run["verdict"] == "invalid" for run in runs):
        return math.nan
    return {"samples": values, "number": 1}


def rounded(figure: float) -> float:
    """A figure to the digits that anybody could make something of: asv prints all that it gets."""
    return float(f"{figure:.{_DIGITS}g}")


def _valid(run: Mapping[str, Any], figure: Figure, what: str) -> float | None:
    """A run's figure; None, with the reason told, if it is none to be filed."""
    value = figure(run)
    if run["verdict"] != "valid":
        codes = (told["code"] for told in run["findings"] if told["level"] == run["verdict"])
        _say(f"{what}: repeat {run['repeat']} is {run['verdict']}: {', '.join(codes)}")
    elif value is None:
        _say(f"{what}: repeat {run['repeat']} has none")
    return value if run["verdict"] == "valid" else None


def _only_once(what: str) -> None:
    """Refuse to be asked in another process for what the folder of this one's cache has answered.

    Each round of asv's is a process in the folder of the `setup_cache` that it shares.
    """
    mark = Path("asked-" + re.sub(r"\W+", "-", what))
    own = str(os.getpid())
    if mark.exists() and mark.read_text() != own:
        raise AskedAgainError(
            f"{what} was measured once and is asked for again, as one more sample: "
            "rounds take --interleave-rounds"
        )
    mark.write_text(own)


def _say(reason: str) -> None:
    print(reason, file=sys.stderr)
