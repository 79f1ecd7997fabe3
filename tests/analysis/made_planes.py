"""Summaries of cells over settings and rates, of an engine that gets through only so much.

And what of them was drawn.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from loadgen.units import NS_PER_MS, format_rate, parse_duration_ns
from tests.analysis.drawn import summary_of

RATES = (1e3, 4e3, 16e3, 64e3)
INTERVALS = ("500ms", "1s", "2s")
SETTINGS = ("default", "100ms", "250ms", "500ms", "1s", "2s", "5s")


def at(
    api: str = "structured",
    setting: str = "1s",
    rate: float = 1e3,
    *,
    source: str = "socket",
    base_ms: float = 150.0,
    most_per_s: float = 40e3,
    **more: Any,
) -> dict[str, Any]:
    """One cell: a batch costs `base_ms`, and its lines what `most_per_s` makes them cost.

    It falls behind where a batch takes longer than its interval.
    """
    default = setting == "default"
    interval_ms = 0.0 if default else parse_duration_ns(setting) / NS_PER_MS
    share = rate / most_per_s
    batch_ms = base_ms / max(1 - share, 0.1) if default else base_ms + interval_ms * share
    behind = share >= 1 or (not default and batch_ms > interval_ms)
    made: dict[str, Any] = {"setting": setting, "rate": rate}
    if behind:
        made |= {"verdict": "invalid", "code": "BACKLOG_GROWING"}
    summary = summary_of(
        f"{api}-{source}-{setting}-{format_rate(rate)}",
        p99_ms=(interval_ms + batch_ms) * (9 if behind else 1),
        **made | more,
    )
    model = {"boundary_wait": interval_ms / 2, "processing": batch_ms * (4 if behind else 1)}
    return summary | {"model_ms": None if default else model}


def plane(
    api: str = "structured",
    settings: Iterable[str] = ("default", *INTERVALS),
    rates: Iterable[float] = RATES,
    **more: Any,
) -> list[dict[str, Any]]:
    """Every setting at every rate."""
    rates = list(rates)
    return [at(api, setting, rate, **more) for setting in settings for rate in rates]


def both(*sources: str) -> list[dict[str, Any]]:
    """A plane of each API from each source, as the campaign has them."""
    found = []
    for source in sources or ("socket",):
        found += plane(source=source)
        found += plane("dstreams", INTERVALS, source=source, base_ms=280.0, most_per_s=60e3)
    return found


def points_of(line: Line2D) -> list[tuple[float, float]]:
    """Where a line goes."""
    xs, ys = (np.asarray(values, np.float64) for values in (line.get_xdata(), line.get_ydata()))
    return [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
