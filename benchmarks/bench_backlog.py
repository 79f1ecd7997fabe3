"""How each API gets over a burst: how soon it is worked off, and what a line takes meanwhile.

For asv, as `bench_latency`.
"""

from benchmarks.tracked.measured import ASV_TIMEOUT_S, Measured, measure
from benchmarks.tracked.samples import Samples, samples

_SMOKE = ("--schedule", "burst:500k:2s:200ms", "--warmup", "2s", "--duration", "5s")


class Backlog:
    """The campaign `tracked-backlog`: its cells by api and source."""

    version = "1"
    params = (("structured", "dstreams"), ("files",))
    param_names = ("api", "source")
    timeout = ASV_TIMEOUT_S

    # Its own, not an inherited one: asv knows a `setup_cache` by its file and line.
    def setup_cache(self) -> Measured:
        """Run the campaign, once for all figures."""
        return measure("tracked-backlog", *_SMOKE)

    def track_recovery_s(self, runs: Measured, api: str, source: str) -> Samples | float:
        """From the end of the burst until its last line is visible."""
        return self._samples(runs, "longest_s", api, source)

    def track_us_per_line(self, runs: Measured, api: str, source: str) -> Samples | float:
        """At capacity: from the burst's beginning until its last line is visible, by line."""
        return self._samples(runs, "us_per_line", api, source)

    def _samples(self, runs: Measured, name: str, api: str, source: str) -> Samples | float:
        return samples(
            runs,
            lambda run: run["recovery"] and run["recovery"][name],
            name,
            api=api,
            source=source,
        )

    track_recovery_s.unit = "s"  # type: ignore[attr-defined] # asv reads it
    track_us_per_line.unit = "us/line"  # type: ignore[attr-defined]
