"""The example of a job of the user's own, in either API; runs of it are in tests/integration."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from benchmarks.cell import Cell
from benchmarks.engines.dstreams import DStreamsEngine
from benchmarks.engines.engine import Stage
from benchmarks.jobs import own
from tests.spark.dstreams_trial import streaming_context
from tests.spark.inflow import FilesInflow
from tests.spark.trial import until

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark

JOB = str(Path(__file__).parent.parent.parent / "docs" / "examples" / "own_job.py")


class Hands:
    """Takes rows of any kind, as `benchmarks.seen.Seen` does."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def rows(self, _batch: int, rows: Any) -> None:
        for word, count in rows:
            self.counts[word] += count


def test_a_dstream(spark: "SparkSession", tmp_path: Path) -> None:
    cell = Cell.parse({"api": "dstreams", "setting": "500ms", "source": "files", "job": JOB})
    inflow, hands = FilesInflow(tmp_path / "in"), Hands()
    stage = Stage(cell, inflow.inlet, tmp_path, cast("Any", hands), cast("Any", None))
    with streaming_context(spark, cell, tmp_path) as streaming:
        DStreamsEngine(stage).lay_out(streaming)
        streaming.start()
        for piece in ([3, 5, 3], [5, 3]):
            inflow.send(piece)
        until(lambda: hands.counts.total() == 5, "five words")
    assert hands.counts == {"xxx": 3, "xxxxx": 2}


def test_a_dataframe(spark: "SparkSession") -> None:
    build = own.load(JOB, "structured")
    lines = spark.createDataFrame([("to be or",), ("not to be",)], "value string")
    assert dict(map(tuple, build(lines).collect())) == {"to": 2, "be": 2, "or": 1, "not": 1}
