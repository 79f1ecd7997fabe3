"""The keys that say what the job is: their defaults, what is refused, and what follows."""

import json
import re
from typing import Any

import pytest
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
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S

SETTINGS = ("default", "500ms", "1s", "available-now", "continuous:1s", "real-time:5s", "none")


def given_only(spec: dict[str, Any]) -> dict[str, Any]:
    """What a cell makes of a spec, in the same keys."""
    found = Cell.parse(spec).spec()
    return {key: found[key] for key in spec}


WINDOWS = {"workload": "length-count-window"}


@pytest.mark.parametrize(
    ("spec", "defaults"),
    [
        (
            {},
            {
                "workload": "length-count",
                "implementation": "jvm",
                "setting": "default",
                "sink": "foreachBatch",
                "mode": "update",
                "window": "none",
                "watermark": "none",
                "state-store": "hdfs",
                "job": "",
                "keys": 0,
                "options": {},
                "file-every": "100ms",
                "files-present": 0,
            },
        ),
        (WINDOWS, {"window": "5s", "watermark": "1s", "mode": "update"}),
        (WINDOWS | {"sink": "text"}, {"mode": "append"}),
        ({"workload": "lengths"}, {"mode": "append"}),
        ({"workload": "length-count-batch"}, {"mode": "append"}),
        ({"sink": "parquet"}, {"mode": "append"}),
        ({"sink": "memory"}, {"mode": "update"}),
        ({"job": "mine.py"}, {"workload": "own", "mode": "update"}),
        (
            {"api": "dstreams"},
            {
                "implementation": "lambdas",
                "setting": "1s",
                "sink": "foreachRDD",
                "mode": "none",
                "watermark": "none",
                "state-store": "none",
            },
        ),
        ({"api": "dstreams"} | WINDOWS, {"window": "5s", "watermark": "none", "mode": "none"}),
        ({"api": "dstreams", "workload": "lengths"}, {"mode": "none"}),
        (
            {"api": "floor"},
            {
                "implementation": "reader",
                "setting": "none",
                "sink": "reader",
                "mode": "none",
                "state-store": "none",
            },
        ),
        (
            {"api": "synthetic"},
            {"implementation": "reader", "setting": "none", "mode": "none", "coalesce": 0},
        ),
        ({}, {"coalesce": 1, "give-up": "none", "checkpoint": ""}),
        ({"preset": "spark"}, {"coalesce": 0}),
        ({"setting": "continuous:1s"}, {"coalesce": 0}),
        ({"api": "dstreams"}, {"coalesce": 1}),
        ({"job": "mine.py"}, {"coalesce": 0}),
    ],
)
def test_what_is_missing_takes_what_goes_with_the_rest(
    spec: dict[str, Any], defaults: dict[str, Any]
) -> None:
    found = Cell.parse(spec).spec()
    assert {key: found[key] for key in defaults} == defaults


@pytest.mark.parametrize(
    "spec",
    [
        {"implementation": "map-in-pandas", "workload": "lengths", "mode": "append"},
        {"sink": "console", "mode": "complete", "state-store": "rocksdb-changelog"},
        WINDOWS | {"window": "10s/5s", "watermark": "2500ms", "mode": "append"},
        {"api": "dstreams", "implementation": "dataframe", "sink": "pprint"},
        {"api": "dstreams", "window": "10s/5s"} | WINDOWS,
        {"source": "files", "files-present": 10_000, "options": {"maxFilesPerTrigger": "1"}},
        {"keys": 1_000_000},
        {"job": "jobs/mine.py", "sink": "noop"},
        {"coalesce": 0, "give-up": "5s", "checkpoint": "kept/here"},
        {"preset": "spark", "coalesce": 2, "give-up": "none"},
    ],
)
def test_what_is_asked_for_is_what_it_has(spec: dict[str, Any]) -> None:
    assert given_only(spec) == spec


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"workload": "words"}, "--workload: 'words' is not known: it takes length-count | "),
        ({"workload": "own"}, "--workload: 'own' is not known"),
        (
            {"workload": "lengths", "job": "a.py"},
            "--workload: it is one of our jobs, and --job is yours",
        ),
        ({"implementation": "lambdas"}, "--implementation: 'lambdas' is not known: it takes jvm |"),
        ({"api": "dstreams", "implementation": "jvm"}, "it takes lambdas | dataframe"),
        ({"mode": "none"}, "--mode: 'none' is not known: it takes update | complete | append"),
        ({"api": "dstreams", "mode": "update"}, "--mode: 'update' is not known: it takes none"),
        ({"sink": "pprint"}, "--sink: 'pprint' is not known: it takes foreachBatch | "),
        ({"api": "floor", "sink": "noop"}, "--sink: 'noop' is not known: it takes reader"),
        ({"state-store": "disk"}, "--state-store: 'disk' is not known: it takes hdfs | rocksdb"),
        ({"api": "dstreams", "state-store": "hdfs"}, "--state-store: 'hdfs' is not known"),
        ({"window": "5s"}, "--window: length-count has none: it takes --workload length-count-w"),
        (WINDOWS | {"window": "none"}, "--window: 'none' is not known: it takes a length such"),
        (WINDOWS | {"window": "10s/3s"}, "--window: '10s/3s' can't be"),
        ({"watermark": "1s"}, "--watermark: only Structured Streaming's length-count-window has"),
        (WINDOWS | {"api": "dstreams", "watermark": "1s"}, "--watermark: only Structured"),
        (WINDOWS | {"watermark": "late"}, "--watermark: 'late' is not a time"),
        ({"api": "floor", "coalesce": 1}, "--coalesce: floor has no partitions: it takes 0"),
        ({"job": "a.py", "coalesce": 1}, "--coalesce: that is for your own job to do: it takes 0"),
        ({"coalesce": "-1"}, "--coalesce: '-1' is not known: it takes a whole number"),
        ({"give-up": "soon"}, "--give-up: 'soon' is not a time"),
        ({"keys": "some"}, "--keys: 'some' is not known: it takes a whole number"),
        ({"keys": -1}, "--keys: '-1' is not known: it takes a whole number"),
        ({"options": "a"}, "--options: 'a' is not known: it takes key=value"),
        ({"api": "dstreams", "options": {"a": 1}}, "--option: dstreams has no options of its sour"),
        ({"file-every": "0/s"}, "--file-every: '0/s' is not known: it takes a time, 10/s or 500l"),
        ({"files-present": "1k"}, "--files-present: socket has no directory for them"),
        ({"files-present": "1.5", "source": "files"}, "--files-present: '1.5' is not known"),
    ],
)
def test_what_can_not_be_is_refused_by_its_name(spec: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)) as caught:
        Cell.parse(spec)
    assert "\n" not in str(caught.value)


def test_a_file_of_so_many_lines_goes_by_the_cells_rate() -> None:
    cell = Cell.parse({"source": "files", "rate": "2k", "file-every": "500lines"})
    assert cell.file_every_ns == 250_000_000
    assert Cell.parse({"source": "files", "file-every": "4/s"}).file_every_ns == 250_000_000


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


@pytest.mark.parametrize(
    ("spec", "true"),
    [
        ({}, {"results_count", "tells_progress"}),
        ({"sink": "noop"}, {"tells_progress"}),
        ({"job": "mine.py"}, {"tells_progress"}),
        ({"api": "floor"}, {"results_count"}),
        ({"setting": "continuous:1s", "workload": "lengths"}, {"results_count"}),
        ({"setting": "continuous:1s", "sink": "noop"}, set()),
        (
            {"setting": "available-now", "source": "files"},
            {"results_count", "tells_progress", "of_backlog"},
        ),
        (WINDOWS, {"results_count", "tells_progress"}),
        (
            WINDOWS | {"mode": "append"},
            {"results_count", "tells_progress", "until_closed", "withheld"},
        ),
        (
            WINDOWS | {"api": "dstreams", "setting": "1s"},
            {"results_count", "tells_progress", "withheld"},
        ),
        (
            WINDOWS | {"api": "dstreams", "setting": "1s", "window": "10s/1s"},
            {"results_count", "tells_progress"},
        ),
    ],
)
def test_what_its_record_can_tell(spec: dict[str, Any], true: set[str]) -> None:
    cell = Cell.parse(spec)
    told = ("results_count", "tells_progress", "of_backlog", "until_closed", "withheld")
    assert {name for name in told if getattr(cell, name)} == true


@pytest.mark.parametrize(
    ("spec", "tail_s"),
    [
        ({}, 5 + 1 + 3),
        ({"setting": "2s"}, 5 + 1 + 3 + 4),
        ({"window": "10s/5s", "watermark": "0s"}, 10 + 3),
    ],
)
def test_lines_go_on_until_the_last_windows_are_closed(spec: dict[str, Any], tail_s: int) -> None:
    times = {"duration": "3s", "warmup": "1s"}
    cell = Cell.parse(WINDOWS | {"mode": "append"} | times | spec)
    assert cell.tail_ns == tail_s * NS_PER_S
    plan, without = cell.plan(1), Cell.parse(WINDOWS | times | spec).plan(1)
    assert without.duration_ns == cell.duration_ns
    assert plan.duration_ns == cell.duration_ns + cell.tail_ns
    assert plan.count_due(cell.duration_ns - 1) == without.count
    assert plan.count > without.count
