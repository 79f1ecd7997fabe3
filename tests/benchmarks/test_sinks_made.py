from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cell import Cell
from benchmarks.choices import SINKS
from benchmarks.engines.engine import Inlet, Kafka, Stage
from benchmarks.progress_log import ProgressLog
from benchmarks.sinks import made, printed
from benchmarks.sinks.batches import ForeachBatch, ForeachRDD, Noop
from benchmarks.sinks.files import Files
from benchmarks.sinks.folders import SaveAsTextFiles
from benchmarks.sinks.memory import Memory
from benchmarks.sinks.rows import Foreach
from benchmarks.sinks.topic import Topic
from tests.benchmarks.taken import Taken

STRUCTURED = {
    "foreachBatch": ForeachBatch,
    "foreach": Foreach,
    "memory": Memory,
    "console": printed.Console,
    "text": Files,
    "parquet": Files,
    "noop": Noop,
    "kafka": Topic,
}
DSTREAMS = {
    "foreachRDD": ForeachRDD,
    "saveAsTextFiles": SaveAsTextFiles,
    "pprint": printed.Pprint,
}


@pytest.fixture(autouse=True)
def _keep_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that read what is printed leave standard output alone."""
    monkeypatch.setattr(printed.Printed, "__init__", lambda *_: None)
    monkeypatch.setattr(printed.Printed, "close", lambda _: None)


def stage_of(folder: Path, **spec: str) -> Stage:
    progress = ProgressLog(folder / "progress.jsonl")
    progress.close()
    kafka = Kafka("127.0.0.1:1", "lines", "results", folder / "appended.parquet")
    stage = Stage(Cell.parse(spec), Inlet(), folder / "scratch", Taken(), progress)
    return replace(stage, kafka=kafka if stage.cell.on_kafka else None)


@pytest.mark.parametrize(("name", "kind"), STRUCTURED.items())
def test_structured_streaming_has_the_sink_of_its_cell(
    name: str, kind: type[Any], tmp_path: Path
) -> None:
    sink = made.of_structured(stage_of(tmp_path, sink=name))
    assert type(sink) is kind
    sink.close()


@pytest.mark.parametrize(("name", "kind"), DSTREAMS.items())
def test_dstreams_have_the_sink_of_their_cell(name: str, kind: type[Any], tmp_path: Path) -> None:
    sink = made.of_dstreams(stage_of(tmp_path, api="dstreams", sink=name))
    assert type(sink) is kind
    sink.close()


def test_every_sink_is_made() -> None:
    assert set(SINKS["structured"]) == set(STRUCTURED)
    assert set(SINKS["dstreams"]) == set(DSTREAMS)


@pytest.mark.parametrize(("workload", "each"), [("lengths", True), ("length-count", False)])
def test_rows_that_are_lines_count_one_by_one(workload: str, each: bool, tmp_path: Path) -> None:  # noqa: FBT001
    sink = made.of_structured(stage_of(tmp_path, sink="foreach", workload=workload))
    assert isinstance(sink, Foreach)
    assert sink._each is each
    sink.close()


@pytest.mark.parametrize(
    ("workload", "rest"), [("length-count-batch", True), ("length-count", False)]
)
def test_counts_of_batches_are_made_in_each_batch(
    workload: str,
    rest: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    sink = made.of_structured(stage_of(tmp_path, workload=workload))
    assert isinstance(sink, ForeachBatch)
    assert (sink._rest is not None) is rest


def test_files_go_where_nothing_is_kept(tmp_path: Path) -> None:
    sink = made.of_structured(stage_of(tmp_path, sink="parquet"))
    assert isinstance(sink, Files)
    assert (sink._kind, sink._folder) == ("parquet", tmp_path / "scratch" / "out")
