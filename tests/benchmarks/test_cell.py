from typing import Any

import pytest

from benchmarks.cell import Cell
from loadgen.errors import BadInput


def test_the_empty_spec_is_a_cell() -> None:
    assert Cell.parse({}) == Cell()


def test_reads_what_it_writes() -> None:
    cell = Cell.parse(
        {
            "api": "dstreams",
            "source": "files",
            "setting": "500ms",
            "rate": "1.5k",
            "duration": "1m",
            "warmup": "2500ms",
            "conf": {"spark.a": "1"},
            "file-every": "50ms",
        }
    )
    assert Cell.parse(cell.spec()) == cell
    assert cell.rate_per_s == 1500
    assert cell.sink == "foreachRDD"
    assert cell.conf == (("spark.a", "1"),)


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"ratee": "1k"}, "unknown key 'ratee'"),
        ({"api": "flink"}, "--api: 'flink' is not known: it takes structured"),
        ({"rate": "0"}, "--rate: '0' is not a rate: it takes lines per second above 0"),
        ({"rate": "fast"}, "--rate: 'fast' is not a rate"),
        ({"duration": "60"}, "--duration: '60' is not a time"),
        ({"duration": "5s", "warmup": "10s"}, "--duration: 5s leaves nothing to measure"),
        ({"duration": "5s", "warmup": "5s"}, "--duration: 5s leaves nothing to measure"),
        ({"conf": "a=b"}, "--conf: 'a=b' is not known"),
        ({"api": "dstreams", "sink": "foreachBatch"}, "--sink: 'foreachBatch' is not known"),
    ],
)
def test_bad_input_names_the_option(spec: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        Cell.parse(spec)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ({}, "structured-socket-default"),
        ({"api": "dstreams", "source": "files"}, "dstreams-files-1s"),
        ({"setting": "continuous:1s"}, "structured-socket-continuous-1s"),
        ({"api": "floor"}, "floor-socket"),
    ],
)
def test_is_named_by_what_tells_cells_apart(spec: dict[str, Any], name: str) -> None:
    assert Cell.parse(spec).name == name
