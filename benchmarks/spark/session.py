"""A Spark session with the settings of a cell, and nothing shared with another run's."""

import importlib.metadata
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cell import Cell
from benchmarks.spark import connector
from benchmarks.spark.java import find_java
from benchmarks.spark.presets import JAVA_OPTIONS, Tuned, housekeeping, preset, state_store

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_ADDED = {JAVA_OPTIONS: " ", connector.JARS: ","}
"""Settings whose values add up, and what is put between them."""


def settings(cell: Cell, scratch: Path) -> dict[str, Tuned]:
    """What a session is started with, by key: ours, the cell's, then the user's own."""
    asked = (Tuned(key, value, "asked for with --conf") for key, value in cell.conf)
    ours = (*housekeeping(cell, scratch), *preset(cell), *state_store(cell), *of_kafka(cell))
    chosen: dict[str, Tuned] = {}
    for tuned in (*ours, *asked):
        held = chosen.get(tuned.key)
        chosen[tuned.key] = _added(held, tuned) if held and tuned.key in _ADDED else tuned
    return chosen


def of_kafka(cell: Cell) -> tuple[Tuned, ...]:
    """The settings by which Spark knows Kafka; none for a cell without, or that brings its own.

    Raises:
        BadInput: if there is no connector for the PySpark installed.
    """
    if not cell.on_kafka or not cell.on_spark:
        return ()
    found = connector.find(importlib.metadata.version("pyspark"), dict(cell.conf))
    return connector.settings(found) if found else ()


def _added(held: Tuned, more: Tuned) -> Tuned:
    """Options of the JVM, and jars: they add up, where all else is overruled."""
    value = _ADDED[held.key].join((held.value, more.value))
    return Tuned(held.key, value, f"{held.why}; {more.why}")


def open_session(cell: Cell, scratch: Path, chosen: Mapping[str, Tuned]) -> "SparkSession":
    """Start Spark in this process, which must not have had one before.

    Args:
        cell: what is run: its master, its name.
        scratch: the run's folder for what it doesn't keep.
        chosen: as made by `settings`.

    Raises:
        BadInput: if there is no Java for it.
    """
    os.environ["JAVA_HOME"] = str(find_java().home(scratch))
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    if cell.master.startswith("local"):
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    for inherited in ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS", "SPARK_REMOTE"):
        if inherited in os.environ and cell.master.startswith("local"):
            del os.environ[inherited]  # another Spark's: the one measured is the one installed

    from pyspark.sql import SparkSession  # noqa: PLC0415 - slow, and only the worker needs it

    builder = SparkSession.builder.master(cell.master).appName(f"streamgauge {cell.name}")
    for tuned in chosen.values():
        builder = builder.config(tuned.key, tuned.value)
    return builder.getOrCreate()
