"""What `streamgauge support` says, tried on the Spark installed: every yes, and every no."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.cell import Cell
from benchmarks.support import Support, matrix, support
from tests.spark.trial import PIECES, counts_of, refusal, run, trial, until

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark

AT_ONCE = 4
COUNTS = counts_of(*PIECES)
QUICK = {"length-count-window": {"window": "500ms", "watermark": "100ms"}}
# There is no Kafka here to try.
TRIED = [
    (cell, answer)
    for cell, answer in matrix()
    if cell.api == "structured" and cell.source != "kafka" and cell.sink != "kafka"
]


def quick(cell: Cell) -> Cell:
    """The cell with windows that close soon, and triggers that come soon."""
    setting = {"setting": "200ms"} if cell.setting.kind == "interval" else {}
    return Cell.parse(cell.spec() | QUICK.get(cell.workload, {}) | setting)


def groups(of: list[tuple[Cell, Support]]) -> dict[str, list[Cell]]:
    """Cells by source, setting and workload."""
    found: dict[str, list[Cell]] = {}
    for cell, _ in of:
        name = f"{cell.source}-{cell.setting.text}-{cell.workload}"
        found.setdefault(name, []).append(quick(cell))
    return found


def by_error(of: list[tuple[Cell, Support]]) -> dict[str, list[Cell]]:
    """Cells by the error that Spark raises."""
    found: dict[str, list[Cell]] = {}
    for cell, answer in of:
        if answer.error_class:
            found.setdefault(answer.error_class, []).append(quick(cell))
    return found


# An interval is the default trigger with a wait: one sink shows that. The others take minutes.
YES = groups(
    [
        (cell, answer)
        for cell, answer in TRIED
        if answer.runs and (cell.setting.kind != "interval" or cell.sink == "foreachBatch")
    ]
)
NO = by_error(TRIED)
REAL_TIME = {"setting": "real-time:5s", "sink": "foreach"}
CONTINUOUS = {"setting": "continuous:1s", "sink": "memory", "workload": "lengths"}
BEYOND: list[dict[str, Any]] = [
    REAL_TIME,
    CONTINUOUS | {"implementation": "map-in-pandas"},
    CONTINUOUS | {"lanes": 2},
]
OTHERWISE: list[dict[str, Any]] = [
    *(
        {"implementation": name, "workload": workload, "source": source}
        for name in ("python-udf", "arrow-udf", "map-in-pandas")
        for workload, source in (("lengths", "socket"), ("length-count-batch", "files"))
    ),
    {"state-store": "rocksdb"},
    {"state-store": "rocksdb-changelog", "source": "files"},
    {"workload": "length-count-window", "window": "600ms/200ms"},
    *(CONTINUOUS | {"implementation": name} for name in ("python-udf", "arrow-udf")),
]


def tried_at_once(function: Any, spark: "SparkSession", cells: list[Cell], path: Path) -> list[Any]:
    """What a function makes of each cell, some at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = [pool.submit(function, spark, cell, path / str(k)) for k, cell in enumerate(cells)]
        return [one.result() for one in made]


def answers(cells: list[Cell], said: list[Any]) -> dict[str, Any]:
    """What was said of each cell, by its words."""
    return {str(cell.spec()): one for cell, one in zip(cells, said, strict=True)}


@pytest.mark.parametrize("group", YES)
def test_every_yes_counts_what_was_sent(spark: "SparkSession", tmp_path: Path, group: str) -> None:
    cells = YES[group]
    found = answers(cells, tried_at_once(run, spark, cells, tmp_path))
    assert found == answers(cells, [COUNTS if cell.results_count else {} for cell in cells])


@pytest.mark.parametrize("spec", OTHERWISE, ids=str)
def test_other_implementations_and_state_stores_count_the_same(
    spark: "SparkSession", tmp_path: Path, spec: dict[str, Any]
) -> None:
    cell = Cell.parse(QUICK.get(spec.get("workload", ""), {}) | spec)
    assert support(cell).runs
    assert run(spark, cell, tmp_path / "trial") == COUNTS


@pytest.mark.parametrize("error", NO)
def test_every_no_is_raised_as_it_is_said(
    spark: "SparkSession", tmp_path: Path, error: str
) -> None:
    cells = NO[error]
    found = answers(cells, tried_at_once(refusal, spark, cells, tmp_path))
    assert found == answers(cells, [error] * len(cells))


@pytest.mark.parametrize("spec", BEYOND, ids=str)
def test_what_is_no_part_of_the_matrix_is_raised_as_it_is_said(
    spark: "SparkSession", tmp_path: Path, spec: dict[str, Any]
) -> None:
    cell = Cell.parse(spec)
    said = support(cell).error_class
    assert said
    assert refusal(spark, cell, tmp_path / "trial") == said


@pytest.mark.parametrize("workload", ["length-count", "lengths", "length-count-window"])
def test_a_socket_is_not_drained(spark: "SparkSession", tmp_path: Path, workload: str) -> None:
    cell = Cell.parse({"setting": "available-now", "workload": workload})
    assert "ends at once with 0 rows" in support(cell).spark
    with trial(spark, cell, tmp_path / "trial") as tried:
        tried.begin()
        tried.inflow.send(PIECES[0])
        until(tried.ended_empty, str(cell.spec()))


def test_noop_tells_nothing_under_a_continuous_trigger(
    spark: "SparkSession", tmp_path: Path
) -> None:
    cell = Cell.parse(CONTINUOUS | {"sink": "noop"})
    assert "reports nothing" in support(cell).ours
    with trial(spark, cell, tmp_path / "trial") as tried:
        tried.begin()
        tried.inflow.send(PIECES[0])
        until(tried.committed, str(cell.spec()))
        assert tried.rows() == 0
