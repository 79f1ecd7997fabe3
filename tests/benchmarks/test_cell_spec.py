"""A cell and what it writes: any cell is read back, and what follows from its keys agrees."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cell import KEYS, Cell
from benchmarks.choices import (
    APIS,
    IMPLEMENTATIONS,
    MODES,
    PRESETS,
    SINKS,
    SOURCES,
    STATE_STORES,
    SYNTHETIC,
    WORKLOADS,
)

SETTINGS = ("default", "500ms", "1s", "available-now", "continuous:1s", "real-time:5s", "none")


times = st.integers(0, 100_000).map("{}ms".format)
tables = st.dictionaries(
    st.sampled_from(["a", "b.c"]), st.one_of(st.booleans(), st.integers(0, 9), st.just("x"))
)


def specs(api: str) -> st.SearchStrategy[dict[str, Any]]:
    """Specs of an API, most keys left out here and there."""
    words = {
        "workload": WORKLOADS,
        "implementation": IMPLEMENTATIONS[api],
        "sink": SINKS[api],
        "mode": MODES[api],
        "state-store": STATE_STORES[api],
        "setting": SETTINGS,
        "preset": PRESETS,
        "lines": ("uniform:10:120", "file:a b.txt"),
        "schedule": ("constant", "poisson", "burst:50k:10s:500ms"),
        "rate": ("1", "0.5", "12.5k", "1M", 3, 0.1),
        "keys": (0, "10k", 7),
        "lanes": (2, 3),
        "generators": (1, 2),
        "file-every": ("100ms", "3/s", "500lines", "333us"),
    }
    optional: dict[str, st.SearchStrategy[Any]] = {
        key: st.sampled_from(known) for key, known in words.items()
    }
    optional |= {"conf": tables, "warmup": times, "drain": times}
    if api == "structured":
        optional |= {"options": tables}
    made = st.fixed_dictionaries(
        {"api": st.just(api), "source": st.sampled_from(SOURCES), "duration": st.just("2m")},
        optional=optional,
    )
    return made.flatmap(completed)


def completed(spec: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """With those keys that only go with certain others."""
    if spec.get("generators", 1) > spec.get("lanes", 1):
        spec = spec | {"lanes": spec["generators"]}
    more: dict[str, st.SearchStrategy[Any]] = {}
    if spec["source"] == "files":
        more["files-present"] = st.sampled_from([0, "20k"])
    if spec.get("workload") == "length-count-window":
        more["window"] = st.sampled_from(["5s", "10s/5s", "1m", "900ms/300ms"])
        if spec["api"] == "structured":
            more["watermark"] = times
    elif "workload" not in spec:
        more["job"] = st.just("mine.py")
    return st.fixed_dictionaries({}, optional=more).map(lambda rest: spec | rest)


cells = st.sampled_from([*APIS, SYNTHETIC]).flatmap(specs).map(Cell.parse)


@given(cells)
def test_any_cell_is_read_from_what_it_writes(cell: Cell) -> None:
    spec = cell.spec()
    assert tuple(spec) == KEYS
    assert Cell.parse(json.loads(json.dumps(spec))) == cell
    assert Cell.parse(spec).spec() == spec


@given(cells)
def test_another_preset_and_back_is_the_same_cell(cell: Cell) -> None:
    other = next(preset for preset in PRESETS if preset != cell.preset)
    assert cell.with_preset(other).with_preset(cell.preset) == cell


def test_what_was_asked_for_stays_on_another_preset() -> None:
    asked = Cell.parse({"preset": "spark", "coalesce": 2})
    assert asked.with_preset("tuned").coalesce == 2
    assert Cell.parse({}).with_preset("spark") == Cell.parse({"preset": "spark"})


@given(cells)
def test_what_follows_from_its_keys_agrees(cell: Cell) -> None:
    assert (cell.window is not None) == (cell.workload == "length-count-window")
    assert cell.withheld or not cell.until_closed
    assert (cell.tail_ns > 0) == cell.until_closed
    if cell.until_closed and cell.window and cell.watermark_ns is not None:
        assert cell.tail_ns > cell.window.length_ns + cell.watermark_ns
    assert cell.results_count != (cell.sink == "noop" or cell.workload == "own")
    assert cell.on_spark or not (cell.withheld or cell.until_closed)
