"""The keys that say what the job is: their defaults, and what is refused."""

import re
from typing import Any

import pytest

from benchmarks.cell import Cell
from loadgen.errors import BadInput


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
            {"source": "kafka"},
            {"setting": "default", "sink": "foreachBatch", "mode": "update", "producer": {}},
        ),
        (
            {"setting": "real-time:5s", "source": "kafka", "workload": "lengths"},
            {"sink": "kafka", "mode": "update", "state-store": "rocksdb", "coalesce": 0},
        ),
        ({"setting": "continuous:1s"}, {"sink": "foreachBatch", "state-store": "hdfs"}),
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
