"""What a benchmark measures: its unit, which way is better, and what to call it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_KINDS = re.compile(r"^(?:track|time|timeraw|peakmem|mem)_")
_TIMES = {"ns", "us", "ms", "s", "seconds"}
_WRITTEN = {"cpu": "CPU", "us": "µs"}


@dataclass(frozen=True)
class Benchmark:
    """A benchmark, as asv lists it.

    Args:
        name: as in bench_latency.Latency.track_p99_ms.
        unit: of its figures.
        param_names: of its parameters.
        version: figures of other versions of it can't be compared with its own.
    """

    name: str
    unit: str
    param_names: Sequence[str] = ()
    version: str = ""

    @property
    def lower_is_better(self) -> bool:
        """Which way is better: figures are times and costs, unless they are so many a second.

        A time a second, as of CPU, is a cost.
        """
        what, _, per = self.unit.partition("/")
        return per != "s" or what in _TIMES

    @property
    def words(self) -> tuple[str, str]:
        """What to call a better figure, and a worse one."""
        if self.unit in _TIMES or not self.lower_is_better:
            return "faster", "slower"
        return "lower", "higher"

    @property
    def group(self) -> str:
        """What it belongs to: its class, or its module."""
        return self.name.split(".")[-2] if "." in self.name else self.name

    @property
    def metric(self) -> str:
        """What it measures, without its unit: "p99" for track_p99_ms."""
        name = _KINDS.sub("", self.name.rpartition(".")[2])
        unit = re.sub(r"\W+", "_", self.unit.replace("/", "_per_"))
        short = name.removesuffix(f"_{unit}")
        return " ".join(_WRITTEN.get(word, word) for word in short.split("_"))

    @property
    def title(self) -> str:
        """What it measures of what: "Latency: p99"."""
        return f"{self.group}: {self.metric}"
