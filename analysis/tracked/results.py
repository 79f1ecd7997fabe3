"""A file of asv's results: what one environment measured of one commit."""

import ast
import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.tracked.figure import FAILED, INVALID, Figure
from loadgen.errors import BadInput

FORMAT = 2
"""The version of asv's result files that can be read."""

Params = tuple[str, ...]
SHORT = 8  # letters of a commit's name, as asv's own file names have


@dataclass(frozen=True)
class Result:
    """What one environment measured of one commit.

    Args:
        machine: its name.
        commit: its whole name.
        date_ms: when it was committed, ms since 1970.
        environment: asv's name for it.
        requirements: what is in it, name to version.
        figures: by benchmark and parameters.
        versions: of the benchmarks then.
    """

    machine: str
    commit: str
    date_ms: float
    environment: str
    requirements: Mapping[str, str]
    figures: Mapping[str, Mapping[Params, Figure]]
    versions: Mapping[str, str]

    @property
    def short(self) -> str:
        """The beginning of the commit's name."""
        return self.commit[:SHORT]


def load(path: Path) -> Mapping[str, Any]:
    """A JSON file of asv's, of the version that can be read.

    Raises:
        BadInput: if it is anything else.
    """
    try:
        held = json.loads(path.read_bytes())
    except ValueError as error:
        raise BadInput(f"--asv: {path} is damaged: {error}") from None
    version = held.get("version") if isinstance(held, dict) else None
    if not isinstance(held, dict) or version is None:
        raise BadInput(f"--asv: {path} is no file of asv's: it has no version")
    if version != FORMAT:
        raise BadInput(
            f"--asv: {path} is of version {version} of asv's format: it takes {FORMAT}, which"
            " asv update brings older ones to"
        )
    return held


def read(path: Path) -> Result:
    """Read a file of results.

    Raises:
        BadInput: if it is damaged, of another version, or none of asv's.
    """
    held = load(path)
    try:
        return _result(held)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        what = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise BadInput(f"--asv: {path} is damaged, or no result of asv's: {what}") from None


def _result(held: Mapping[str, Any]) -> Result:
    figures: dict[str, Mapping[Params, Figure]] = {}
    versions: dict[str, str] = {}
    for name, values in held["results"].items():
        row = dict(zip(held["result_columns"], values, strict=False))  # the last None are left out
        params = [tuple(map(_plain, axis)) for axis in row.get("params") or []]
        figures[name] = dict(zip(itertools.product(*params), _figures(row, params), strict=True))
        versions[name] = str(row.get("version") or "")
    return Result(
        machine=str(held["params"]["machine"]),
        commit=str(held["commit_hash"]),
        date_ms=float(held["date"]),
        environment=str(held["env_name"]),
        requirements={str(name): str(text) for name, text in held["requirements"].items()},
        figures=figures,
        versions=versions,
    )


def _figures(row: Mapping[str, Any], params: Sequence[Params]) -> Iterator[Figure]:
    count = math.prod(map(len, params))
    columns = [
        row.get(name) or [None] * count
        for name in ("result", "samples", "stats_q_25", "stats_q_75", "stats_repeat")
    ]
    for value, samples, low, high, repeat in zip(*columns, strict=True):
        if value is None or not math.isfinite(value):
            yield Figure(None, FAILED if value is None else INVALID)
            continue
        known = tuple(float(one) for one in samples or () if math.isfinite(one))
        quartiles = (float(low), float(high)) if repeat and repeat > 1 else None
        yield Figure(float(value), samples=known, quartiles=quartiles)


def _plain(text: str) -> str:
    """A parameter as it was written: asv keeps what Python prints of it."""
    return str(ast.literal_eval(text)) if text[:1] in {"'", '"'} else text
