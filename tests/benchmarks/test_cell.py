import re
from pathlib import Path
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


def test_the_synthetic_engine_is_a_cell_that_nobody_is_told_of() -> None:
    cell = Cell.parse({"api": "synthetic", "conf": {"law": "fixed:5ms"}})
    assert Cell.parse(cell.spec()) == cell
    assert (cell.name, cell.sink, cell.setting.kind) == ("synthetic-socket", "reader", "none")
    with pytest.raises(BadInput) as caught:
        Cell.parse({"api": "flink"})
    assert "synthetic" not in str(caught.value)


@pytest.mark.parametrize(
    ("api", "on_spark"),
    [("structured", True), ("dstreams", True), ("floor", False), ("synthetic", False)],
)
def test_which_engines_are_sparks(api: str, on_spark: bool) -> None:  # noqa: FBT001
    assert Cell.parse({"api": api}).on_spark == on_spark


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"schedule": "zigzag"}, "--schedule: 'zigzag' is not known: it takes constant, poisson"),
        ({"schedule": "burst:5k"}, "--schedule: 'burst:5k': it takes burst:"),
        ({"speed": "2"}, "--speed: only a trace takes it"),
        ({"schedule": "trace:x.log", "speed": "0"}, "--speed: '0' is not a speed"),
        (
            {"generators": 3, "lanes": 2},
            "--generators: 3 have no lane each: it takes up to",
        ),
        ({"lanes": 0}, "--lanes: '0' is not a count"),
    ],
)
def test_how_lines_are_sent_is_looked_at(spec: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        Cell.parse(spec)


def test_a_plan_is_what_the_generator_will_send(tmp_path: Path) -> None:
    cell = Cell.parse({"schedule": "step:20k", "rate": "10k", "duration": "3s", "warmup": "1s"})
    assert cell.plan(1).duration_ns == 3_000_000_000
    assert cell.plan(1).count_due(2_999_999_999) - cell.plan(1).count_due(999_999_999) == 30_000
    missing = Cell.parse({"schedule": f"trace:{tmp_path / 'no.log'}", "speed": 10})
    with pytest.raises(BadInput, match=r"--schedule: .*no\.log"):
        missing.plan(1)
