"""What measuring costs an engine: its capacity with our observers on, against off."""

import importlib.util
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.calibration.blocks import Blocks, ratio
from benchmarks.calibration.plan import Plan
from benchmarks.runner import RunFailedError
from benchmarks.spark.java import find_java
from loadgen.errors import BadInput
from loadgen.lines import parse_lines

LEAST_RATIO = 0.98
"""The bound: the ratio's interval reaches up to it."""
LINES_A_BATCH = 10_000

BLOCKS_FILE = "blocks.json"
ENDS_FILE = "ends.json"
LOG_FILE = "engine.log"

_LINES = "uniform:10:120"
_STARTING_S = 150.0
_SLOWEST_BATCH_S = 5.0


def lacking() -> str:
    """Why it can't be measured here, for want of Spark or Java; "" if it can."""
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark isn't installed"
    try:
        find_java()
    except BadInput as error:
        return str(error).partition(": ")[0]
    return ""


def measure(plan: Plan, folder: Path, scratch: Path) -> dict[str, Any]:
    """Run the job flat out from files, a file a batch, with the observers on and off by turns.

    Args:
        plan: how much.
        folder: keeps the log and the batches' ends; empty.
        scratch: for what isn't kept; empty.

    Raises:
        RunFailedError: if the process didn't come to its end.
    """
    blocks = Blocks(plan.cost_warm, plan.cost_blocks, plan.cost_batches)
    _write_files(scratch / "in", blocks.total)
    (folder / BLOCKS_FILE).write_text(json.dumps(asdict(blocks)))
    _run(folder, scratch, _STARTING_S + blocks.total * _SLOWEST_BATCH_S)
    on_s, off_s = blocks.seconds(json.loads((folder / ENDS_FILE).read_text()))
    return judged(blocks, *ratio(on_s, off_s), median_off_s=float(sorted(off_s)[len(off_s) // 2]))


def judged(
    blocks: Blocks, middle: float, low: float, high: float, *, median_off_s: float
) -> dict[str, Any]:
    """The ratio of capacities in context.

    Args:
        blocks: how the batches were dealt out.
        middle: capacity with the observers on as a share of that with them off.
        low: its interval's lower end.
        high: its interval's upper end.
        median_off_s: what a block took with them off, s.
    """
    return {
        "ratio": middle,
        "low": low,
        "high": high,
        "pairs": blocks.blocks // 2,
        "lines_per_s": blocks.batches * LINES_A_BATCH / median_off_s,
        "least_ratio": LEAST_RATIO,
        "within": high >= LEAST_RATIO,
    }


def _write_files(directory: Path, count: int) -> None:
    """One file under many names: each is a batch."""
    directory.mkdir()
    first = directory / "lines-00000.txt"
    with first.open("wb") as file:
        file.writelines(parse_lines(_LINES, seed=1).slice(0, LINES_A_BATCH))
    for number in range(1, count):
        (directory / f"lines-{number:05d}.txt").hardlink_to(first)


def _run(folder: Path, scratch: Path, limit_s: float) -> None:
    processes.adopt_orphans()
    command = [sys.executable, "-m", "benchmarks.calibration.cost_job", str(folder), str(scratch)]
    with (folder / LOG_FILE).open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=True,  # Ctrl-C is ours to handle, and the session is ours to end
        )
    try:
        status = process.wait(timeout=limit_s)
    except subprocess.TimeoutExpired:
        raise RunFailedError(
            "what measuring costs: it didn't end by its deadline, and was ended"
        ) from None
    finally:
        processes.end(process)
    if status:
        said = (folder / LOG_FILE).read_text(errors="replace").strip().splitlines()
        last = said[-1] if said else f"status {status}"
        raise RunFailedError(f"what measuring costs: its process failed: {last}")
