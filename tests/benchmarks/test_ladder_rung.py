from pathlib import Path

import pytest

from analysis.decide.ladder import KEEPS
from benchmarks.cell import Cell
from benchmarks.ladder.rung import Rung, changes, climbed, in_force
from benchmarks.ladder.rungs import RUNGS
from benchmarks.spark.presets import JAVA_OPTIONS

PAGE = Path(__file__).parents[2] / "docs" / "tuning.md"
SERIAL = Rung("serial", "why", conf={JAVA_OPTIONS: "-XX:+UseSerialGC"})
VFORK = Rung("vfork", "why", conf={JAVA_OPTIONS: "-Da=VFORK"})
FEW = Rung("few", "why", conf={"spark.sql.shuffle.partitions": "2"}, options={"numPartitions": "3"})
ROCKS = Rung("rocks", "why", keys={"state-store": "rocksdb"})
PLAIN = Cell.parse({"preset": "spark", "conf": {"spark.a": "1"}})


def test_all_that_rungs_set_is_set() -> None:
    cell = climbed(PLAIN, [FEW, ROCKS])
    assert dict(cell.conf) == {"spark.a": "1", "spark.sql.shuffle.partitions": "2"}
    assert dict(cell.options) == {"numPartitions": "3"}
    assert cell.state_store == "rocksdb"
    assert climbed(PLAIN, []) == PLAIN


def test_options_of_the_jvm_add_up() -> None:
    cell = climbed(PLAIN, [SERIAL, VFORK])
    assert dict(cell.conf)[JAVA_OPTIONS] == "-XX:+UseSerialGC -Da=VFORK"
    assert {"-XX:+UseSerialGC", "-Da=VFORK"} < in_force(cell)[JAVA_OPTIONS]


def test_what_is_set_by_the_preset_or_by_the_cell_is_the_same() -> None:
    tuned = Cell.parse({})
    one = Rung("one", "why", conf={"spark.sql.shuffle.partitions": "1"})
    assert not changes(tuned, one)
    assert changes(PLAIN, one)
    assert changes(tuned, FEW)
    assert changes(tuned, SERIAL)
    assert not changes(climbed(tuned, [SERIAL, ROCKS]), SERIAL)
    assert not changes(climbed(tuned, [ROCKS]), ROCKS)


def test_it_says_what_it_sets() -> None:
    assert FEW.sets == ["spark.sql.shuffle.partitions=2", "numPartitions=3"]
    assert ROCKS.sets == ["state-store=rocksdb"]


def test_names_are_fit_for_folders_and_each_is_there_once() -> None:
    names = [rung.name for rung in RUNGS]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalnum() for name in names)


@pytest.mark.parametrize("rung", RUNGS, ids=lambda rung: rung.name)
def test_every_rung_sets_something_for_a_reason_and_tells_of_guarantees(rung: Rung) -> None:
    assert rung.sets
    assert len(rung.why.split()) > 3
    assert rung.guarantee.startswith((KEEPS, "gives up "))
    assert f"`{rung.name}`" in PAGE.read_text(encoding="utf-8")
