import json
from dataclasses import replace
from typing import Any

import pytest

from analysis.decide.ladder import KEY, read
from benchmarks.cell import Cell
from benchmarks.ladder import rungs
from benchmarks.ladder.plan import Choice, LadderSpec, plan
from benchmarks.ladder.rung import climbed, in_force
from benchmarks.spark.presets import JAVA_OPTIONS, preset, source_options
from benchmarks.support import support
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S

CELLS = [
    {"api": "structured", "source": "socket"},
    {"api": "structured", "source": "files"},
    {"api": "structured", "implementation": "python-udf"},
    {"api": "structured", "sink": "parquet", "workload": "lengths"},
    {"api": "dstreams", "source": "socket"},
    {"api": "dstreams", "source": "files", "setting": "500ms"},
]
EVERY = pytest.mark.parametrize("words", CELLS, ids=lambda words: "-".join(words.values()))


def planned(words: dict[str, str], *only: str, **more: Any) -> LadderSpec:
    cell = Cell.parse(words)
    return plan(cell, Choice.of(cell, only), **({"repeat": 3, "seed": 1} | more))


@EVERY
def test_sparks_defaults_and_all_tuned_rungs_are_the_tuned_preset(words: dict[str, str]) -> None:
    cell = Cell.parse(words)
    tuned = Choice.of(cell).tuned
    assert in_force(climbed(replace(cell, preset="spark"), tuned)) == in_force(cell)


@EVERY
def test_whatever_the_preset_sets_is_a_rung(words: dict[str, str]) -> None:
    cell = Cell.parse(words)
    known = {key for rung in Choice.of(cell).tuned for key in (*rung.conf, *rung.options)}
    assert {tuned.key for tuned in (*preset(cell), *source_options(cell))} == known


@EVERY
def test_every_cell_can_be_run_and_is_another(words: dict[str, str]) -> None:
    cells = planned(words).cells
    for cell in cells.values():
        assert Cell.parse(cell.spec()) == cell
        assert support(cell).runs, cell
    last = [name for name in cells if name[0].isdigit()][-1]
    # The last rung has all of the preset: what lies between these two is noise.
    rest = [in_force(cell) | {"preset": ""} for name, cell in cells.items() if name != last]
    assert all(one not in rest[place + 1 :] for place, one in enumerate(rest))


def test_each_cell_has_its_rungs_and_no_others() -> None:
    cells = planned(CELLS[0]).cells
    names = [name for name in cells if name[0].isdigit()]
    assert names[:2] == ["0-spark", "1-shuffle-partitions"]
    assert cells["0-spark"].conf == cells["0-spark"].options == ()
    assert cells["1-shuffle-partitions"].conf == (("spark.sql.shuffle.partitions", "1"),)
    assert in_force(cells[names[-1]]) == in_force(cells["tuned"])
    tuned, without = in_force(cells["tuned"]), in_force(cells["without-shuffle-partitions"])
    assert set(tuned) - set(without) == {"spark.sql.shuffle.partitions"}
    added = in_force(cells["with-serial-gc"])[JAVA_OPTIONS] - tuned[JAVA_OPTIONS]
    assert added == {"-XX:+UseSerialGC"}
    assert cells["floor"].api == "floor"


def test_cells_whose_batches_take_long_are_looked_at_for_longer() -> None:
    cells = planned(CELLS[0] | {"warmup": "10s", "duration": "30s", "drain": "15s"}).cells
    slow = {name: cell for name, cell in cells.items() if cell.duration_ns > 30 * NS_PER_S}
    assert set(slow) == {"0-spark", "without-shuffle-partitions"}
    for cell in slow.values():
        assert cell.duration_ns == 300 * NS_PER_S
        assert cell.warmup_ns == 100 * NS_PER_S
        assert cell.give_up_ns == cell.drain_ns == 150 * NS_PER_S
    assert all(cell.give_up_ns is None for name, cell in cells.items() if name not in slow)
    assert len({cell.duration_ns for cell in planned(CELLS[4]).cells.values()}) == 1


def test_no_cell_is_run_under_two_names() -> None:
    spec = planned(CELLS[0])
    *_, below, last = (name for name in spec.cells if name[0].isdigit())
    rung = next(rung for rung in spec.ladder.rungs if rung.climbed == (below, last))
    assert rung.alone == (below, "tuned")
    assert f"without-{rung.name}" not in spec.cells
    alone = planned(CELLS[0], climb=False)
    assert f"without-{rung.name}" in alone.cells


def test_the_campaign_tells_of_its_ladder() -> None:
    spec = planned(CELLS[0])
    told = json.loads(json.dumps(spec.described()))
    assert read(told) == spec.ladder
    assert told["cells"] == list(spec.cells)
    by_name = {rung.name: rung for rung in spec.ladder.rungs}
    assert by_name["shuffle-partitions"].climbed == ("0-spark", "1-shuffle-partitions")
    assert by_name["shuffle-partitions"].alone == ("without-shuffle-partitions", "tuned")
    assert by_name["kryo"].climbed is None
    assert by_name["kryo"].alone == ("tuned", "with-kryo")
    assert "Stateful streaming queries" in by_name["async-progress"].cannot
    named = {name for rung in spec.ladder.rungs for name in (rung.climbed or ())}
    named |= {name for rung in spec.ladder.rungs for name in (rung.alone or ())}
    assert named == set(spec.cells) - {"floor"}
    assert KEY in told


def test_a_part_of_it() -> None:
    climb = planned(CELLS[0], alone=False)
    assert all(name[0].isdigit() or name in {"tuned", "floor"} for name in climb.cells)
    alone = planned(CELLS[0], climb=False)
    assert not any(name[0].isdigit() for name in alone.cells)
    assert alone.ladder.first == ""
    chosen = planned(CELLS[0], "no-web-page", "kryo").cells
    assert list(chosen) == [
        "0-spark", "1-no-web-page", "tuned", "without-no-web-page", "with-kryo", "floor",
    ]  # fmt: skip
    # Nothing but the one rung is left out of the whole preset, whatever else was chosen.
    tuned, without = in_force(chosen["tuned"]), in_force(chosen["without-no-web-page"])
    assert set(tuned) - set(without) == {"spark.ui.enabled"}


def test_rungs_are_for_cells_that_they_change() -> None:
    def names(words: dict[str, str]) -> set[str]:
        choice = Choice.of(Cell.parse(words))
        return {rung.name for rung in (*choice.tuned, *choice.tried)}

    assert "rocksdb" in names({})
    assert "rocksdb" not in names({"state-store": "rocksdb"})
    assert "arrow" in names({"implementation": "python-udf"})
    assert "arrow" not in names({})
    assert "socket-partitions" not in names({"source": "files"})
    assert "block-interval" not in names({"api": "dstreams", "source": "files"})
    assert "memory-sink" not in names({"sink": "noop"})


def test_a_machine_without_memory_for_files_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rungs, "_TMPFS", "/dev/none")
    told = {rung.name: why for rung, why in Choice.of(Cell.parse({})).refused}
    assert told["checkpoint-in-memory"] == "this machine has no /dev/none"


def test_where_the_floor_can_not_do_the_job_there_is_none() -> None:
    own = planned({"job": "own.py"})
    assert own.ladder.floor == ""
    assert "floor" not in own.cells
    window = planned({"workload": "length-count-window", "mode": "append", "window": "2s"})
    assert window.ladder.floor == "floor"
    assert window.cells["floor"].window == window.cells["tuned"].window


@pytest.mark.parametrize(
    ("words", "only", "says"),
    [
        ({"api": "floor"}, [], "--api: floor has no settings: it takes structured or dstreams"),
        (
            {"source": "files", "setting": "available-now"},
            [],
            "--setting: available-now has a backlog's age for latency: it takes default,",
        ),
        ({}, ["colour"], "--only: 'colour' is no rung here: it takes shuffle-partitions, "),
        ({"api": "dstreams"}, ["rocksdb"], "--only: 'rocksdb' is no rung here: it takes "),
    ],
)
def test_one_line_that_says_what_is_wrong(
    words: dict[str, str], only: list[str], says: str
) -> None:
    with pytest.raises(BadInput) as caught:
        Choice.of(Cell.parse(words), only)
    assert str(caught.value).startswith(says)
