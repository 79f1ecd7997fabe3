"""Picture: cores used over time, process on process, with GC pauses, a small picture a cell."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from analysis.plots import grid, scales, style
from analysis.plots.cells import Cell, by_source
from analysis.plots.grid import Panel
from analysis.plots.notes import reasons
from analysis.plots.style import Layout
from analysis.resources import BROKER, Floats, Usage

NAME = "resource-use"
LABELS: Mapping[str, str] = {
    "jvm": "JVM",
    "python_worker": "Python workers",
    "driver": "driver's Python",
    "generator": "generator",
}
"""From the bottom up; what is steady at the bottom keeps the rest readable."""
_PARTS = {**LABELS, BROKER: "Kafka broker"}
# Stages' colours, which are known to be told apart in both themes. No picture shows both, and in
# both it is the grey that is our own generator's.
COLOURS: Mapping[str, str] = {
    "jvm": style.STAGES["processing"],
    "python_worker": style.STAGES["scheduling"],
    "driver": style.STAGES["boundary_wait"],
    "generator": style.STAGES["lateness"],
    BROKER: style.STAGES["window_wait"],
}
_PANEL_PT, _ALONE_PT = 56.0, 110.0
_FAINT = 0.35  # of a cell that doesn't count
_OTHERS_ALPHA = 0.55
_MARK_EVERY = 1 / 120
"""Marks nearer to each other than this share of the width would run into a bar."""
_LONGEST_MARK, _LEAST_MARK = 0.3, 0.04
_LEAST_CORES = 0.1
_MB_PER_GB = 1024


def draw(cells: Sequence[Cell], layout: Layout) -> Figure:
    """Draw the picture; `analysis.plots.style.styled` has to be in force."""
    height_pt = _PANEL_PT if len(cells) > 1 else _ALONE_PT
    scaling = [cell for cell in cells if cell.valid] or cells
    longest_ms = max(map(_longest_ms, scaling))
    figure, panels = grid.panels(cells, layout, height_pt, _key(cells, longest_ms), "cores used")
    highest = {source: max(map(_highest, group)) for source, group in by_source(scaling).items()}
    longest_s = max(map(_end_s, scaling))
    for panel in panels:
        axes, used = panel.axes, panel.cell.shown.usage
        axes.set_ylim(0.0, highest.get(panel.cell.source, _highest(panel.cell)) * 1.3)
        axes.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(lambda cores, _: f"{cores:g}")
        panel.time_axis(longest_s)
        panel.shade_warm_up(panel.cell.shown.warm_s)
        panel.head(notes(panel.cell))
        if used is not None:
            _stack(panel, used)
            _pauses(panel, used, longest_ms)
    return figure


def notes(cell: Cell) -> list[str]:
    """What the run that is shown took in CPU, pauses and memory, or why it doesn't count.

    Returns:
        Ways to say it, the longest first.
    """
    if not cell.valid:
        return reasons(cell)
    figures = cell.shown.summary["resources"]
    per_million_s = (figures.get("cpu_s_per_million_lines") or {}).get("total")
    paused_ms = (figures.get("gc_pauses") or {}).get("max_ms")
    cost, memory = format_cpu_s(per_million_s), format_mb(figures.get("peak_rss_mb"))
    ways = [f"{cost} CPU per million lines", f"{cost} CPU/M lines", f"{cost}/M lines"]
    parts = [f"longest GC pause {scales.format_ms(paused_ms)}"] if paused_ms is not None else []
    return [" · ".join([ways[0], *parts, f"peak {memory}"]), f"{ways[1]} · {memory}", ways[2]]


def format_cpu_s(cpu_s: float | None) -> str:
    """CPU seconds as in 0.42 s, 212 s or 4,120 s; a dash for None."""
    if cpu_s is None:
        return scales.NONE
    return f"{cpu_s:,.0f} s" if cpu_s >= 100 else f"{cpu_s:.3g} s"  # noqa: PLR2004 - three digits


def format_mb(mb: float | None) -> str:
    """Memory as in 812 MiB or 1.4 GiB; a dash for None."""
    if mb is None:
        return scales.NONE
    return f"{mb:,.0f} MiB" if mb < _MB_PER_GB else f"{mb / _MB_PER_GB:.1f} GiB"


def _beside(used: Usage) -> Floats:
    """Cores that others had: the hypervisor, and processes that aren't the run's."""
    cores = (used.steal + used.others) * (used.machine_cores or 0)
    beside: Floats = np.nan_to_num(np.maximum(cores, 0.0))
    return beside


def _has_broker(cell: Cell) -> bool:
    used = cell.shown.usage
    return used is not None and bool(np.any(used.cores.get(BROKER, 0.0)))


def _highest(cell: Cell) -> float:
    used = cell.shown.usage
    if used is None:
        return _LEAST_CORES
    together = sum(used.cores.values()) + _beside(used)
    return max(float(together.max()), _LEAST_CORES)


def _longest_ms(cell: Cell) -> float:
    used = cell.shown.usage
    return 0.0 if used is None else float(used.pause_ms[used.pause_s >= 0].max(initial=0.0))


def _end_s(cell: Cell) -> float:
    used = cell.shown.usage
    return cell.shown.end_s if used is None else float(used.edge_s[-1])


def _stack(panel: Panel, used: Usage) -> None:
    base = np.zeros(len(used.edge_s) - 1)
    faint = 1.0 if panel.cell.valid else _FAINT
    for process in _PARTS:
        top = base + used.cores.get(process, 0.0)
        panel.axes.stairs(
            top,
            used.edge_s,
            baseline=base,
            fill=True,
            color=COLOURS[process],
            alpha=faint,
            linewidth=0,
        )
        base = top
    panel.axes.stairs(
        base + _beside(used),
        used.edge_s,
        baseline=base,
        fill=True,
        color=style.AXIS,
        alpha=_OTHERS_ALPHA * faint,
        linewidth=0,
    )


def _pauses(panel: Panel, used: Usage, longest_ms: float) -> None:
    """A line hanging from the top for each pause, as long as it is of the longest of all cells."""
    end_s = panel.axes.get_xlim()[1]
    shown = (used.pause_s >= 0) & (used.pause_s <= end_s)
    at_s, took_ms = used.pause_s[shown], used.pause_ms[shown]
    if not len(at_s):
        return
    order = np.argsort(-took_ms, kind="stable")  # the longest of those that share a place
    _, first = np.unique(np.floor(at_s[order] / (end_s * _MARK_EVERY)), return_index=True)
    chosen = order[first]
    share = np.minimum(took_ms[chosen] / (longest_ms or 1.0), 1.0)
    length = np.maximum(share * _LONGEST_MARK, _LEAST_MARK)
    x = np.repeat(at_s[chosen], 3)
    y = np.column_stack([np.ones_like(length), 1 - length, np.full_like(length, np.nan)]).ravel()
    where = panel.axes.get_xaxis_transform()
    colour = style.INK if panel.cell.valid else style.INVALID
    panel.axes.plot(x, y, transform=where, color=colour, linewidth=0.7, scalex=False)


def _key(cells: Sequence[Cell], longest_ms: float) -> list[tuple[Line2D, str]]:
    entries = [
        (Line2D([], [], color=COLOURS[process], linewidth=8), label)
        for process, label in _PARTS.items()
        if process in LABELS or any(map(_has_broker, cells))
    ]
    others = Line2D([], [], color=style.AXIS, linewidth=8, alpha=_OTHERS_ALPHA)
    entries.append((others, "other processes, and stolen"))
    if longest_ms > 0:
        mark = Line2D([], [], color=style.INK, linestyle="none", marker="|", markersize=6)
        entries.append((mark, f"GC pause, the longest {scales.format_ms(longest_ms)}"))
    if any(cell.shown.warm_s > 0 for cell in cells):
        entries.append((Line2D([], [], color=style.WARM_UP, linewidth=8), "warm-up"))
    return entries
