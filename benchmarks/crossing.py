"""Crossing: from a table whose values may be lists and sweeps to the cells that it stands for."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from benchmarks import sweep
from benchmarks.choices import IMPLEMENTATIONS, MODES, SINKS, STATE_STORES
from loadgen.errors import BadInput

WHOLE = frozenset({"lines", "schedule", "job", "master", "checkpoint"})
"""Keys of paths and addresses: their dots and commas are their own, so none is swept or split."""

_TABLES = {"conf": "--conf", "options": "--option"}
_OF_API = {
    "implementation": IMPLEMENTATIONS,
    "sink": SINKS,
    "mode": MODES,
    "state-store": STATE_STORES,
}


def crossed(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every combination of what the table's keys may be, the last key's changing quickest.

    Args:
        table: a cell's keys; a list stands for each of its items, a sweep for each of its values.

    Returns:
        Tables with one value a key.

    Raises:
        BadInput: for a sweep that is none, or an empty list.
    """
    return _product({key: _choices(key, value) for key, value in table.items()})


def split(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What a command line says of cells, with `5k,10k` as a list of both."""
    return {
        key: [one.strip() for one in value.split(",")]
        if isinstance(value, str) and key not in WHOLE
        else value
        for key, value in spec.items()
    }


def told(one: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    """Which of a table's cells one is: its API, and what was crossed."""
    return ", ".join(f"{k} = {v}" for k, v in one.items() if k == "api" or v != table[k])


def not_of_its_api(one: Mapping[str, Any]) -> str:
    """Why the cell's API can't have it, where another API can; "" if that isn't the matter."""
    api = str(one.get("api", "structured"))
    for key, choices in _OF_API.items():
        value = one.get(key, "")
        known = api in choices and any(value in words for words in choices.values())
        if known and value not in choices[api]:
            return f"{api} has no {key} {value}: it takes {' | '.join(choices[api])}"
    return ""


def _choices(key: str, value: object) -> list[Any]:
    if key in _TABLES:
        return [one for item in _items(f"--{key}", value) for one in _tables(_TABLES[key], item)]
    return _items(f"--{key}", value) if key in WHOLE else _values(f"--{key}", value)


def _tables(option: str, item: object) -> list[Any]:
    """A table of Spark's own keys, with their values crossed; anything else as it is."""
    if not isinstance(item, Mapping):
        return [item]
    return _product({k: _values(f"{option}: {k}", v, same_unit=True) for k, v in item.items()})


def _values(option: str, value: object, *, same_unit: bool = False) -> list[Any]:
    found: list[Any] = []
    for item in _items(option, value):
        if not isinstance(item, str) or not sweep.is_sweep(item):
            found.append(item)
            continue
        try:
            found += sweep.values(item, same_unit=same_unit)
        except BadInput as error:
            raise BadInput(f"{option}: {error}") from None
    return found


def _items(option: str, value: object) -> list[Any]:
    items = value if isinstance(value, list) else [value]
    if not items:
        raise BadInput(f"{option}: [] has no value: it takes one or more")
    return items


def _product(choices: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
