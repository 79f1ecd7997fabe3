"""Where the parts of a run find each other."""

import socket
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cell import Cell


@dataclass(frozen=True)
class Place:
    """Where a run's parts are, when they aren't all on one machine or there is a service to use.

    Args:
        advertise: the name by which the engine reaches the generator's socket; "" for loopback.
        shared: a folder that all machines see under this name, for the files source and the
            checkpoint; None for a temporary one of this machine.
        kafka: a broker's HOST:PORT; "" to start one where a cell takes it.
        broker_pid: its process, if it was started here.
    """

    advertise: str = ""
    shared: Path | None = None
    kafka: str = ""
    broker_pid: int | None = None

    def listen(self, cell: Cell) -> tuple[str, str]:
        """The address to listen on, and the name to advertise."""
        if self.advertise:
            return "0.0.0.0", self.advertise  # noqa: S104 - asked for: machines elsewhere connect
        if not cell.on_spark or cell.master.startswith("local"):
            return "127.0.0.1", "127.0.0.1"
        return "0.0.0.0", socket.getfqdn()  # noqa: S104 - a cluster's machines connect
