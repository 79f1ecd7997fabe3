"""Running one cell: a fresh process for it, a deadline, and nothing left behind."""

import contextlib
import importlib.metadata
import importlib.util
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analysis import record
from benchmarks import processes
from benchmarks.broker.serving import serving, topics_of
from benchmarks.cell import Cell
from benchmarks.folder import check_writable, make_fresh, make_scratch, remove_scratch
from benchmarks.jobs import own
from benchmarks.place import Place
from benchmarks.spark.java import find_java
from benchmarks.spark.session import of_kafka
from benchmarks.support import described, support
from loadgen.errors import BadInput
from loadgen.kafka import client
from loadgen.lines import parse_lines
from loadgen.units import NS_PER_S

STARTING_S = 150.0  # a JVM, a session, a first batch, on a slow machine
STOPPING_S = 30.0


class RunFailedError(RuntimeError):
    """The run didn't come to its end; the message is one line that says why."""


def check(cell: Cell) -> None:
    """Refuse a cell that can't be run here, before anything is started for it.

    Raises:
        BadInput: if Spark can't run it, we don't measure it, its lines can't be had, its checkpoint
            has no place, or there is no Spark, Java or Kafka client for it.
    """
    answer = support(cell)
    if not answer.runs:
        raise BadInput(
            f"{described(cell)} can't be run: {answer.reason} "
            "(`streamgauge support` lists what can)"
        )
    parse_lines(cell.lines, seed=0, keys=cell.keys)
    if cell.job:
        own.load(cell.job, cell.api)
    if cell.checkpoint:
        check_writable(cell.checkpoint, "--checkpoint")
    cell.plan(seed=0)
    if cell.on_spark:
        find_java()
        _find_spark()
        of_kafka(cell)
    if cell.on_kafka:
        client()


def run(
    cell: Cell,
    path: Path,
    *,
    name: str = "",
    repeat: int = 1,
    seed: int = 1,
    place: Place | None = None,
    on_phase: Callable[[str], None] = lambda _phase: None,
) -> None:
    """Run a cell, and leave its record in `path`.

    Args:
        cell: what to run.
        path: the run directory; made here, and must not exist or be empty.
        name: what reports call it; the cell's own name if empty.
        repeat: which repeat of the campaign it is, from 1.
        seed: of the lines and of the phase.
        place: where its parts find each other.
        on_phase: told `starting`, `measuring`, `draining`, `stopping`.

    Raises:
        BadInput: if something that was asked for can't be had.
        RunFailedError: if it didn't come to its end; what was measured is in `path` all the same.
        KeyboardInterrupt: handed on, once all its processes have ended.
    """
    place = place or Place()
    check(cell)
    made = make_directory(path)
    scratch = make_scratch(place.shared, cell.checkpoint)
    info = _spec(cell, place, scratch, name=name or cell.name, repeat=repeat, seed=seed)
    status, error = "failed", "it was killed"
    try:
        record.write_json(path / record.RUN, info)
        with _on_kafka(cell, place) as kafka:
            record.write_json(path / record.RUN, info | {"kafka": kafka})
            _supervise(cell, path, scratch, on_phase)
        status = "complete"
    except KeyboardInterrupt:
        status, error = "interrupted", "Ctrl-C"
        raise
    except RunFailedError as problem:
        error = str(problem)
        raise
    except BadInput:
        status = "refused"
        raise
    finally:
        remove_scratch(scratch)
        if status == "refused":
            _unmake(path, made)
        elif status != "complete":
            _mark(path, status, error)


def make_directory(path: Path) -> list[Path]:
    """Make the folder for a run's record.

    Returns:
        The folders that weren't there before, innermost first.

    Raises:
        BadInput: if it can't be written, or holds something.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    make_fresh(path, "--out")
    try:
        (path / record.RUN).touch()
    except OSError as error:
        raise BadInput(f"--out: {path} can't be written: {error.strerror}") from None
    return missing


def _unmake(path: Path, made: list[Path]) -> None:
    """Leave nothing of a run that was refused: it has no result."""
    for file in path.iterdir():
        file.unlink()
    for folder in made:
        folder.rmdir()


def _find_spark() -> None:
    if importlib.util.find_spec("pyspark") is None:
        raise BadInput("PySpark isn't installed: pip install 'streamgauge[spark]'")


def _spec(cell: Cell, place: Place, scratch: Path, **told: str | int) -> dict[str, Any]:
    """`run.json` as it is before the run: `told` is its name, repeat and seed."""
    listen, advertise = place.listen(cell)
    return {
        "format": record.FORMAT,
        "status": "running",
        "error": None,
        "cell": cell.spec(),
        **told,
        "clock": None,
        "started_ns": time.time_ns(),
        "ready_ns": None,
        "observers": {"results": cell.results_count, "progress": cell.tells_progress},
        "withheld": cell.withheld,
        "by_batch": cell.by_batch,
        "backlog": None,
        "window": {"start_ns": None, "warm_ns": None, "end_ns": None, "stop_ns": None},
        "interval_ns": cell.interval_ns,
        "settings": [],
        "settings_in_force": {},
        "environment": {},
        "asked": {"spark": _asked_spark() if cell.on_spark else None},
        "listen": listen,
        "advertise": advertise,
        "files_directory": str(scratch / "in"),
    }


@contextlib.contextmanager
def _on_kafka(cell: Cell, place: Place) -> Iterator[dict[str, Any] | None]:
    """The broker and the topics that a run has, as `run.json` tells of them; None without."""
    if not cell.on_kafka:
        yield None
        return
    with serving([cell], place) as served, topics_of(cell, served.kafka) as (lines, results):
        yield {
            "address": served.kafka,
            "pid": served.broker_pid,
            "lines": lines,
            "results": results,
        }


def _asked_spark() -> str:
    return importlib.metadata.version("pyspark")


def _supervise(cell: Cell, path: Path, scratch: Path, on_phase: Callable[[str], None]) -> None:
    """Start the worker, pass on what it tells, and see to its end."""
    processes.adopt_orphans()
    limit_s = (
        STARTING_S + 2 * (cell.duration_ns + cell.tail_ns + cell.drain_ns) / NS_PER_S + STOPPING_S
    )
    deadline = time.monotonic() + limit_s
    command = [sys.executable, "-m", "benchmarks.worker", str(path), str(scratch)]
    with (path / record.ENGINE_LOG).open("wb") as log:
        worker = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,  # Ctrl-C is ours to handle, and the session is ours to end
        )
    events: queue.Queue[dict[str, Any] | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(worker, events), daemon=True)
    reader.start()
    try:
        _follow(worker, events, deadline, on_phase)
    finally:
        on_phase("stopping")
        processes.end(worker)
        reader.join(timeout=STOPPING_S)


def _read(worker: subprocess.Popen[str], events: "queue.Queue[dict[str, Any] | None]") -> None:
    """Take in what the worker tells, and a None when it has gone."""
    with worker.stdout or contextlib.nullcontext(()) as lines:
        for line in lines:
            events.put(json.loads(line))
    events.put(None)


def _follow(
    worker: subprocess.Popen[str],
    events: "queue.Queue[dict[str, Any] | None]",
    deadline: float,
    on_phase: Callable[[str], None],
) -> None:
    while True:
        try:
            event = events.get(timeout=min(0.5, max(0.0, deadline - time.monotonic())))
        except queue.Empty:
            if time.monotonic() >= deadline:
                raise RunFailedError("it didn't end by its deadline, and was ended") from None
            continue
        if event is None:
            raise RunFailedError(
                f"its process died (status {worker.wait()}): see {record.ENGINE_LOG}"
            )
        if event["event"] == "phase":
            on_phase(event["phase"])
        elif event["event"] == "refused":
            raise BadInput(event["why"])
        elif event["event"] == "failed":
            raise RunFailedError(event["why"])
        else:
            return


def _mark(path: Path, status: str, error: str) -> None:
    """Have the record of a run that didn't come to its end say so."""
    info = json.loads((path / record.RUN).read_text())
    with contextlib.suppress(OSError):  # no room for it: `running` says too that there was no end
        record.write_json(path / record.RUN, info | {"status": status, "error": error})
