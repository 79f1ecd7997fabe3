"""What `streamgauge support` says of Kafka, tried on the Spark installed and on a broker.

Of the many cells with Kafka at an end, those that Spark takes another way through.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.cell import Cell
from benchmarks.support import matrix, support
from tests.spark.trial import PIECES, counts_of, refusal, run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [pytest.mark.spark, pytest.mark.kafka]

COUNTS = counts_of(*PIECES)
AT_ONCE = 4

Spec = dict[str, Any]

KAFKA: Spec = {"source": "kafka"}
TO_KAFKA: Spec = {"sink": "kafka"}
LENGTHS: Spec = {"workload": "lengths"}
WINDOWS: Spec = {"workload": "length-count-window", "window": "500ms", "watermark": "100ms"}
BACKLOG: Spec = KAFKA | {"setting": "available-now"}
CONTINUOUS: Spec = KAFKA | LENGTHS | {"setting": "continuous:1s"}
# Batches as short as they may be made: foreach and console show one's rows when it ends.
SHORT = {"conf": {"spark.sql.streaming.realTimeMode.minBatchDuration": "500ms"}}
REAL_TIME: Spec = KAFKA | SHORT | {"setting": "real-time:500ms"}

BATCHES: dict[str, list[Spec]] = {
    "from": [KAFKA | {"lanes": 3}, KAFKA | {"sink": "foreach"}, KAFKA | {"sink": "noop"}],
    "from, each": [KAFKA | LENGTHS | {"sink": sink} for sink in ("memory", "console", "text")],
    "to": [TO_KAFKA, TO_KAFKA | LENGTHS | {"source": "files"}],
    "from and to": [KAFKA | TO_KAFKA | one for one in ({}, LENGTHS, WINDOWS)],
    "a backlog": [BACKLOG | {"lanes": 3}, BACKLOG | TO_KAFKA, BACKLOG | WINDOWS],
}
# They keep their cores: one after the other.
LONG: list[Spec] = [
    *(CONTINUOUS | {"sink": sink} for sink in ("memory", "console", "kafka")),
    *(REAL_TIME | TO_KAFKA | one for one in ({}, LENGTHS, WINDOWS)),
    REAL_TIME | TO_KAFKA | {"state-store": "rocksdb-changelog"},
    REAL_TIME | {"sink": "console"},
    REAL_TIME | {"sink": "foreach"},
]
BEYOND: list[Spec] = [
    CONTINUOUS | TO_KAFKA | {"implementation": "map-in-pandas"},
    REAL_TIME | TO_KAFKA | {"state-store": "hdfs"},
    REAL_TIME | TO_KAFKA | {"coalesce": 1},
    KAFKA | TO_KAFKA | {"setting": "real-time:4999ms"},
    *(
        REAL_TIME | TO_KAFKA | {"implementation": name} | workload
        for name, workload in (
            ("python-udf", {}),
            ("arrow-udf", LENGTHS),
            ("map-in-pandas", LENGTHS),
        )
    ),
]


def noes() -> list[Cell]:
    """For each sink and trigger that waits for no batch, one cell of each reason."""
    found: dict[tuple[str, ...], Cell] = {}
    for cell, answer in matrix():
        on_kafka = cell.api == "structured" and cell.source == "kafka"
        if on_kafka and not cell.by_batch and answer.error_class:
            found.setdefault((answer.reason, cell.sink, cell.setting.text), cell)
    return [*found.values(), *map(Cell.parse, BEYOND)]


def at_once(
    function: Callable[..., Any], spark: "SparkSession", cells: list[Cell], *where: Any
) -> dict[str, Any]:
    """What a function makes of each cell, by the cell's words; some at a time."""
    path, broker = where
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = [
            pool.submit(function, spark, cell, path / str(k), broker)
            for k, cell in enumerate(cells)
        ]
        said = [one.result() for one in made]
    return {str(cell.spec()): one for cell, one in zip(cells, said, strict=True)}


@pytest.mark.parametrize("group", BATCHES)
def test_a_yes_counts_what_was_sent(
    spark: "SparkSession", kafka: str, tmp_path: Path, group: str
) -> None:
    cells = [Cell.parse(spec) for spec in BATCHES[group]]
    assert all(support(cell).runs for cell in cells)
    found = at_once(run, spark, cells, tmp_path, kafka)
    assert found == {str(cell.spec()): COUNTS if cell.results_count else {} for cell in cells}


@pytest.mark.parametrize("spec", LONG, ids=str)
def test_so_it_does_where_no_batch_is_waited_for(
    spark: "SparkSession", kafka: str, tmp_path: Path, spec: Spec
) -> None:
    cell = Cell.parse(spec)
    assert support(cell).runs
    assert run(spark, cell, tmp_path / "trial", kafka) == COUNTS


def test_a_no_is_raised_as_it_is_said(spark: "SparkSession", kafka: str, tmp_path: Path) -> None:
    cells = noes()
    found = at_once(refusal, spark, cells, tmp_path, kafka)
    assert found == {str(cell.spec()): support(cell).error_class for cell in cells}
