from itertools import product

from benchmarks.cell import Cell
from benchmarks.spark.installed import installed
from benchmarks.support import Support, matrix
from benchmarks.support.grid import Grid, No, beyond, grids, noes
from benchmarks.support.matrix import REFUSALS
from benchmarks.support.unmeasured import RULES

YES, NO = Support(), Support(spark="it can't", error_class="Oops")


def cell(source: str, setting: str, mode: str = "update", sink: str = "memory") -> Cell:
    spec = {"source": source, "setting": setting, "mode": mode, "sink": sink}
    return Cell.parse(spec | {"workload": "lengths"})


def test_places_with_the_same_answers_share_a_grid() -> None:
    cells = [
        (cell(source, setting, mode), NO if mode == "complete" or setting == "5s" else YES)
        for source, setting, mode in product(
            ("socket", "files"), ("default", "1s", "5s"), ("update", "complete", "append")
        )
    ]
    assert grids(cells) == [
        Grid(
            "structured", "socket, files: default, 1s", ("memory",), {"lengths": {"memory": "u a"}}
        ),
        Grid("structured", "socket, files: 5s", ("memory",), {}),
    ]


def test_places_that_differ_in_settings_are_told_one_by_one() -> None:
    cells = [
        (cell("socket", "default"), YES),
        (cell("socket", "1s"), NO),
        (cell("files", "default"), YES),
        (cell("files", "1s"), YES),
    ]
    assert [grid.places for grid in grids(cells)] == [
        "socket: default; files: default, 1s",
        "socket: 1s",
    ]


def test_where_there_are_no_modes_it_says_yes() -> None:
    floor = Cell.parse({"api": "floor"})
    (grid,) = grids([(floor, YES)])
    assert (grid.places, grid.rows) == ("socket", {"length-count": {"reader": "yes"}})


def test_every_sink_is_a_column_of_every_grid() -> None:
    cells = [(cell("socket", "1s", sink="noop"), YES), (cell("files", "1s"), NO)]
    assert [grid.sinks for grid in grids(cells)] == [("noop", "memory")] * 2


def count(places: str) -> int:
    """How many pairs of source and setting are told."""
    parts = [place.partition(":") for place in places.split(";")]
    return sum(len(sources.split(",")) * len(of.split(",")) for sources, _, of in parts)


def test_grids_tell_the_whole_matrix() -> None:
    told = sum(
        count(grid.places) * len(modes.split())
        for grid in grids(matrix())
        for of_sink in grid.rows.values()
        for modes in of_sink.values()
    )
    assert told == sum(answer.runs for _, answer in matrix())


def test_every_no_is_counted_with_its_reason() -> None:
    cells = [
        (cell("socket", "1s"), YES),
        (cell("socket", "2s"), Support(ours="we don't")),
        (cell("socket", "3s"), NO),
        (cell("socket", "4s"), NO),
    ]
    assert noes(cells) == [
        No("structured", "spark", "it can't", "Oops", 2),
        No("structured", "streamgauge", "we don't", "", 1),
    ]


def test_what_the_matrix_has_no_cell_for_is_told_apart() -> None:
    in_matrix = {no.reason for no in noes(matrix())}
    others = {no.reason for no in beyond(matrix())}
    assert not in_matrix & others
    rules = (*REFUSALS["structured"], *REFUSALS["dstreams"], *RULES)
    assert in_matrix | others == {rule.reason for rule in rules if rule.holds(installed())}
