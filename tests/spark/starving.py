"""A receiver of DStreams on the only core; prints the number of batches handed out, and done.

In a process of its own, which doesn't stop Spark: with no core left, that takes two minutes.
"""

import os
import sys
from pathlib import Path

from benchmarks.cell import Cell
from benchmarks.engines.dstreams import DStreamsEngine
from benchmarks.engines.engine import Stage
from benchmarks.progress_log import ProgressLog
from benchmarks.seen import Seen
from benchmarks.tally import tally_of
from loadgen.clock import RunClock
from tests.spark.inflow import SocketInflow
from tests.spark.trial import PIECES, until

CELL = {"api": "dstreams", "setting": "200ms", "master": "local[1]"}
BATCHES = 3


def main() -> None:
    """Run it in the folder that is named."""
    from pyspark.streaming.listener import StreamingListener  # noqa: PLC0415 - slow; here only

    handed: list[object] = []

    class Listener(StreamingListener):
        """Counts batches."""

        def onBatchSubmitted(self, batchSubmitted: object) -> None:  # noqa: N802, N803 - Spark's
            handed.append(batchSubmitted)

    folder, cell, inflow = Path(sys.argv[1]), Cell.parse(CELL), SocketInflow(1)
    seen = Seen(folder / "visible", RunClock.start(), tally_of(cell))
    done = ProgressLog(folder / "progress.jsonl")
    engine = DStreamsEngine(Stage(cell, inflow.inlet, folder, seen, done))
    engine.open()
    assert engine._streaming is not None
    engine._streaming.addStreamingListener(Listener())
    engine.begin()
    inflow.send(PIECES[0])
    until(lambda: len(handed) >= BATCHES, str(cell.spec()))
    print(len(handed), done.events, flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
