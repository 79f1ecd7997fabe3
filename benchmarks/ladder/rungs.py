"""The rungs: what can be set for less latency, with its reason and what it does to guarantees.

Those of the tuned preset come in the order in which they are climbed, from the most worth to the
least. Which these are, nobody says here: a rung is tuned if the tuned preset has it already.
"""

from pathlib import Path

from benchmarks.cell import Cell
from benchmarks.ladder.rung import Rung
from benchmarks.spark.installed import installed
from benchmarks.spark.presets import (
    JAVA_OPTIONS,
    Tuned,
    checkpoint_manager,
    raw_files,
    takes_raw_files,
)

_LOCAL_FILES = "com.globalmentor:hadoop-bare-naked-local-fs:0.1.0"
_LOCAL_FILES_JAR = (
    Path.home() / f".ivy2.5.2/jars/{_LOCAL_FILES.replace(':', '_', 1).replace(':', '-')}.jar"
)
_TMPFS = "/dev/shm"  # noqa: S108 - the place for what is to be kept in memory


def _structured(cell: Cell) -> bool:
    return cell.api == "structured"


def _dstreams(cell: Cell) -> bool:
    return cell.api == "dstreams"


def _ours(cell: Cell) -> bool:
    return not cell.job


def _alone(cell: Cell) -> bool:
    return cell.master.startswith("local")


def _from_socket(cell: Cell) -> bool:
    return _structured(cell) and cell.source == "socket"


def _received(cell: Cell) -> bool:
    return _dstreams(cell) and cell.source == "socket"


def _in_python(cell: Cell) -> bool:
    return _structured(cell) and cell.implementation == "python-udf"


def _called_back(cell: Cell) -> bool:
    return _structured(cell) and cell.sink == "foreachBatch"


def _without_tmpfs(_cell: Cell) -> str:
    return "" if Path(_TMPFS).is_dir() else f"this machine has no {_TMPFS}"


def _without_async(_cell: Cell) -> str:
    return (
        'Spark: "Stateful streaming queries does not support async progress tracking at this'
        ' moment"; nor does foreachBatch'
    )


def _without_jar(_cell: Cell) -> str:
    if _LOCAL_FILES_JAR.is_file():
        return ""
    fetch = f"--conf spark.jars.packages={_LOCAL_FILES}"
    return f"{_LOCAL_FILES_JAR} isn't there: a run with {fetch} fetches it"


def _without_row_checksums(_cell: Cell) -> str:
    return "" if installed() >= (4, 1) else "Spark has made them since 4.1: this one makes none"


def _reused(_cell: Cell) -> str:
    return "it is so by default: there is nothing to gain"


def _conf(*settings: Tuned) -> dict[str, str]:
    return {tuned.key: tuned.value for tuned in settings}


def _java(name: str, option: str, why: str) -> Rung:
    return Rung(name, why, conf={JAVA_OPTIONS: option})


RUNGS = (
    Rung(
        "shuffle-partitions",
        "each of Spark's 200 partitions is a task and a state store to commit in every batch",
        "keeps Spark's guarantees; the number is fixed for as long as a checkpoint lives",
        conf={"spark.sql.shuffle.partitions": "1"},
        suits=_structured,
        slow_without=True,
    ),
    Rung(
        "checkpoint-manager",
        "without Hadoop's native library the default manager forks a readlink for each of a"
        " batch's checkpoint files; this one doesn't",
        "keeps Spark's guarantees where a file system's rename is atomic, as a local disk's is;"
        " elsewhere Spark itself warns of it",
        conf=_conf(checkpoint_manager(installed())),
        suits=_structured,
    ),
    Rung(
        "raw-files",
        "without Hadoop's native library the default one forks a chmod for each of a batch's"
        " checkpoint files, and for the file of checksums beside it; this one writes neither",
        "gives up Hadoop's checksums of checkpoint files: a damaged one may go unnoticed",
        conf=_conf(*raw_files(installed())),
        suits=lambda cell: _structured(cell) and takes_raw_files(cell),
    ),
    Rung(
        "one-partition",
        "a batch's lines in one partition are counted where their state is: no shuffle, and with it"
        " no second stage",
        "keeps Spark's guarantees; a batch has one core's worth of work done at a time",
        keys={"coalesce": "1"},
        suits=_ours,
    ),
    Rung(
        "parallelism",
        "each partition of the counts is a Python task in every batch, and there are few counts",
        conf={"spark.default.parallelism": "1"},
        suits=_dstreams,
    ),
    Rung(
        "block-interval",
        "a receiver's lines wait for their block, and the block that ends with a batch for the"
        " next one",
        conf={"spark.streaming.blockInterval": "50ms"},
        suits=_received,
    ),
    Rung(
        "socket-partitions",
        "each partition of what the socket source took is a task in every batch",
        options={"numPartitions": "1"},
        suits=_from_socket,
    ),
    Rung(
        "no-web-page",
        "the web page's listeners take time from every task",
        "keeps Spark's guarantees; there is no page to look at while it runs",
        conf={"spark.ui.enabled": "false"},
    ),
    Rung(
        "checkpoint-in-memory",
        "nothing that a batch writes to recover from has to reach a disk",
        "gives up what is needed to recover once the machine is switched off",
        keys={"checkpoint": _TMPFS},
        cannot=_without_tmpfs,
    ),
    _java(
        "vfork",
        "-Djdk.lang.Process.launchMechanism=VFORK",
        "forks of chmod and the like start without a helper process in between",
    ),
    Rung(
        "no-broadcast-compression",
        "what a batch broadcasts, Hadoop's settings above all, never leaves a small machine",
        "keeps Spark's guarantees; on a cluster more bytes go over its network",
        conf={"spark.broadcast.compress": "false"},
    ),
    Rung(
        "no-forks",
        "a local file system that sets permissions by Java's own calls, where Hadoop's forks a"
        " chmod for each of a batch's checkpoint files",
        "keeps Spark's guarantees; it takes a library that isn't Spark's",
        conf={
            "spark.driver.extraClassPath": str(_LOCAL_FILES_JAR),
            "spark.hadoop.fs.file.impl": "com.globalmentor.apache.hadoop.fs.BareLocalFileSystem",
        },
        suits=_alone,
        cannot=_without_jar,
    ),
    Rung(
        "fewer-snapshots",
        "a state store writes a snapshot after 10 deltas; after 100 there are fewer",
        "keeps Spark's guarantees; recovering reads up to 100 deltas",
        conf={"spark.sql.streaming.stateStore.minDeltasForSnapshot": "100"},
        suits=_structured,
    ),
    Rung(
        "rocksdb",
        "state outside the JVM's heap",
        keys={"state-store": "rocksdb"},
        suits=_structured,
    ),
    Rung(
        "rocksdb-changelog",
        "state outside the JVM's heap, and what changed written instead of all of it",
        keys={"state-store": "rocksdb-changelog"},
        suits=_structured,
    ),
    Rung(
        "no-empty-batches",
        "no batch without lines, which would delay the next",
        "gives up batches that only move the watermark: windows close with the next lines",
        conf={"spark.sql.streaming.noDataMicroBatches.enabled": "false"},
        suits=_structured,
    ),
    Rung(
        "no-codegen",
        "no code to generate and compile for a query's first batches",
        conf={"spark.sql.codegen.wholeStage": "false"},
        suits=_structured,
    ),
    Rung(
        "interpreted",
        "expressions interpreted: no code to put together for each batch, and to compile for the"
        " first",
        "keeps Spark's guarantees; each row takes longer, which large batches feel",
        conf={
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        },
        suits=_structured,
    ),
    Rung(
        "no-adaptive",
        "no plan made anew between the stages of a batch",
        conf={"spark.sql.adaptive.enabled": "false"},
        suits=_structured,
    ),
    Rung(
        "no-row-checksums",
        "no checksum over each row that is shuffled",
        "gives up noticing that a stage that ran again made other rows",
        conf={"spark.sql.shuffle.orderIndependentChecksum.enabled": "false"},
        suits=_structured,
        cannot=_without_row_checksums,
    ),
    Rung(
        "no-shuffle-checksums",
        "no checksum over each shuffle file",
        "gives up Spark's diagnosis of damaged shuffle files",
        conf={"spark.shuffle.checksum.enabled": "false"},
    ),
    Rung(
        "kryo",
        "a quicker serializer of objects than Java's",
        conf={"spark.serializer": "org.apache.spark.serializer.KryoSerializer"},
    ),
    _java("serial-gc", "-XX:+UseSerialGC", "a collector with no threads of its own"),
    _java("parallel-gc", "-XX:+UseParallelGC", "a collector that does nothing between pauses"),
    _java(
        "first-compiler-only",
        "-XX:TieredStopAtLevel=1",
        "the JVM's quick compiler alone, which takes less time from a short run's tasks",
    ),
    Rung(
        "memory-sink",
        "no callback into Python at a batch's end",
        "gives up the callback with a batch's number, by which results can be written exactly once;"
        " a reader sees them up to 10 ms later",
        keys={"sink": "memory"},
        suits=_called_back,
    ),
    Rung(
        "arrow",
        "lines go to Python and back in columns, not one by one",
        keys={"implementation": "arrow-udf"},
        suits=_in_python,
    ),
    Rung(
        "async-progress",
        "offsets written while the next batch runs already",
        "gives up exactly-once results: batches may be done again after a failure",
        conf={"asyncProgressTrackingEnabled": "true"},
        suits=_structured,
        cannot=_without_async,
    ),
    Rung(
        "worker-reuse",
        "no new Python worker for each task",
        conf={"spark.python.worker.reuse": "true"},
        suits=_dstreams,
        cannot=_reused,
    ),
)
