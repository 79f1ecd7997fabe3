"""The load generator as a run sees it: a process that waits, sends, and goes when told."""

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from analysis.record import ACKNOWLEDGED_FILE
from benchmarks.cell import Cell
from benchmarks.choices import KAFKA
from benchmarks.engines.engine import Kafka
from loadgen.clock import RunClock
from loadgen.errors import BadInput
from loadgen.schedule import parse_shape
from loadgen.units import format_duration, format_rate


class LoadError(RuntimeError):
    """The generator didn't do what it was told; the message is its own last word."""


class Load:
    """The generator's process.

    It is a process of its own, so that the driver's Python never makes it late.

    Args:
        cell: what to send.
        emission: the record's file for what was sent when.
        directory: where the files source puts its files.
        clock: the run clock.
        seed: of the lines.
        host: the address to listen on.
        log: takes what it prints to its standard error.
        kafka: where the kafka source puts its lines.
    """

    def __init__(
        self,
        cell: Cell,
        *,
        emission: Path,
        directory: Path,
        clock: RunClock,
        seed: int,
        host: str,
        log: Path,
        kafka: Kafka | None = None,
    ) -> None:
        command = [sys.executable, "-m", "loadgen", cell.source, "--hold"]
        command += ["--lines", cell.lines, "--schedule", cell.schedule, "--seed", str(seed)]
        if parse_shape(cell.schedule).own_rate:
            command += ["--speed", str(cell.speed)]
        else:
            command += ["--rate", format_rate(cell.rate_per_s)]
        command += ["--duration", format_duration(cell.duration_ns)]
        command += ["--warmup", format_duration(cell.warmup_ns)]
        command += ["--emission", str(emission), "--clock-offset-ns", str(clock.offset_ns)]
        command += ["--lanes", str(cell.lanes), "--processes", str(cell.generators)]
        command += ["--keys", str(cell.keys)] if cell.keys else []
        command += ["--tail", format_duration(cell.tail_ns)] if cell.tail_ns else []
        if cell.source == "socket":
            command += ["--host", host, "--port", "0", "--port-each"]
        elif cell.source == KAFKA and kafka is not None:
            acknowledged = emission.with_name(ACKNOWLEDGED_FILE)
            command += ["--kafka", kafka.address, "--topic", kafka.lines]
            command += ["--acknowledged", str(acknowledged)]
            for key, value in cell.producer:
                command += ["--producer", f"{key}={value}"]
        else:
            command += ["--dir", str(directory)]
            command += ["--file-every", format_duration(cell.file_every_ns)]
            command += ["--files-present", str(cell.files_present)]
        self._log = log
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def expect(self, event: str, timeout_s: float) -> dict[str, Any]:
        """Wait for an event of this name.

        Raises:
            BadInput: if the generator refuses what it was given.
            LoadError: if it ends or is silent for longer than `timeout_s`.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                got = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise LoadError(
                    f"the load generator: no {event!r} within {timeout_s:.0f} s"
                ) from None
            if got is None:
                self._ended(event)
            elif got["event"] == event:
                return got

    def sent(self) -> dict[str, Any] | None:
        """The summary of what was sent if all of it was; None while it goes on.

        Raises:
            LoadError: if the generator has ended, or Kafka didn't take some of the lines.
        """
        try:
            sent = self.expect("sent", 0.0) if not self._events.empty() else None
        except LoadError:
            if self._process.poll() is None:
                return None
            raise
        if sent is not None and sent.get("failed"):
            why = sent["failures"][0]["reason"]
            raise LoadError(f"Kafka didn't take {sent['failed']:,} of the lines: {why}")
        return sent

    def start(self, start_ns: int) -> None:
        """Begin the schedule at this time of the run clock."""
        self._pipe.write(json.dumps({"start_ns": start_ns}) + "\n")
        self._pipe.flush()

    def close(self) -> None:
        """Let it go: it ends when its standard input does."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # it may have gone already
                self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=5)
        if self._process.stdout is not None:
            self._process.stdout.close()

    @property
    def _pipe(self) -> IO[str]:
        if self._process.stdin is None:
            raise LoadError("the load generator has no standard input")
        return self._process.stdin

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._events.put(json.loads(line))
        self._events.put(None)

    def _ended(self, event: str) -> None:
        status = self._process.wait()
        said = self._log.read_text(errors="replace").strip().splitlines()
        last = said[-1] if said else f"status {status}"
        if status == 2:  # noqa: PLR2004 - bad input, for all of our commands
            raise BadInput(last.partition(": ")[2] or last)
        raise LoadError(f"the load generator ended before {event!r}: {last}")
