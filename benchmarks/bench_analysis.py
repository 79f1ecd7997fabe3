"""What it takes to analyse and plot a run, by how many lines it had.

For asv, as `bench_loadgen`. A run's record is made, not run: 100,000 lines a second, a hand-over
each 0.45 ms and a batch a second, as a generator and a micro-batch engine leave them.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from analysis import record
from benchmarks import host
from benchmarks.cell import Cell
from benchmarks.tracked.samples import rounded
from loadgen import schedule
from loadgen.emission import EMISSION
from loadgen.journal import Journal
from loadgen.units import NS_PER_MS, NS_PER_S

_SMOKE = bool(os.environ.get("STREAMGAUGE_SMOKE"))
# That takes most of a minute: only where it is asked for, as by `make bench`.
_LARGE = (10_000_000, 100_000_000) if os.environ.get("STREAMGAUGE_LARGE") else ()
_PER_S = 100_000
_TICK_NS = 450_000
_START_NS = 1_800_000_000 * NS_PER_S
_WARM_UP_NS = NS_PER_S
_TAIL_NS = 2 * NS_PER_S


class Scale:
    """A report on one run, from its record on disk to the page and its pictures."""

    version = "1"
    params = (300_000,) if _SMOKE else (1_000_000, *_LARGE)
    param_names = ("lines",)
    timeout = 600

    def setup_cache(self) -> dict[int, dict[str, float]]:
        """Make each record and its report once; the figures are read from it."""
        return {lines: _reported(lines) for lines in self.params}

    def track_seconds(self, figures: dict[int, dict[str, float]], lines: int) -> float:
        """Wall time of `streamgauge report`, starting Python and reading the record included."""
        return rounded(figures[lines]["seconds"])

    def track_ns_per_line(self, figures: dict[int, dict[str, float]], lines: int) -> float:
        """The same by line."""
        return rounded(figures[lines]["seconds"] / lines * NS_PER_S)

    def track_peak_mib(self, figures: dict[int, dict[str, float]], lines: int) -> float:
        """The most memory that it held."""
        return rounded(figures[lines]["peak_mib"])

    track_seconds.unit = "s"  # type: ignore[attr-defined] # asv reads it
    track_ns_per_line.unit = "ns/line"  # type: ignore[attr-defined]
    track_peak_mib.unit = "MiB"  # type: ignore[attr-defined]


def _reported(lines: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="streamgauge-") as folder:
        path = Path(folder) / "run"
        make_record(path, lines)
        command = [sys.executable, "-m", "benchmarks.cli", "report", str(path), "--json"]
        # A process of its own, by whose end the system knows how much it held at most.
        timed = [sys.executable, "-c", _TIMED, *command]
        done = subprocess.run(timed, stdout=subprocess.PIPE, check=True)
        figures: dict[str, float] = json.loads(done.stdout)
    return figures


_TIMED = """
import json, resource, subprocess, sys, time
begun = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
took = time.monotonic() - begun
kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"seconds": took, "peak_mib": kib / 1024}))
"""


def make_record(path: Path, lines: int) -> None:
    """Leave the record of a run of so many lines.

    Args:
        path: the run directory; made here.
        lines: how many were sent.
    """
    path.mkdir(parents=True)
    plan = schedule.Constant(float(_PER_S), lines * NS_PER_S // _PER_S)
    rng = np.random.default_rng(1)
    ticks_ns = np.arange(_TICK_NS, plan.duration_ns + _TICK_NS, _TICK_NS)
    left = plan.counts_due(ticks_ns)
    sent_ns = _START_NS + ticks_ns + rng.integers(50_000, 200_000, len(ticks_ns))
    begun_ns = np.arange(NS_PER_S, plan.duration_ns + _TAIL_NS, NS_PER_S)
    seen = plan.counts_due(begun_ns)
    took_ms = rng.integers(200, 400, len(begun_ns))
    seen_ns = _START_NS + begun_ns + took_ms * NS_PER_MS
    stop_ns = int(seen_ns[-1])
    load = {"schedule": plan.spec(), "start_ns": _START_NS, "lanes": 1, "source": "socket"}
    _write(path / record.EMISSION_FILE, EMISSION, load, [np.zeros_like(left), left, sent_ns])
    _write(path / record.VISIBLE_FILE, record.VISIBLE, {}, [np.arange(len(seen)), seen, seen_ns])
    times_ns = np.arange(_START_NS, stop_ns + NS_PER_S, NS_PER_S // 2)
    resources = [times_ns, *(np.zeros_like(times_ns) for _ in record.RESOURCES[1:])]
    _write(path / record.RESOURCES_FILE, record.RESOURCES, {}, resources)
    with (path / record.PROGRESS_FILE).open("w") as events:
        for batch, (at_ns, took, count) in enumerate(zip(begun_ns, took_ms, seen, strict=True)):
            told = _event(batch, _START_NS + int(at_ns), int(took), int(count))
            events.write(json.dumps(told) + "\n")
    window = {"start_ns": _START_NS, "warm_ns": _START_NS + _WARM_UP_NS}
    window |= {"end_ns": _START_NS + plan.duration_ns, "stop_ns": stop_ns}
    cell = Cell.parse({"setting": "1s", "rate": str(_PER_S), "duration": "2s", "warmup": "1s"})
    info = {"format": record.FORMAT, "name": cell.name, "repeat": 1, "status": "complete"}
    info |= {"cell": cell.spec(), "window": window, "interval_ns": NS_PER_S, "error": None}
    record.write_json(path / record.RUN, info | {"environment": host.describe()})


def _event(batch: int, at_ns: int, took_ms: int, lines: int) -> dict[str, Any]:
    whole, ns = divmod(at_ns, NS_PER_S)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))
    return {
        "batchId": batch,
        "timestamp": f"{stamp}.{ns // NS_PER_MS:03d}Z",
        "numInputRows": 0,
        "durationMs": {"addBatch": took_ms, "triggerExecution": took_ms + 10},
        "sources": [{"endOffset": lines - 1}],
    }


def _write(path: Path, columns: tuple[str, ...], meta: dict[str, Any], values: list[Any]) -> None:
    with Journal(path, columns, meta) as table:
        table.extend(np.stack(values, axis=1))
