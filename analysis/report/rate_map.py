"""Settings over rates: what each cell's p99 is, and which rates each setting keeps up with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from analysis.plots import heat_map, hockey_stick, processing_time
from analysis.plots.cells import Cell
from analysis.plots.planes import Frontier, Plane, interval_ms, planes
from analysis.plots.scales import NONE, format_ms, format_per_s
from analysis.report.figures import FigureTable
from analysis.report.words import listed

_NOTE = (
    "A row is a setting, a column a rate offered. The last column is the highest rate up to which"
    " each one that was run kept up, and counts. Figures are of all runs of a cell that count; it"
    " kept up if none of its runs fell behind."
)
_TIME_NOTE = (
    "The mean time from the boundary of a batch to its end, and how much of the interval that is."
    " Where a run fell behind, the wait for the batch before is in it, and grows for as long as one"
    " looks."
)


def tables(cells: Sequence[Cell]) -> dict[str, list[FigureTable]]:
    """The tables that belong to each of these pictures, by the picture's name."""
    found = planes(cells)
    every = {
        heat_map.NAME: [_latencies("p99", plane, heat_map.p99_ms) for plane in found],
        hockey_stick.NAME: [_latencies("p50", plane, hockey_stick.p50_ms) for plane in found],
        processing_time.NAME: [_times(plane) for plane in processing_time.timed(cells)],
    }
    notes = {processing_time.NAME: _TIME_NOTE}
    return {
        name: [*some[:-1], replace(some[-1], note=notes.get(name, _NOTE))]
        for name, some in every.items()
        if some
    }


def sentences(cells: Sequence[Cell]) -> dict[str, list[str]]:
    """What these pictures show, by the picture's name."""
    every = {
        heat_map.NAME: [_kept_up(plane) for plane in planes(cells)],
        processing_time.NAME: [
            sentence for plane in processing_time.timed(cells) for sentence in _too_long(plane)
        ],
    }
    return {name: some for name, some in every.items() if some}


def told(cell: Cell) -> str:
    """A cell's p99, or why it has none."""
    ms, words = heat_map.p99_ms(cell), heat_map.words_of(cell)
    if ms is None:
        return words[0] if words else NONE
    return ", ".join([format_ms(ms), *words[:1]])


def _latencies(figure: str, plane: Plane, figure_ms: Callable[[Cell], float | None]) -> FigureTable:
    def one(cell: Cell | None) -> str:
        if cell is None:
            return NONE
        words, ms = heat_map.words_of(cell), figure_ms(cell)
        return "\n".join([format_ms(ms), *words[:1]]) if ms is not None else told(cell)

    rows = [
        (setting, [*map(one, plane.row(setting)), _upto(plane.frontier(setting))])
        for setting in plane.settings
    ]
    headings = [f"{format_per_s(rate)}/s" for rate in plane.rates_per_s]
    headings.append("keeps up with")
    return FigureTable(f"{figure}: {plane.title}", headings, rows, first="setting")


def _times(plane: Plane) -> FigureTable:
    rows = []
    for setting in plane.settings:
        shares, interval = _shares(plane, setting), interval_ms(setting) or 0.0
        figures = [
            f"{format_ms(shares[rate] * interval)}\n{100 * shares[rate]:.0f}%"
            if rate in shares
            else NONE
            for rate in plane.rates_per_s
        ]
        rows.append((setting, figures))
    headings = [f"{format_per_s(rate)}/s" for rate in plane.rates_per_s]
    return FigureTable(f"A batch: {plane.title}", headings, rows, first="interval")


def _upto(found: Frontier) -> str:
    if found.kept_per_s is None:
        return NONE
    rate = f"{format_per_s(found.kept_per_s)}/s"
    return rate if found.behind_per_s is not None else f"{rate}\nor more"


def _kept_up(plane: Plane) -> str:
    """The frontier of a plane in words, settings with the same one together."""
    groups: dict[str, list[str]] = {}
    for setting in plane.settings:
        groups.setdefault(_frontier(plane.frontier(setting)), []).append(setting)
    said = [f"{listed(settings)} {words}" for words, settings in groups.items()]
    return f"{plane.title}: {'; '.join(said)}."


def _frontier(found: Frontier) -> str:
    kept, behind = (
        None if rate is None else f"{format_per_s(rate)} lines/s"
        for rate in (found.kept_per_s, found.behind_per_s)
    )
    if behind is None:
        return f"never fell behind, up to {kept}" if kept else "can't be told"
    return f"kept up with {kept} and not with {behind}" if kept else f"didn't even with {behind}"


def _too_long(plane: Plane) -> Iterator[str]:
    """From which rate on batches took longer than their interval, a sentence for the plane."""
    groups: dict[float, list[str]] = {}
    for setting in plane.settings:
        long = [rate for rate, share in _shares(plane, setting).items() if share > 1]
        if long:
            groups.setdefault(min(long), []).append(setting)
    if groups:
        said = [
            f"from {format_per_s(rate)} lines/s on at {listed(settings)}"
            for rate, settings in sorted(groups.items())
        ]
        yield f"{plane.title}: a batch took longer than its interval {listed(said)}."


def _shares(plane: Plane, setting: str) -> dict[float, float]:
    """How much of its interval a batch took, by rate; only where that is known."""
    interval = interval_ms(setting)
    known = {
        rate: processing_time.batch_ms(cell)
        for rate, cell in zip(plane.rates_per_s, plane.row(setting), strict=True)
        if cell is not None
    }
    return {rate: ms / interval for rate, ms in known.items() if ms is not None and interval}
