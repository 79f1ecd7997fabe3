"""What a broker is started with: its settings, and its JVM's command lines."""

import base64
import json
import uuid
from collections.abc import Sequence
from pathlib import Path

DATA = "data"
"""In a broker's folder: what Kafka keeps."""

FORMATTED = f"{DATA}/meta.properties"
"""The file that is there once it keeps something."""

SETTINGS = "server.properties"
LOG = "kafka.log"

# Lines of 5 MB and their batches have to fit; a request may hold several of them.
_MESSAGE_BYTES = 64 * 1024 * 1024
_REQUEST_BYTES = 2 * _MESSAGE_BYTES
_CLEANER_BYTES = 4 * 1024 * 1024

# A heap of one size, so that it never grows while something is measured. Messages pass through the
# system's page cache: little lives in the heap, and Serial's pauses (7 ms at 100k lines/s, every
# two seconds) are no longer than G1's, without threads that take CPU from what is measured. Room
# for its classes saves two full collections while it starts.
_SERVER_JVM = ("-Xms512m", "-Xmx512m", "-XX:MetaspaceSize=96m", "-XX:+UseSerialGC")
_TOOL_JVM = ("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_LOGGING = (
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
    # Hundreds of lines that tell every setting.
    "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config.AbstractConfig=warn",
)


def settings(data: Path, port: int, controller_port: int) -> str:
    """The server.properties of a single node that is broker and controller, for this machine only.

    Args:
        data: the folder for what it keeps.
        port: what clients connect to.
        controller_port: what its two halves talk over.
    """
    lines = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": _escaped(str(data)),
        # A topic that isn't there is a mistake, not a wish.
        "auto.create.topics.enable": "false",
        "message.max.bytes": _MESSAGE_BYTES,
        "replica.fetch.max.bytes": _MESSAGE_BYTES,
        "socket.request.max.bytes": _REQUEST_BYTES,
        "group.initial.rebalance.delay.ms": 0,
        # There is nobody to replicate to, and as few partitions as do.
        "default.replication.factor": 1,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        # Of the heap, which only topics that are compacted would have a use for.
        "log.cleaner.dedupe.buffer.size": _CLEANER_BYTES,
        # The space of a run's topics is free again soon after them.
        "log.segment.delete.delay.ms": 1000,
    }
    return "".join(f"{key}={value}\n" for key, value in lines.items())


def _escaped(value: str) -> str:
    """A value as .properties files take it: JSON's escapes are theirs, too."""
    return json.dumps(value)[1:-1]


def format_command(java: Path, jars: Sequence[Path], settings_file: Path) -> list[str]:
    """The command that makes a new broker's data folder."""
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    tool = (
        "kafka.tools.StorageTool",
        "format",
        f"--cluster-id={cluster}",
        "-c",
        str(settings_file),
    )
    return [str(java), *_TOOL_JVM, *_LOGGING, "-cp", _path(jars), *tool]


def server_command(java: Path, jars: Sequence[Path], settings_file: Path) -> list[str]:
    """The command that is the broker."""
    program = ("kafka.Kafka", str(settings_file))
    return [str(java), *_SERVER_JVM, *_LOGGING, "-cp", _path(jars), *program]


def _path(jars: Sequence[Path]) -> str:
    return ":".join(map(str, jars))
