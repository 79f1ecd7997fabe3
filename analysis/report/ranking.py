"""Which cell of a source has the lowest p99, by how much, and whether that can be said at all.

Cells that drained a backlog aren't ranked: their lines' latency is the age of the backlog.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.plots.cells import P99, Cell, ongoing
from analysis.stats.difference import Difference, difference
from analysis.stats.noise import Noise
from loadgen.units import format_rate

STATISTIC = "p99"
FLOOR = "floor"

_NONE = (None, "", "none", 0)  # the workload says that there is none
_WORK = (
    "workload", "job", "window", "keys", "rate", "lines", "schedule", "speed", "file-every",
    "lanes",
)  # fmt: skip
"""What has to be the same for two cells to have had the same work to do."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Two cells with the same work to do, compared.

    Args:
        first, second: the cells.
        found: how many times faster one is at p99; None if it can't be told.
    """

    first: Cell
    second: Cell
    found: Difference | None

    @property
    def apart(self) -> bool:
        """Whether one may be called faster."""
        return self.found is not None and self.found.claimed


@dataclass(frozen=True)
class Lead:
    """The lowest p99 among cells of one source that had the same work.

    Args:
        source: among whose cells; the floor isn't one of them.
        work: what sets their work apart from others' in the campaign; empty if it's all the same.
        first: the cell with the lowest p99.
        pairs: it with each other cell, by ascending p99.
        near: it with each of those that can't be told from it, nearest first.
        next: it with the first that can, if any.
        slowest: it with the one of the highest p99, if more than `next` can be told from it.
    """

    source: str
    work: str
    first: Cell
    pairs: Sequence[Pair]
    near: Sequence[Pair]
    next: Pair | None
    slowest: Pair | None


@dataclass(frozen=True, eq=False)
class Ranking:
    """The cells of a campaign against each other.

    Args:
        cells: all of them.
        noise: what the same cell differs from itself by, at p99, if that was measured.
    """

    cells: Sequence[Cell]
    noise: Noise | None = None

    @cached_property
    def leads(self) -> list[Lead]:
        """The lead of each source, for each kind of work apart, that has cells to rank."""
        groups: dict[tuple[str, str], list[Cell]] = {}
        for cell in self._ranked:
            groups.setdefault((cell.source, self._work(cell)), []).append(cell)
        found = []
        for (source, work), members in groups.items():
            first, *rest = sorted(members, key=p99_ms)
            pairs = [self._pair(first, cell) for cell in rest]
            near = [pair for pair in pairs if not pair.apart]
            far = [pair for pair in pairs if pair.apart]
            slowest = far[-1] if len(far) > 1 else None
            found.append(Lead(source, work, first, pairs, near, far[0] if far else None, slowest))
        return found

    @cached_property
    def same_setting(self) -> dict[tuple[str, str, str], Pair]:
        """The two APIs' cells wherever they differ in nothing else that was asked for.

        Returns:
            By source, setting and work: the cell of Structured Streaming and that of DStreams.
        """
        groups: dict[tuple[str, str, str], dict[str, list[Cell]]] = {}
        for cell in self._ranked:
            setting = str(cell.shown.summary["cell"]["setting"])
            group = groups.setdefault((cell.source, setting, self._work(cell)), {})
            group.setdefault(cell.api, []).append(cell)
        return {
            key: self._pair(apis["structured"][0], apis["dstreams"][0])
            for key, apis in groups.items()
            if set(apis) == {"structured", "dstreams"} and all(len(c) == 1 for c in apis.values())
        }

    @property
    def _ranked(self) -> list[Cell]:
        return [cell for cell in ongoing(self.cells) if cell.api != FLOOR and rankable(cell)]

    def _pair(self, first: Cell, second: Cell) -> Pair:
        factor = 1.0 if self.noise is None else self.noise.factor
        return Pair(first, second, difference(first.sample, second.sample, P99, factor))

    def _work(self, cell: Cell) -> str:
        """What sets a cell's work apart from that of others of its source, as in "rate 10k"."""
        rivals = [other for other in self._ranked if other.source == cell.source]
        specs = [other.shown.summary["cell"] for other in rivals]
        mine = cell.shown.summary["cell"]
        fields = [name for name in _WORK if len({str(spec.get(name)) for spec in specs}) > 1]
        told = [(name, mine.get(name)) for name in fields]
        return ", ".join(f"{name} {_told(value)}" for name, value in told if value not in _NONE)


def rankable(cell: Cell) -> bool:
    """Whether a run of the cell counts, and it has a p99 that lost lines don't reach."""
    return cell.valid and cell.latency_ms[STATISTIC] is not None


def p99_ms(cell: Cell) -> float:
    """The p99 of a rankable cell, ms."""
    return float(cell.latency_ms[STATISTIC] or 0.0)


def _told(value: object) -> str:
    if isinstance(value, float):
        return format_rate(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
