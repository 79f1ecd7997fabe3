"""What a campaign calls its cells."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.campaign_spec import named
from benchmarks.cell import Cell


def test_a_sink_that_is_the_apis_is_not_in_the_name() -> None:
    cells = [{"api": api, "workload": "lengths"} for api in ("structured", "dstreams", "floor")]
    assert list(named([Cell.parse(one) for one in cells])) == [
        "structured-socket-default",
        "dstreams-socket-1s",
        "floor-socket",
    ]


def test_what_a_job_is_made_of_is_in_the_name_where_its_api_needs_it() -> None:
    cells: list[dict[str, object]] = [
        {"workload": "lengths", "sink": "memory"},
        {"workload": "lengths", "sink": "text"},
        {"workload": "length-count-window", "window": "10s/5s", "mode": "append"},
        {"workload": "length-count-window", "window": "5s"},
        {"api": "dstreams", "implementation": "dataframe"},
        {"api": "dstreams"},
        {"api": "floor"},
    ]
    assert list(named([Cell.parse(one) for one in cells])) == [
        "structured-socket-default-lengths-memory-append",
        "structured-socket-default-lengths-text-append",
        "structured-socket-default-length-count-window-foreachBatch-append",
        "structured-socket-default-length-count-window-foreachBatch-update",
        "dstreams-socket-1s-dataframe",
        "dstreams-socket-1s-lambdas",
        "floor-socket",
    ]


def test_what_a_cell_has_not_is_not_in_its_name() -> None:
    cells: list[dict[str, object]] = [
        {"job": "a/mine.py"},
        {"job": "b/yours.py"},
        {"setting": "1s"},
    ]
    assert list(named([Cell.parse(one) for one in cells])) == [
        "structured-socket-default-mine.py",
        "structured-socket-default-yours.py",
        "structured-socket-1s",
    ]


def test_a_load_that_differs_is_in_every_name() -> None:
    cells: list[dict[str, object]] = [
        {"source": "files", "files-present": "20k", "keys": 1000},
        {"api": "dstreams", "source": "files", "keys": "1M"},
    ]
    assert list(named([Cell.parse(one) for one in cells])) == [
        "structured-files-default-keys=1k-files-present=20k",
        "dstreams-files-1s-keys=1M-files-present=0",
    ]


def test_options_are_in_the_name_as_conf_is_and_numbers_stay_whole() -> None:
    options: list[dict[str, object]] = [
        {"maxFilesPerTrigger": 10},
        {"maxFilesPerTrigger": 20, "latestFirst": True},
    ]
    cells = [Cell.parse({"source": "files", "options": one}) for one in options]
    conf = {"spark.memory.fraction": "0.5", "spark.local.dir": "/mnt/x"}
    cells.append(Cell.parse({"source": "files", "conf": conf}))
    assert list(named(cells)) == [
        "structured-files-default-maxFilesPerTrigger=10",
        "structured-files-default-latestFirst=true-maxFilesPerTrigger=20",
        "structured-files-default-x-fraction=0.5",
    ]


def test_names_that_would_be_the_same_are_numbered() -> None:
    conf = ["spark.a.x", "spark.b.x", "spark.c.x", "spark.d"]
    cells = [Cell.parse({"conf": {key: "1"}}) for key in conf]
    assert list(named(cells)) == [
        "structured-socket-default-x=1",
        "structured-socket-default-x=1-2",
        "structured-socket-default-x=1-3",
        "structured-socket-default-d=1",
    ]


keys = st.fixed_dictionaries(
    {
        "api": st.sampled_from(["structured", "dstreams", "floor"]),
        "source": st.sampled_from(["socket", "files"]),
        "workload": st.sampled_from(["length-count", "lengths", "length-count-window"]),
        "rate": st.sampled_from(["1k", "2k"]),
        "keys": st.sampled_from([0, 1000]),
        "conf": st.dictionaries(
            st.sampled_from(["a.x", "b.x", "a.x-2"]), st.sampled_from(["1", "2"])
        ),
    }
)


@given(st.lists(keys.map(Cell.parse), min_size=1, max_size=12, unique=True))
def test_every_cell_has_a_name_of_its_own_that_a_folder_can_have(cells: list[Cell]) -> None:
    names = named(cells)
    assert list(names.values()) == cells
    assert names == named(cells)
    assert not any("/" in name for name in names)
