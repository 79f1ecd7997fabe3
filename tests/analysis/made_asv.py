"""Result files as asv 0.6.6 writes them, of figures that are made up."""

import itertools
import json
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

COLUMNS = (
    "result", "params", "version", "started_at", "duration", "stats_ci_99_a", "stats_ci_99_b",
    "stats_q_25", "stats_q_75", "stats_number", "stats_repeat", "samples", "profile",
)  # fmt: skip
CELLS = (
    ("api", "source", "setting"),
    (("structured", "dstreams"), ("socket", "files"), ("default", "1s")),
)
OLD, NEW = "0ld" + "1" * 37, "4e3" + "2" * 37
Samples = Sequence[float] | None
Made = Mapping[str, Mapping[Any, Samples]]
"""Samples by benchmark, then by parameters."""


@dataclass(frozen=True)
class MadeBenchmark:
    """A benchmark as `benchmarks.json` lists it."""

    name: str
    unit: str
    param_names: Sequence[str] = ()
    params: Sequence[Sequence[str]] = ()
    version: str = "1"


LATENCY = MadeBenchmark("bench_latency.Latency.track_p99_ms", "ms", *CELLS)
MEDIAN = MadeBenchmark("bench_latency.Latency.track_p50_ms", "ms", *CELLS)
CPU = MadeBenchmark("bench_latency.Latency.track_cpu_us_per_1000_lines", "us/1000 lines", *CELLS)
BACKLOG = MadeBenchmark(
    "bench_backlog.Backlog.track_us_per_line", "us/line", CELLS[0][:2], CELLS[1][:2]
)
RENDER = MadeBenchmark("bench_loadgen.Rendering.track_ns_per_line", "ns/line")
EVERY = (MEDIAN, LATENCY, CPU, BACKLOG, RENDER)


@dataclass
class MadeResult:
    """What one environment measured of one commit.

    Args:
        samples: of its benchmarks; None failed, no sample at all isn't valid.
        recorded: whether asv was told to keep samples.
    """

    spark: str | None = "4.3.0"
    commit: str = NEW
    machine: str = "vm"
    date_ms: int = 1_795_380_590_000
    samples: Made = field(default_factory=dict)
    recorded: bool = True
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> str:
        return f"locked-py3.11-pyspark{self.spark}" if self.spark else "existing-py_python3"

    def write(self, folder: Path, benchmarks: Sequence[MadeBenchmark] = EVERY) -> Path:
        """Write the result, and the machine's and the benchmarks' files with it."""
        home = folder / self.machine
        home.mkdir(parents=True, exist_ok=True)
        (home / "machine.json").write_text(json.dumps({"machine": self.machine, "version": 1}))
        listed: dict[str, Any] = {
            one.name: {
                "name": one.name,
                "unit": one.unit,
                "param_names": list(one.param_names),
                "params": _params(one),
                "version": one.version,
                "type": "track",
            }
            for one in benchmarks
        }
        (folder / "benchmarks.json").write_text(json.dumps(listed | {"version": 2}))
        path = home / f"{self.commit[:8]}-{self.environment}.json"
        path.write_text(json.dumps(self._held(benchmarks)))
        return path

    def _held(self, benchmarks: Sequence[MadeBenchmark]) -> dict[str, Any]:
        return {
            "commit_hash": self.commit,
            "env_name": self.environment,
            "date": self.date_ms,
            "params": {"machine": self.machine, "python": "3.11"},
            "python": "3.11",
            "requirements": {"pyspark": self.spark} if self.spark else {},
            "env_vars": {},
            "result_columns": COLUMNS,
            "results": {one.name: self._row(one) for one in benchmarks if one.name in self.samples},
            "durations": {},
            "version": 2,
        }

    def _row(self, benchmark: MadeBenchmark) -> list[Any]:
        known = self.samples[benchmark.name]
        every = [known.get(params, ()) for params in itertools.product(*benchmark.params)]
        valid = [samples or None for samples in every]
        values = {
            "result": [None if one is None else _median(one) for one in every],
            "params": _params(benchmark),
            "version": self.versions.get(benchmark.name, benchmark.version),
            "started_at": self.date_ms,
            "duration": 2.5,
            "stats_ci_99_a": [one and -math.inf for one in valid],
            "stats_ci_99_b": [one and math.inf for one in valid],
            "stats_q_25": [one and float(np.percentile(one, 25)) for one in valid],
            "stats_q_75": [one and float(np.percentile(one, 75)) for one in valid],
            "stats_number": [one and 1 for one in valid],
            "stats_repeat": [one and len(one) for one in valid],
            "samples": valid if self.recorded else None,
            "profile": None,
        }
        row = [None if one == [None] * len(every) else one for one in values.values()]
        while row[-1] is None:
            row.pop()
        return row


def _params(benchmark: MadeBenchmark) -> list[list[str]]:
    return [[repr(value) for value in axis] for axis in benchmark.params]


def _median(samples: Sequence[float]) -> float:
    return statistics.median(samples) if samples else math.nan


def around(value: float, *, spread: float = 0.02, count: int = 3, seed: int = 1) -> list[float]:
    """Samples whose logarithms are spread around a figure's."""
    moved = np.random.default_rng(seed).normal(0, spread, count)
    return [round(float(value * math.exp(one)), 6) for one in moved]


P50_MS = {
    ("structured", "socket", "default"): 183.0, ("structured", "socket", "1s"): 870.0,
    ("structured", "files", "default"): 326.0, ("structured", "files", "1s"): 786.0,
    ("dstreams", "socket", "1s"): 951.0, ("dstreams", "files", "1s"): 1050.0,
}  # fmt: skip
"""Every cell that there is: DStreams have no default."""
VERSIONS = {"3.5.9": 1.0, "4.0.5": 1.05, "4.1.4": 1.03, "4.2.1": 0.93, "4.3.0": 0.85}
"""How the default of Structured Streaming went from version to version; all else stayed."""


def five_versions(
    folder: Path, commit: str = NEW, *, count: int = 4, recorded: bool = True
) -> None:
    """A whole suite's results of one commit, one figure of which isn't valid."""
    for seed, (spark, level) in enumerate(VERSIONS.items()):
        samples: dict[str, Mapping[Any, Samples]] = {}
        for at, (benchmark, factor) in enumerate(((MEDIAN, 1.0), (LATENCY, 1.55), (CPU, 30.0))):
            samples[benchmark.name] = {
                params: around(
                    factor * ms * (level if params[-1] == "default" else 1.0),
                    spread=0.025,
                    count=count,
                    seed=1000 * at + 100 * seed + place,
                )
                for place, (params, ms) in enumerate(P50_MS.items())
            }
        if spark == "4.1.4":
            samples[LATENCY.name] = {**samples[LATENCY.name], ("dstreams", "files", "1s"): ()}
        samples[BACKLOG.name] = {
            params: around(us, count=count, seed=seed * 10 + at)
            for at, (params, us) in enumerate(
                {("structured", "socket"): 21.0, ("structured", "files"): 3.4,
                 ("dstreams", "socket"): 40.0, ("dstreams", "files"): 9.1}.items()
            )
        }  # fmt: skip
        if spark == "4.3.0":
            samples[RENDER.name] = {(): around(12.5, count=count)}
        MadeResult(spark, commit, samples=samples, recorded=recorded).write(folder)
