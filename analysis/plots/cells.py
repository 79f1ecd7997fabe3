"""The cells of a campaign as all pictures and tables show them: runs, label, colour, order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import cycle

import numpy as np

from analysis.histogram import merged
from analysis.plots.labels import labels
from analysis.plots.portrait import Portrait
from analysis.plots.style import CELLS, DASHES, INVALID, OTHER_CELLS, OTHER_DASH
from analysis.samples import QUANTILES_PER_MILLE
from analysis.stats.interval import Interval, quantile_ms
from analysis.stats.sample import Basis, Sample
from loadgen.units import NS_PER_MS

P50, P99 = 0.5, 0.99

_INVALID = "invalid"
_DRAINS = "available-now"


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell and its runs.

    Args:
        name: its name, the only one of its kind in a campaign.
        label: what pictures call it, within its source.
        api, source: as in the run's record.
        colour: its own, of the light theme; the same for the same label in every source.
        runs: its runs in the order of their repeats; at least one.
    """

    name: str
    label: str
    api: str
    source: str
    colour: str
    runs: Sequence[Portrait]

    def with_runs(self, runs: Sequence[Portrait]) -> "Cell":
        """The same cell with these of its runs."""
        return replace(self, runs=runs)

    @property
    def ranked(self) -> list[Portrait]:
        """The runs that count: those that aren't invalid."""
        return [run for run in self.runs if run.summary["verdict"] != _INVALID]

    @property
    def valid(self) -> bool:
        """Whether any run counts."""
        return bool(self.ranked)

    @property
    def shown(self) -> Portrait:
        """The run that stands for the cell where only one can.

        Of those that count it is the one with the median p99; of an even number, the lower of the
        two in the middle.
        """
        runs = sorted(self.ranked or self.runs, key=_p99_ms)
        return runs[(len(runs) - 1) // 2]

    @property
    def sample(self) -> Sample:
        """The latencies that count: a part a run; of a single run, a part a stretch of it."""
        runs = self.ranked
        if len(runs) == 1:
            return Sample(runs[0].blocks, Basis.BLOCKS)
        return Sample([run.histogram for run in runs], Basis.RUNS)

    @cached_property
    def latency_ms(self) -> Mapping[str, float | None]:
        """The latencies of all runs that count, merged: `analysis.samples.STATISTICS`, ms.

        Lines of all runs are samples alike, so percentiles are those of all of them together, and
        no means of percentiles. One run has its own exact figures.
        """
        runs = [run.summary["latency_ms"] for run in self.ranked]
        if len(runs) < 2:  # noqa: PLR2004 - nothing to merge
            return dict(self.shown.summary["latency_ms"])
        every = merged(run.histogram for run in self.ranked)
        figures: dict[str, float | None] = {}
        for name, per_mille in QUANTILES_PER_MILLE.items():
            ns = every.quantile_ns(per_mille / 1000)
            figures[name] = None if ns is None else ns / NS_PER_MS
        for name, pick in (("min", min), ("max", max)):
            known = [run[name] for run in runs]
            figures[name] = None if None in known else pick(known)
        means = [run["mean"] for run in runs]
        lines = [run.summary["records"]["measured"] for run in self.ranked]
        figures["mean"] = None if None in means else float(np.average(means, weights=lines))
        return figures

    @cached_property
    def p99(self) -> Interval | None:
        """The 99th percentile with its interval, if it has one."""
        return quantile_ms(self.sample, P99)

    @cached_property
    def p50(self) -> Interval | None:
        """The median with its interval, if it has one."""
        return quantile_ms(self.sample, P50)

    @property
    def others(self) -> list[Portrait]:
        """The runs that count and aren't `shown`."""
        return [run for run in self.ranked if run is not self.shown]

    @property
    def drains(self) -> bool:
        """Whether its lines were all there before it began: their latency is a backlog's age."""
        summary = self.shown.summary
        # One that was cut short has no figures of its backlog.
        return bool(summary.get("backlog")) or summary["cell"].get("setting") == _DRAINS

    @property
    def ink(self) -> str:
        """The colour to draw it in: its own, or grey if no run counts."""
        return self.colour if self.valid else INVALID

    @property
    def dash(self) -> tuple[float, ...]:
        """The line pattern of its source, in line widths; empty for an unbroken line."""
        return DASHES.get(self.source, OTHER_DASH)


def gather(portraits: Iterable[Portrait], order: Sequence[str] = ()) -> list[Cell]:
    """Put runs together by cell.

    Args:
        portraits: the runs, in any order.
        order: names of cells in the order wanted; others follow in the order of their names.
    """
    runs: dict[str, list[Portrait]] = {}
    for portrait in sorted(portraits, key=lambda p: (p.summary["name"], p.summary["repeat"])):
        runs.setdefault(portrait.summary["name"], []).append(portrait)
    rank = {name: place for place, name in enumerate(order)}
    names = sorted(runs, key=lambda name: (rank.get(name, len(rank)), name))
    palettes = {api: cycle(colours) for api, colours in CELLS.items()}
    colours: dict[tuple[str, str], str] = {}
    called = labels({name: runs[name][0].summary["cell"] for name in names})
    cells = []
    for name in names:
        spec = runs[name][0].summary["cell"]
        api, source = str(spec["api"]), str(spec["source"])
        label = called[name]
        if (api, label) not in colours:
            colours[api, label] = next(palettes.setdefault(api, cycle(OTHER_CELLS)))
        cells.append(Cell(name, label, api, source, colours[api, label], runs[name]))
    return cells


def ongoing(cells: Iterable[Cell]) -> list[Cell]:
    """The cells whose lines came while they ran."""
    return [cell for cell in cells if not cell.drains]


def by_source(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    """The cells of each source, in the order in which the sources come first."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.source, []).append(cell)
    return groups


def _p99_ms(run: Portrait) -> float:
    figure = run.summary["latency_ms"]["p99"]
    return float("inf") if figure is None else float(figure)
