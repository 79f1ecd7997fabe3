"""The process that `benchmarks.calibration.cost` starts: one query, watched and unwatched by turns.

Watched, it is as `benchmarks.worker` watches a run. Unwatched, the results are collected all the
same, and nothing is recorded.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import record
from benchmarks.calibration.blocks import Blocks
from benchmarks.calibration.cost import BLOCKS_FILE, ENDS_FILE
from benchmarks.cell import Cell
from benchmarks.child import ending_with_stdin
from benchmarks.engines.engine import Inlet, Stage
from benchmarks.engines.structured import StructuredEngine
from benchmarks.jobs.structured import length_counts, lengths
from benchmarks.progress_log import ProgressLog
from benchmarks.sampler import Sampler
from benchmarks.seen import Seen
from benchmarks.tally import Totals
from benchmarks.watch import LOOK_EVERY_S, Watch
from loadgen.clock import RunClock

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_QUIET_S = 10.0


class WatchedEngine(StructuredEngine):
    """The length-count job flat out, a file a batch, its observers turned on and off.

    Args:
        stage: what to work with.
        blocks: when they are on.
        folder: where the observers write.
        clock: the run clock.
    """

    def __init__(self, stage: Stage, blocks: Blocks, folder: Path, clock: RunClock) -> None:
        super().__init__(stage)
        self.ends_ns: list[int] = []
        """When each batch ended."""
        self.done = threading.Event()
        self._blocks = blocks
        self._folder = folder
        self._clock = clock
        self._sampler: Sampler | None = None

    @property
    def watched(self) -> bool:
        """Whether the observers are on."""
        return self._blocks.on(len(self.ends_ns))

    def begin(self) -> None:
        """Start the query."""
        files = self.session.readStream.option("maxFilesPerTrigger", 1)
        counts = length_counts(lengths(files.text(str(self.stage.inlet.directory))))
        self._sample()
        self._query = (
            counts.writeStream.outputMode("update")
            .foreachBatch(self._collect)
            .option("checkpointLocation", str(self.stage.scratch / "checkpoint"))
            .start()
        )

    def close(self) -> None:
        """Stop observers, query and Spark."""
        super().close()
        if self._sampler is not None:
            self._sampler.close()

    def _collect(self, changed: "DataFrame", batch: int) -> None:
        rows = changed.collect()
        if self.watched:
            self.stage.seen.rows(batch, rows)
        self.ends_ns.append(time.monotonic_ns())
        if len(self.ends_ns) >= self._blocks.total:
            self.done.set()
        else:
            self._sample()

    def _sample(self) -> None:
        """Start or end sampling if it is time to."""
        if self.watched and self._sampler is None:
            number = len(self.ends_ns)
            path = self._folder / f"{number}-{record.RESOURCES_FILE}"
            self._sampler = Sampler(path, self._clock, os.getpid(), self.gc_ms)
            self._sampler.start()
        elif not self.watched and self._sampler is not None:
            self._sampler.close()
            self._sampler = None


def main() -> int:
    """Run it: `python -m benchmarks.calibration.cost_job FOLDER SCRATCH`."""
    folder, scratch = Path(sys.argv[1]), Path(sys.argv[2])
    with ending_with_stdin(scratch, threading.Event()):
        why = _measured(folder, scratch)
    if why is not None:
        print(f"the engine has ended: {why}")
    return 0 if why is None else 1


def _measured(folder: Path, scratch: Path) -> str | None:
    """Work off the blocks, and note when each ended; returns why the engine ended, if it did."""
    blocks = Blocks(**json.loads((folder / BLOCKS_FILE).read_text()))
    clock = RunClock.start()
    seen = Seen(scratch / record.VISIBLE_FILE, clock, Totals())
    progress = ProgressLog(scratch / record.PROGRESS_FILE)
    cell = Cell.parse({"api": "structured", "source": "files"})
    stage = Stage(cell, Inlet(directory=scratch / "in"), scratch, seen, progress)
    engine = WatchedEngine(stage, blocks, scratch, clock)
    try:
        engine.open()
        engine.begin()
        why = _watch(engine)
        (folder / ENDS_FILE).write_text(json.dumps(engine.ends_ns[: blocks.total]))
    finally:
        engine.close()
        seen.close()
        progress.close()
    return why


def _watch(engine: WatchedEngine) -> str | None:
    """Do what a worker does while a run goes on; returns why the engine ended by itself, if so."""
    watch = Watch(engine, engine.stage.seen)
    ended, heard = 0, time.monotonic()
    while not engine.done.wait(LOOK_EVERY_S):
        now = time.monotonic()
        if len(engine.ends_ns) > ended:
            ended, heard = len(engine.ends_ns), now
        if not engine.watched and now - heard < _QUIET_S:
            continue
        why = watch.look()
        if why is not None:
            return why
    return None


if __name__ == "__main__":
    sys.exit(main())
