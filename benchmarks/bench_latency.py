"""How long lines take through each API, what they cost, and how long the start takes.

For asv: `asv run`. With STREAMGAUGE_SMOKE set, only as much as shows that it works.
"""

from collections.abc import Mapping
from typing import Any

from benchmarks.tracked.measured import ASV_TIMEOUT_S, Measured, measure
from benchmarks.tracked.profile import Profile
from benchmarks.tracked.samples import Samples, samples

_SETTINGS = {"structured": "default", "dstreams": "1s"}
_SOURCES = ("socket",) if Profile.given().smoke else ("socket", "files")
_SMOKE = ("--source", "socket", "--warmup", "2s", "--duration", "5s")
_LINES = 1_000
_US_PER_S = 1_000_000
_MILLION = 1_000_000


class Latency:
    """The campaign `tracked-latency`: its cells by api, source and setting."""

    version = "1"
    params = (tuple(_SETTINGS), _SOURCES, tuple(_SETTINGS.values()))
    param_names = ("api", "source", "setting")
    timeout = ASV_TIMEOUT_S

    # Its own, not an inherited one: asv knows a `setup_cache` by its file and line.
    def setup_cache(self) -> Measured:
        """Run the campaign, once for all figures."""
        return measure("tracked-latency", *_SMOKE)

    def setup(self, _: Measured, api: str, source: str, setting: str) -> None:
        """Leave out what the campaign hasn't."""
        if setting != _SETTINGS[api]:
            raise NotImplementedError(f"{api} from {source} is tracked at {_SETTINGS[api]} only")

    def track_p50_ms(self, runs: Measured, *cell: str) -> Samples | float:
        """The median line's latency: from when it was due until its count was visible."""
        return self._samples(runs, "p50", cell)

    def track_p99_ms(self, runs: Measured, *cell: str) -> Samples | float:
        """The latency that only a hundredth of all lines are above."""
        return self._samples(runs, "p99", cell)

    def track_cpu_us_per_1000_lines(self, runs: Measured, *cell: str) -> Samples | float:
        """CPU time of driver, JVM and Python workers."""
        return self._samples(runs, "CPU", cell)

    def track_startup_s(self, runs: Measured, *cell: str) -> Samples | float:
        """From the start of the process until the engine is ready, and the first line's latency."""
        return self._samples(runs, "start-up", cell)

    def _samples(self, runs: Measured, name: str, cell: tuple[str, ...]) -> Samples | float:
        return samples(runs, _FIGURES[name], name, **dict(zip(self.param_names, cell, strict=True)))

    track_p50_ms.unit = "ms"  # type: ignore[attr-defined] # asv reads it
    track_p99_ms.unit = "ms"  # type: ignore[attr-defined]
    track_cpu_us_per_1000_lines.unit = "us/1000 lines"  # type: ignore[attr-defined]
    track_startup_s.unit = "s"  # type: ignore[attr-defined]


def _cpu_us(run: Mapping[str, Any]) -> float | None:
    per_million = run["resources"]["cpu_s_per_million_lines"]
    cpu_s: float | None = per_million and per_million["total"]
    return cpu_s and cpu_s * _US_PER_S * _LINES / _MILLION


_FIGURES = {
    "p50": lambda run: run["latency_ms"]["p50"],
    "p99": lambda run: run["latency_ms"]["p99"],
    "CPU": _cpu_us,
    "start-up": lambda run: run["startup"] and run["startup"]["first_result_s"],
}
