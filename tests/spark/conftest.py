import importlib.metadata
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.spark import connector
from benchmarks.spark.java import find_java
from loadgen.errors import BadInput
from tests.spark.feeder import Feeder

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[SparkSession]":
    """A Spark that tests share: for those that ask what it does, not how fast it is."""
    from pyspark.java_gateway import ensure_callback_server_started  # noqa: PLC0415 - slow
    from pyspark.sql import SparkSession  # noqa: PLC0415 - these tests only

    scratch = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_HOME", str(find_java().home(scratch)))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        for python in ("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON"):
            patch.setenv(python, sys.executable)
        for inherited in ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS", "SPARK_REMOTE"):
            patch.delenv(inherited, raising=False)
        session = (
            SparkSession.builder.master("local[2]")
            .appName("streamgauge tests")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.local.dir", str(scratch / "local"))
            .config("spark.sql.warehouse.dir", str(scratch / "warehouse"))
            .config("spark.driver.extraJavaOptions", f"-Djava.io.tmpdir={scratch}")
            .config("spark.sql.shuffle.partitions", 1)
            .config("spark.default.parallelism", 1)
            # Of many small queries, each would be compiled for a second and run for a moment.
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config(connector.JARS, _jars_of_kafka())
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("OFF")
        # Some tests use it from several threads, the first of which would start this.
        ensure_callback_server_started(session.sparkContext._gateway)  # type: ignore[no-untyped-call]
        with _printed_here(session):
            yield session
            session.stop()


def _jars_of_kafka() -> str:
    """What Spark takes to know Kafka; nothing where that can't be had: most tests don't ask it."""
    try:
        found = connector.find(importlib.metadata.version("pyspark"), {})
    except BadInput:
        return ""
    return ",".join(map(str, found.jars)) if found else ""


@contextmanager
def _printed_here(session: "SparkSession") -> Iterator[None]:
    """What Spark prints is printed by this process: its console sinks are read from there.

    From the JVM's first moment to its last: Scala takes hold of the JVM's output the first time
    that it prints, and never lets go of it.
    """
    context: Any = session.sparkContext
    java = context._jvm.java
    with socket.create_server(("127.0.0.1", 0)) as server:
        printed = java.net.Socket("127.0.0.1", server.getsockname()[1])
        java.lang.System.setOut(java.io.PrintStream(printed.getOutputStream()))
        connection, _ = server.accept()
    relay = threading.Thread(target=_relay_to_stdout, args=(connection,))
    relay.start()
    yield
    printed.close()
    relay.join()


def _relay_to_stdout(connection: socket.socket) -> None:
    with connection:
        while got := connection.recv(1 << 16):
            os.write(1, got)


@pytest.fixture
def feeder() -> Iterator[Feeder]:
    """Lines for whoever connects."""
    with Feeder() as lines:
        yield lines
