from pathlib import Path

from benchmarks.cell import Cell
from benchmarks.spark.presets import JAVA_OPTIONS, housekeeping, preset, source_options
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
