"""Presets: what Spark is set to, and why."""

from dataclasses import dataclass
from pathlib import Path

from analysis.record import GC_LOG
from benchmarks.cell import Cell
from benchmarks.choices import BATCH_COUNTS, COUNTS, KAFKA, LENGTHS, WINDOWS
from benchmarks.spark.installed import Version, installed

JAVA_OPTIONS = "spark.driver.extraJavaOptions"

_STREAMING = "org.apache.spark.sql.execution.streaming"


@dataclass(frozen=True)
class Tuned:
    """A setting of ours.

    Args:
        key: Spark's name for it.
        value: what we set.
        why: what it is worth, in a sentence.
    """

    key: str
    value: str
    why: str


def _gc_log(scratch: Path) -> str:
    """The JVM's option to log its collectors' pauses, dated by the monotonic clock, in one file.

    Most collectors tell of them as `gc`, ZGC as `gc+phases`. Nothing of it is printed.
    """
    return f"-Xlog:gc,gc+phases:file={scratch / GC_LOG}:timenanos:filecount=0"


_CHECKPOINTS_OF_EACH = Tuned(
    "spark.sql.streaming.stateStore.checkpointFormatVersion",
    "2",
    "real-time mode keeps state in no other form",
)


# What a run needs whatever the preset: none of these is about speed.
def housekeeping(cell: Cell, scratch: Path) -> tuple[Tuned, ...]:
    """Settings that keep a run's files in its own folder, and its network on this machine.

    Args:
        cell: what is run.
        scratch: the run's folder for what it doesn't keep.
    """
    keep = "keeps what the run leaves behind in a folder that is removed with it"
    java_options = f"-Djava.io.tmpdir={scratch} {_gc_log(scratch)}"
    settings: tuple[Tuned, ...] = (
        Tuned("spark.local.dir", str(scratch / "spark"), keep),
        Tuned("spark.sql.warehouse.dir", str(scratch / "warehouse"), keep),
        Tuned(JAVA_OPTIONS, java_options, f"{keep}; a log, so that GC pauses can be told"),
        Tuned("spark.ui.showConsoleProgress", "false", "its bar would fill the engine's log"),
    )
    if cell.setting.kind == "real-time" and cell.workload in {COUNTS, WINDOWS}:
        settings += (_CHECKPOINTS_OF_EACH,)
    if not cell.master.startswith("local"):
        return settings
    loopback = "one machine: no need for a name that resolves"
    return (*settings, Tuned("spark.driver.host", "127.0.0.1", loopback))


_STATE_STORE = "spark.sql.streaming.stateStore"
_STATE = f"{_STREAMING}.state"
_ASKED = "asked for with --state-store"
HDFS = "hdfs"
_STATE_STORES = {
    HDFS: (f"{_STATE}.HDFSBackedStateStoreProvider", "false"),
    "rocksdb": (f"{_STATE}.RocksDBStateStoreProvider", "false"),
    "rocksdb-changelog": (f"{_STATE}.RocksDBStateStoreProvider", "true"),
}


def state_store(cell: Cell) -> tuple[Tuned, ...]:
    """The settings of the cell's state store, whatever the preset; none where there is no such."""
    if cell.state_store not in _STATE_STORES:
        return ()
    provider, changelog = _STATE_STORES[cell.state_store]
    return (
        Tuned(f"{_STATE_STORE}.providerClass", provider, _ASKED),
        Tuned(f"{_STATE_STORE}.rocksdb.changelogCheckpointing.enabled", changelog, _ASKED),
    )


_BOTH = (Tuned("spark.ui.enabled", "false", "the web page's listeners take time from every task"),)


def checkpoint_manager(spark: Version) -> Tuned:
    """The checkpoint file manager that forks nothing; 4.1 moved it to another package."""
    package = f"{_STREAMING}.checkpointing" if spark >= (4, 1) else _STREAMING
    return Tuned(
        "spark.sql.streaming.checkpointFileManagerClass",
        f"{package}.FileSystemBasedCheckpointFileManager",
        "without Hadoop's native library the default manager forks a readlink for each of a "
        "batch's checkpoint files; this one doesn't",
    )


def raw_files(spark: Version) -> tuple[Tuned, ...]:
    """Checkpoint files without forks or checksums."""
    files = Tuned(
        "spark.hadoop.fs.file.impl",
        "org.apache.hadoop.fs.RawLocalFileSystem",
        "without Hadoop's native library the default one forks a chmod for each of a batch's "
        "checkpoint files, and for the file of checksums beside it; this one writes neither",
    )
    if spark != (4, 1):
        return (files,)
    checksums = Tuned(
        "spark.sql.streaming.checkpoint.fileChecksum.enabled",
        "false",
        "4.1 writes a file of checksums of its own beside each file of the state; those before and "
        "after it don't, with the state as it is",
    )
    return files, checksums


def takes_raw_files(cell: Cell) -> bool:
    """Whether its checkpoint may be of raw files.

    RocksDB's snapshots are copied by a call that knows Hadoop's default files only.
    """
    return cell.state_store == HDFS or cell.workload in {LENGTHS, BATCH_COUNTS}


def _structured(spark: Version, cell: Cell) -> tuple[Tuned, ...]:
    partitions = Tuned(
        "spark.sql.shuffle.partitions",
        "1",
        "each partition is a task and a state store to commit in every batch; Spark's 200 are for "
        "hours of data, not for milliseconds of it",
    )
    files = raw_files(spark) if takes_raw_files(cell) else ()
    return partitions, checkpoint_manager(spark), *files


_DSTREAMS = (
    Tuned(
        "spark.default.parallelism",
        "1",
        "each partition of the counts is a Python task in every batch, and there are few counts",
    ),
)

_BLOCKS = Tuned(
    "spark.streaming.blockInterval",
    "50ms",
    "a receiver's lines wait for their block, and the block that ends with a batch for the next "
    "one; they are brought together (--coalesce), so that short ones cost no tasks",
)

_SOCKET_PARTITIONS = Tuned(
    "numPartitions",
    "1",
    "the socket source's own option: each partition is a task in every batch",
)


_LINGER = Tuned(
    "kafka.linger.ms",
    "0",
    "the Kafka sink's own option: a result leaves at once, where newer clients wait 5 ms for more",
)


def preset(cell: Cell, spark: Version | None = None) -> tuple[Tuned, ...]:
    """The settings of the cell's preset; none for `spark`.

    Args:
        cell: what is run.
        spark: the Spark to run it, if not the one installed.
    """
    if cell.preset == "spark":
        return ()
    if cell.api == "structured":
        return _BOTH + _structured(spark or installed(), cell)
    return (*_BOTH, *_DSTREAMS, *((_BLOCKS,) if cell.source == "socket" else ()))


def sink_options(cell: Cell) -> tuple[Tuned, ...]:
    """Options for the sink itself, which are no Spark settings."""
    return (_LINGER,) if cell.preset == "tuned" and cell.sink == KAFKA else ()


def source_options(cell: Cell) -> tuple[Tuned, ...]:
    """Options for the source itself, which are no Spark settings: the preset's, then the user's."""
    tuned = cell.preset == "tuned" and cell.api == "structured" and cell.source == "socket"
    chosen = {option.key: option for option in ((_SOCKET_PARTITIONS,) if tuned else ())}
    for key, value in cell.options:
        chosen[key] = Tuned(key, value, "asked for with --option")
    return tuple(chosen.values())
