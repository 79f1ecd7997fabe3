from typing import Any

import pytest

from analysis.plots.labels import labels
from tests.analysis.drawn import summary_of


def spec(name: str, **more: Any) -> dict[str, Any]:
    cell: dict[str, Any] = summary_of(name, **more)["cell"]
    return cell


def label(name: str, **more: Any) -> str:
    api, source, *_ = [*name.split("-"), "", ""]
    given = {"api": api, "source": source} | {key.replace("_", "-"): v for key, v in more.items()}
    return labels({name: spec("structured-socket-default") | given})[name]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("structured-socket-default", "Structured default"),
        ("dstreams-files-500ms", "DStreams 500ms"),
        ("structured-socket-available-now", "Structured available-now"),
        ("floor-socket", "Floor"),
        ("flink-socket-fast", "flink fast"),
    ],
)
def test_labels_leave_out_what_is_said_already(name: str, called: str) -> None:
    assert labels({name: spec(name)}) == {name: called}


@pytest.mark.parametrize("name", ["structured-socketed", "my own name"])
def test_a_name_of_other_words_stays_as_it_is(name: str) -> None:
    assert labels({name: spec("structured-socket-default")}) == {name: name}


@pytest.mark.parametrize(
    ("name", "more", "called"),
    [
        ("structured-socket-1s-python-udf", {"implementation": "python-udf"}, "1s, python-udf"),
        ("structured-socket-1s-map_in_pandas", {"implementation": "map-in-pandas"}, "1s, map-in-p"),
        ("structured-socket-1s-10000", {"rate": 10_000.0}, "1s, 10k lines/s"),
        ("structured-socket-1s-keys=30k", {"keys": 30_000}, "1s, 30,000 keys"),
        ("structured-socket-1s-keys=0", {"keys": 0}, "1s, by length"),
        ("structured-socket-1s-files-present=5k", {"files_present": 5000}, "1s, 5,000 files pre"),
        ("structured-socket-1s-files-present=1", {"files_present": 1}, "1s, 1 file present"),
        ("structured-socket-1s-10s_5s", {"window": "10s/5s"}, "1s, windows of 10s/5s"),
        ("structured-socket-1s-2s", {"watermark": "2s"}, "1s, watermark 2s"),
        ("structured-socket-1s-4", {"lanes": 4}, "1s, 4 lanes"),
        ("structured-socket-1s-spark", {"preset": "spark"}, "1s, spark preset"),
        ("structured-socket-1s-500lines", {"file_every": "500lines"}, "1s, 500 lines a file"),
        ("structured-socket-1s-10_s", {"file_every": "10/s"}, "1s, 10 files/s"),
        ("structured-socket-1s-50ms", {"file_every": "50ms"}, "1s, a file each 50ms"),
        ("structured-socket-1s-mine.py", {"job": "/some/where/mine.py"}, "1s, mine.py"),
        ("structured-socket-1s-minBatches=2", {"conf": {"a.minBatches": "2"}}, "1s, minBatches=2"),
        ("structured-socket-1s-lag=0.5", {"conf": {"a.lag": "0.5"}}, "1s, lag=0.5"),
        ("structured-socket-1s-class=Two", {"conf": {"a.class": "org.x.Two"}}, "1s, class=Two"),
        ("structured-socket-1s-latestFirst=true", {"options": {"latestFirst": "true"}}, "1s, lat"),
        ("structured-socket-1s-complete-again", {"mode": "complete"}, "1s, complete, again"),
        ("structured-socket-1s-rocksdb-2", {"state_store": "rocksdb"}, "1s, rocksdb, 2"),
    ],
)
def test_what_sets_a_cell_apart_is_told_as_people_say_it(
    name: str, more: dict[str, Any], called: str
) -> None:
    assert label(name, setting="1s", **more).startswith(f"Structured {called}")


def test_a_setting_is_told_as_it_is_written() -> None:
    told = label("structured-socket-continuous-1s-memory", setting="continuous:1s", sink="memory")
    assert told == "Structured continuous:1s, memory"


def test_a_word_that_fits_two_keys_is_that_of_the_one_that_differs() -> None:
    specs = {
        f"structured-socket-1s-{n}": spec("structured-socket-1s", lanes=4, generators=n)
        for n in (1, 4)
    }
    assert list(labels(specs).values()) == [
        "Structured 1s, 1 generator",
        "Structured 1s, 4 generators",
    ]


def test_each_key_is_told_once() -> None:
    told = label("structured-socket-1s-2-2", setting="1s", lanes=2, generators=2)
    assert told == "Structured 1s, 2 lanes, 2 generators"
