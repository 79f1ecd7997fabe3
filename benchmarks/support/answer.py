"""What can be said of a cell: that it can be run, or by whom it is refused, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.cell import Cell
from benchmarks.spark.installed import Version


@dataclass(frozen=True)
class Rule:
    """A no, and the cells that it holds for.

    Args:
        applies: whether it holds for a cell that no earlier rule has refused.
        reason: why, in words that hold for all of them.
        error_class: what Spark raises, as `type [condition]`; "" if nothing: there is no such thing
            in Spark to be called, or Spark takes it and then nothing comes of it.
        since: the first Spark that it holds for; None for all that we know.
        before: the first Spark that it holds for no longer; None if there is none yet.
        earlier: what Sparks before a version raise instead, the oldest version first.
    """

    applies: Callable[[Cell], bool]
    reason: str
    error_class: str = ""
    since: Version | None = None
    before: Version | None = None
    earlier: Mapping[Version, str] = field(default_factory=dict)

    def holds(self, spark: Version) -> bool:
        """Whether it is a no of that Spark's."""
        return (self.since or spark) <= spark and (self.before is None or spark < self.before)

    def raised(self, spark: Version) -> str:
        """What that Spark raises, as `error_class`."""
        older = (raised for version, raised in self.earlier.items() if spark < version)
        return next(older, self.error_class)


@dataclass(frozen=True)
class Support:
    """Whether a cell can be run.

    Args:
        spark: why Spark, or who is in its place, can't; "" if it can.
        ours: why Streamgauge doesn't, though Spark could; "" if it does.
        error_class: what Spark raises; "" if it raises nothing.
    """

    spark: str = ""
    ours: str = ""
    error_class: str = ""

    @property
    def runs(self) -> bool:
        """Whether it can be run here and now."""
        return not self.spark and not self.ours

    @property
    def reason(self) -> str:
        """Why not; "" if it can."""
        return self.spark or self.ours

    @property
    def refused_by(self) -> str | None:
        """`spark` or `streamgauge`; None if it can be run."""
        return "spark" if self.spark else "streamgauge" if self.ours else None
