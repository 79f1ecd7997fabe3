from typing import Any

import pytest

from benchmarks.crossing import WHOLE, crossed, not_of_its_api, split, told
from loadgen.errors import BadInput


def test_lists_and_sweeps_are_crossed_the_last_key_quickest() -> None:
    made = crossed({"setting": ["default", "250ms..500ms*2"], "rate": "1k..2k*2", "lanes": 2})
    assert [(one["setting"], one["rate"]) for one in made] == [
        ("default", "1k"),
        ("default", "2k"),
        ("250ms", "1k"),
        ("250ms", "2k"),
        ("500ms", "1k"),
        ("500ms", "2k"),
    ]
    assert {one["lanes"] for one in made} == {2}


def test_the_values_of_tables_are_crossed_too() -> None:
    made = crossed({"conf": {"spark.a": [1, "4..8*2"], "spark.b": "x"}, "options": {"c": ["y"]}})
    assert made == [
        {"conf": {"spark.a": value, "spark.b": "x"}, "options": {"c": "y"}}
        for value in (1, "4", "8")
    ]


def test_several_tables_are_a_list_of_them() -> None:
    made = crossed({"conf": [{}, {"spark.a": ["1", "2"]}]})
    assert [one["conf"] for one in made] == [{}, {"spark.a": "1"}, {"spark.a": "2"}]


def test_what_is_no_table_is_left_to_be_refused() -> None:
    assert crossed({"conf": "a=1..4*2"}) == [{"conf": "a=1..4*2"}]


@pytest.mark.parametrize("key", sorted(WHOLE))
def test_paths_and_addresses_stay_whole(key: str) -> None:
    assert crossed({key: "1..4*2"}) == [{key: "1..4*2"}]
    assert split({key: "a,b"}) == {key: "a,b"}


def test_commas_on_the_command_line_make_a_list() -> None:
    conf = {"spark.a": "x,y"}
    assert split({"rate": "5k, 10k", "api": "floor", "conf": conf}) == {
        "rate": ["5k", "10k"],
        "api": ["floor"],
        "conf": conf,
    }


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"rate": "1k..2s*2"}, "--rate: '1k..2s*2' mixes units"),
        ({"setting": ["default", "1s..2s"]}, "--setting: '1s..2s' is no sweep"),
        ({"conf": {"spark.a": "1..1*2"}}, "--conf: spark.a: '1..1*2' has one value"),
        ({"options": {"b": ["1..9*1"]}}, "--option: b: '1..9*1' never reaches its end"),
        ({"rate": []}, "--rate: [] has no value"),
        ({"conf": {"spark.a": []}}, "--conf: spark.a: [] has no value"),
    ],
)
def test_bad_input_names_the_option(table: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        crossed(table)
    assert str(caught.value).startswith(says)


def test_which_of_a_tables_cells_one_is() -> None:
    table = {"rate": "1k", "api": "dstreams", "setting": ["1s", "2s"], "conf": {"a": ["1", "2"]}}
    words = [told(one, table) for one in crossed(table)]
    assert words[0] == "api = dstreams, setting = 1s, conf = {'a': '1'}"
    assert len(set(words)) == 4
    assert told({"rate": "1k"}, {"rate": "1k"}) == ""


@pytest.mark.parametrize(
    ("one", "says"),
    [
        ({"api": "dstreams", "sink": "memory"}, "dstreams has no sink memory: it takes foreachRDD"),
        ({"implementation": "lambdas"}, "structured has no implementation lambdas: it takes jvm"),
        ({"api": "floor", "mode": "update"}, "floor has no mode update: it takes none"),
        ({"api": "dstreams", "state-store": "rocksdb"}, "dstreams has no state-store rocksdb"),
    ],
)
def test_what_an_api_has_not(one: dict[str, Any], says: str) -> None:
    assert not_of_its_api(one).startswith(says)


@pytest.mark.parametrize(
    "one", [{}, {"sink": "memory"}, {"sink": "memry"}, {"api": "flink", "sink": "memory"}]
)
def test_what_an_api_has_or_nobody_knows(one: dict[str, Any]) -> None:
    assert not_of_its_api(one) == ""
