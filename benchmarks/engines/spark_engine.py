"""What both of Spark's APIs have in common."""

from types import ModuleType
from typing import TYPE_CHECKING, Any

from benchmarks.engines.account import Account
from benchmarks.engines.engine import Stage
from benchmarks.jobs import structured
from benchmarks.sinks import rows
from benchmarks.spark import in_force
from benchmarks.spark.presets import sink_options, source_options
from benchmarks.spark.session import open_session, settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class SparkEngine:
    """A Spark session and what can be asked of it.

    Args:
        stage: what to work with.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._chosen = settings(stage.cell, stage.scratch)
        self._session: SparkSession | None = None
        self._collectors: list[Any] = []
        of_files = stage.cell.source == "files"
        self._account = Account(stage.inlet.directory if of_files else None)

    def open_session(self) -> "SparkSession":
        """Start Spark."""
        _take_along(structured, rows)
        self._session = open_session(self.stage.cell, self.stage.scratch, self._chosen)
        jvm: Any = self._session.sparkContext._jvm  # noqa: SLF001
        # Resolved once: each dotted path costs the JVM's reflection anew.
        self._collectors = list(
            jvm.java.lang.management.ManagementFactory.getGarbageCollectorMXBeans()
        )
        return self._session

    @property
    def session(self) -> "SparkSession":
        """The session.

        Raises:
            RuntimeError: before `open_session`.
        """
        if self._session is None:
            raise RuntimeError("the engine isn't open")
        return self._session

    def failure(self) -> str | None:
        """Whether the JVM has ended; asked before anything is asked of it."""
        from pyspark import SparkContext  # noqa: PLC0415 - slow; workers only

        gateway: Any = SparkContext._gateway  # noqa: SLF001 - whose process it is
        status = None if gateway is None else gateway.proc.poll()
        return None if status is None else f"Spark's JVM is gone (status {status})"

    def took(self, lines: int) -> bool:
        """Whether its own events account for so many lines."""
        return self._account.has(lines)

    def settings(self) -> list[dict[str, Any]]:
        """Every setting that differs from Spark's default."""
        options = (*source_options(self.stage.cell), *sink_options(self.stage.cell))
        return in_force.differing(self.session, self._chosen, options, self.stage.scratch)

    def everything(self) -> dict[str, str]:
        """Every setting in force."""
        return in_force.everything(self.session)

    def versions(self) -> dict[str, Any]:
        """The versions of Spark and Java."""
        return in_force.versions(self.session)

    def gc_ms(self) -> int:
        """How long the driver's garbage collectors have run, ms."""
        return sum(int(bean.getCollectionTime()) for bean in self._collectors)

    def close_session(self) -> None:
        """Stop Spark, if it was started."""
        if self._session is not None:
            self._session.stop()


def _take_along(*modules: ModuleType) -> None:
    """Have Spark's workers sent what they need of these: they needn't have them installed."""
    from pyspark import cloudpickle  # noqa: PLC0415 - slow; workers only

    for module in modules:
        cloudpickle.register_pickle_by_value(module)  # type: ignore[no-untyped-call]
