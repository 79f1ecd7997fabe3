"""What `streamgauge support` says of DStreams, tried on the Spark installed."""

import importlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.cell import Cell
from benchmarks.support import matrix, support
from tests.spark import dstreams_trial, starving
from tests.spark.inflow import DEADLINE_S
from tests.spark.trial import PIECES, counts_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark

COMMON = {"api": "dstreams", "setting": "1s"}
WINDOWS = "length-count-window"


def groups() -> dict[str, list[Cell]]:
    """The matrix's cells by source and workload, and other implementations along with them."""
    found: dict[str, list[Cell]] = {}
    for cell, answer in matrix():
        if cell.api == "dstreams" and answer.runs:
            window = {"window": "2s"} if cell.workload == WINDOWS else {}
            name = f"{cell.source}-{cell.workload}"
            found.setdefault(name, []).append(Cell.parse(cell.spec() | window | COMMON))
    for cells in found.values():
        spec = {"source": cells[0].source, "workload": cells[0].workload}
        if cells[0].workload == WINDOWS:
            cells.append(Cell.parse(COMMON | spec | {"window": "3s/1s"}))
        made = Cell.parse(COMMON | spec | {"implementation": "dataframe"})
        cells.extend([made] if support(made).runs else [])
    return found


YES = groups()


@pytest.mark.parametrize("group", YES)
def test_every_yes_counts_what_was_sent(spark: "SparkSession", tmp_path: Path, group: str) -> None:
    cells = YES[group]
    assert all(support(cell).runs for cell in cells)
    found = dstreams_trial.run(spark, cells, tmp_path)
    assert found == [counts_of(*PIECES)] * len(cells)


@pytest.mark.parametrize("window", ["1500ms", "1s/500ms"])
def test_windows_are_made_of_whole_batches(
    spark: "SparkSession", tmp_path: Path, window: str
) -> None:
    cell = Cell.parse(COMMON | {"workload": WINDOWS, "window": window})
    assert support(cell).error_class == "ValueError"
    with pytest.raises(ValueError, match="must be multiple of the parent dstream's slide"):
        dstreams_trial.run(spark, [cell], tmp_path)


def test_there_is_no_kafka() -> None:
    answer = support(Cell.parse({"api": "dstreams", "source": "kafka"}))
    assert answer.error_class == "ModuleNotFoundError"
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pyspark.streaming.kafka")


def test_a_receiver_on_the_only_core_leaves_none_for_the_job(tmp_path: Path) -> None:
    assert support(Cell.parse(starving.CELL)).runs
    made = subprocess.run(
        [sys.executable, "-m", starving.__name__, str(tmp_path)],
        check=True,
        capture_output=True,
        timeout=DEADLINE_S,
        cwd=Path(__file__).parent.parent.parent,
    )
    handed, done = map(int, made.stdout.split()[-2:])
    assert (handed >= starving.BATCHES, done) == (True, 0)
