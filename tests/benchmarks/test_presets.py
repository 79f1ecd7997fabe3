from pathlib import Path

import pytest

from benchmarks.cell import Cell
from benchmarks.spark.connector import JARS, Connector
from benchmarks.spark.installed import NEWEST, Version, installed
from benchmarks.spark.presets import (
    JAVA_OPTIONS,
    checkpoint_manager,
    housekeeping,
    preset,
    raw_files,
    sink_options,
    source_options,
)
from benchmarks.spark.session import settings

SCRATCH = Path("/scratch")


def test_sparks_own_preset_sets_nothing() -> None:
    for api in ("structured", "dstreams"):
        cell = Cell.parse({"api": api, "preset": "spark"})
        assert preset(cell) == ()
        assert source_options(cell) == ()


def test_every_tuned_setting_has_its_reason() -> None:
    for api in ("structured", "dstreams"):
        for source in ("socket", "files"):
            cell = Cell.parse({"api": api, "source": source})
            for tuned in (*preset(cell), *source_options(cell), *housekeeping(cell, SCRATCH)):
                assert len(tuned.why.split()) > 3, tuned


def test_only_a_receiver_has_blocks() -> None:
    def keys(source: str) -> set[str]:
        return {one.key for one in preset(Cell.parse({"api": "dstreams", "source": source}))}

    assert keys("socket") - keys("files") == {"spark.streaming.blockInterval"}


def test_the_users_own_setting_overrules_the_preset() -> None:
    cell = Cell.parse({"conf": {"spark.sql.shuffle.partitions": "7"}})
    chosen = settings(cell, SCRATCH)
    assert chosen["spark.sql.shuffle.partitions"].value == "7"
    assert "--conf" in chosen["spark.sql.shuffle.partitions"].why


def test_the_users_java_options_are_added_to_ours() -> None:
    cell = Cell.parse({"conf": {"spark.driver.extraJavaOptions": "-Xint"}})
    chosen, alone = (settings(one, SCRATCH)[JAVA_OPTIONS] for one in (cell, Cell.parse({})))
    assert chosen.value == f"{alone.value} -Xint"
    assert alone.value.startswith("-Djava.io.tmpdir=/scratch -Xlog:gc,gc+phases:file=/scratch/")
    assert "pauses" in chosen.why
    assert "--conf" in chosen.why


def test_the_loopback_is_for_one_machine_only() -> None:
    local = {tuned.key for tuned in housekeeping(Cell.parse({}), SCRATCH)}
    cluster = {tuned.key for tuned in housekeeping(Cell.parse({"master": "spark://a:1"}), SCRATCH)}
    assert local - cluster == {"spark.driver.host"}


def of(spark: Version | None, **spec: str) -> dict[str, str]:
    return {tuned.key: tuned.value for tuned in preset(Cell.parse(spec), spark)}


@pytest.mark.parametrize(
    ("spark", "package"),
    [
        ((3, 5), "streaming"),
        ((4, 0), "streaming"),
        ((4, 1), "streaming.checkpointing"),
        (NEWEST, "streaming.checkpointing"),
    ],
)
def test_the_checkpoint_manager_is_where_that_spark_has_it(spark: Version, package: str) -> None:
    manager = checkpoint_manager(spark)
    assert manager.value == (
        f"org.apache.spark.sql.execution.{package}.FileSystemBasedCheckpointFileManager"
    )
    assert of(spark)[manager.key] == manager.value


def test_only_4_1_has_checksums_of_its_own_to_do_without() -> None:
    checksums = "spark.sql.streaming.checkpoint.fileChecksum.enabled"
    assert of((4, 1))[checksums] == "false"
    for spark in ((3, 5), (4, 0), (4, 2), NEWEST):
        assert checksums not in of(spark)


@pytest.mark.parametrize("store", ["rocksdb", "rocksdb-changelog"])
def test_rocksdb_keeps_hadoops_default_files(store: str) -> None:
    files = "spark.hadoop.fs.file.impl"
    assert files in of(NEWEST)
    assert files not in of(NEWEST, **{"state-store": store})
    assert files in of(NEWEST, **{"state-store": store}, workload="lengths")


@pytest.mark.parametrize("spark", [(3, 5), (4, 0), (4, 1), (4, 2)])
@pytest.mark.parametrize("api", ["structured", "dstreams"])
def test_all_else_is_the_same_in_each_spark(spark: Version, api: str) -> None:
    newest, other = of(NEWEST, api=api), of(spark, api=api)
    moved = {key for key in newest | other if newest.get(key) != other.get(key)}
    assert moved <= {one.key for one in (checkpoint_manager(spark), *raw_files(spark))}


def test_it_is_for_the_spark_installed_unless_another_is_named() -> None:
    assert of(None) == of(installed())


REAL_TIME = {"source": "kafka", "setting": "real-time:5s"}
CHECKPOINTS = "spark.sql.streaming.stateStore.checkpointFormatVersion"


@pytest.fixture
def connector(monkeypatch: pytest.MonkeyPatch) -> Connector:
    """The one that is found for whatever Spark."""
    found = Connector("4.2.0", "a:b:4.2.0", (Path("/kept/b.jar"), Path("/kept/c.jar")))
    monkeypatch.setattr("benchmarks.spark.connector.find", lambda _spark, _conf: found)
    return found


@pytest.mark.parametrize("spec", [{"source": "kafka"}, {"sink": "kafka"}])
def test_a_cell_on_kafka_has_its_connector(spec: dict[str, str], connector: Connector) -> None:
    chosen = settings(Cell.parse(spec), SCRATCH)[JARS]
    assert chosen.value == "/kept/b.jar,/kept/c.jar"
    assert connector.version in chosen.why
    mine = settings(Cell.parse(spec | {"conf": {JARS: "/mine.jar"}}), SCRATCH)[JARS]
    assert mine.value == "/kept/b.jar,/kept/c.jar,/mine.jar"


@pytest.mark.usefixtures("connector")
def test_others_have_none() -> None:
    for spec in ({}, {"api": "dstreams"}):
        assert JARS not in settings(Cell.parse(spec), SCRATCH)


def test_results_leave_at_once_unless_spark_is_to_have_its_own_way() -> None:
    (linger,) = sink_options(Cell.parse({"sink": "kafka"}))
    assert (linger.key, linger.value) == ("kafka.linger.ms", "0")
    assert sink_options(Cell.parse({"sink": "kafka", "preset": "spark"})) == ()
    assert sink_options(Cell.parse({"source": "kafka"})) == ()


@pytest.mark.parametrize("name", ["tuned", "spark"])
def test_real_time_mode_gets_the_state_that_it_takes(name: str) -> None:
    def given(**spec: str) -> set[str]:
        cell = Cell.parse(REAL_TIME | {"preset": name} | spec)
        return {tuned.key for tuned in housekeeping(cell, SCRATCH)}

    assert CHECKPOINTS in given()
    assert CHECKPOINTS not in given(workload="lengths")
    assert CHECKPOINTS not in given(setting="default")
