"""Portraits and cells made by hand, and what can be seen in a figure that was drawn of them."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.histogram import Histogram, merged
from analysis.plots import cells, image, style
from analysis.plots.cells import Cell
from analysis.plots.portrait import Bands, Portrait, Rates
from analysis.plots.style import NARROW, WIDE, Layout
from analysis.samples import STATISTICS
from loadgen.units import NS_PER_MS

BLOCKS = 8
LAYOUTS = pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])


def summary_of(
    name: str = "structured-socket-default",
    *,
    repeat: int = 1,
    p99_ms: float | None = 300.0,
    verdict: str = "valid",
    code: str = "LINES_LOST",
    lost: int = 0,
    stages_ms: dict[str, float | None] | None = None,
    **spec: Any,
) -> dict[str, Any]:
    """A run's summary as `analysis.summary` makes it, its latencies around `p99_ms`."""
    api, source, *setting = name.split("-")
    known = p99_ms if p99_ms is not None else 300.0
    latency_ms: dict[str, float | None] = {
        statistic: known * share
        for statistic, share in zip(STATISTICS, (0.2, 0.5, 0.5, 0.8, 1.0, 1.1, 1.2), strict=True)
    }
    if p99_ms is None:
        latency_ms |= {"mean": None, "p99": None, "p999": None, "max": None}
    finding = {"code": code, "level": verdict, "evidence": "it is so", "remedy": "change it"}
    cell = {
        "workload": "length-count", "api": api, "source": source,
        "setting": "-".join(setting) or "none", "sink": "reader", "mode": "update", "rate": "1k",
        "lines": "uniform:10:120", "schedule": "constant", "duration": "10s", "warmup": "2s",
        "drain": "30s", "preset": "tuned", "conf": {}, "master": "local[*]", "file-every": "100ms",
    }  # fmt: skip
    end = {"after_s": 9.0, "behind_ms": 4100.0, "unsent_ms": 20.0}
    model_ms = {"boundary_wait": 250.0, "processing": 180.0, "total": 430.0, "residual": 20.0}
    return {
        "name": name,
        "repeat": repeat,
        "status": "complete",
        "cell": cell | spec,
        "verdict": verdict,
        "findings": [] if verdict == "valid" else [finding],
        "records": {
            "emitted": 10_000, "visible": 10_000 - lost, "lost": lost, "duplicated": 0,
            "measured": 8000,
        },
        "rate": {"target_per_s": 1000.0, "sent_per_s": 1000.0, "visible_per_s": 999.6},
        "latency_ms": latency_ms,
        "latency_from_send_ms": latency_ms,
        "lateness_ms": dict.fromkeys(STATISTICS, 1.0),
        "progress_latency_ms": latency_ms,
        "stages_ms": stages_ms
        or {
            "lateness": 1.0, "boundary_wait": known * 0.3, "scheduling": 10.0,
            "processing": known * 0.2, "commit": 5.0,
        },
        "engine_steps_ms": None,
        "model_ms": model_ms if setting == ["500ms"] else None,
        "batches": 40,
        "backlog": None,
        "growth": {
            "first_ms": known, "last_ms": known, "median_ms_per_s": 0.0, "low_ms_per_s": -1.0,
            "high_ms_per_s": 1.0,
        },
        "gave_up": end if verdict != "valid" and code == "FELL_BEHIND" else None,
        "resources": {"driver_cpu_s": 1.0, "peak_rss_mb": 800.0},
        "settings": [],
        "environment": {"spark": "4.3.0", "python": "3.11.9", "cores": 2},
    }  # fmt: skip


def portrait_of(
    summary: dict[str, Any], *, warm_s: float = 2.0, lost_at: int | None = None
) -> Portrait:
    """A portrait of 10 s that fits a summary."""
    p50 = summary["latency_ms"]["p50"]
    middle_s = np.linspace(0.1, 9.9, 50)
    teeth = 1 + 0.3 * np.sin(middle_s * 6)
    lost = np.zeros(50)
    worst = 2 * p50 * teeth
    if lost_at is not None:
        lost[lost_at], worst[lost_at] = 0.5, np.inf
    nines = np.linspace(0, 3.9, 80)
    quantile_ms = p50 * (0.5 + nines / 2.6)
    if summary["records"]["lost"]:
        quantile_ms[60:] = np.inf
    blocks = blocks_of(2 * p50, summary["records"]["measured"])
    edge_s = np.arange(12.0)
    offered = np.where(edge_s[:-1] < 10, 1000.0, 0.0)
    return Portrait(
        summary=summary,
        info={"seed": 1},
        started_ns=1_795_335_300_000_000_000,
        warm_s=warm_s,
        end_s=10.0,
        bands=Bands(0.2, middle_s, p50 * teeth, worst, lost),
        batch_s=np.arange(0.5, 11, 0.5),
        nines=nines,
        quantile_ms=quantile_ms,
        rates=Rates(edge_s, offered, offered, np.full(11, 909.0)),
        histogram=replace(merged(blocks), lost=summary["records"]["lost"]),
        blocks=blocks,
        usage=None,
    )


def blocks_of(p99_ms: float, lines: int) -> list[Histogram]:
    """Stretches of a run, of as many lines each, of which some are slower than others."""
    shares = np.linspace(0, 1, max(lines // BLOCKS, 1))
    even_ms = p99_ms * np.interp(shares, (0, 0.5, 0.9, 0.99, 1), (0.2, 0.5, 0.8, 1.0, 1.2))
    slower = 1 + 0.03 * np.sin(np.arange(BLOCKS) * 2.0)
    return [Histogram.of((even_ms * factor * NS_PER_MS).astype(np.int64)) for factor in slower]


def cells_of(*summaries: dict[str, Any]) -> list[Cell]:
    """Cells in the order in which their runs are given."""
    order = list(dict.fromkeys(summary["name"] for summary in summaries))
    return cells.gather([portrait_of(summary) for summary in summaries], order)


def figure_of(
    draw: Callable[[list[Cell], Layout], Figure],
    summaries: Iterable[dict[str, Any]],
    layout: Layout = WIDE,
) -> Figure:
    """What a picture makes of the cells of some runs."""
    with style.styled():
        return draw(cells_of(*summaries), layout)


def svg_of(figure: Figure) -> str:
    """A figure as its file has it."""
    with style.styled():
        return image.svg(figure)


def unknown_colours(svg: str) -> set[str]:
    """The colours of a picture that the dark theme doesn't know."""
    return set(re.findall(r"#[0-9a-f]{6}\b", svg)) - set(style.DARK)


def words_in(figure: Figure) -> list[tuple[str, Bbox]]:
    """All text that a reader sees in a figure, and where, pixels."""
    with style.styled():
        canvas = FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
        texts = [*figure.texts, *(text for axes in figure.axes for text in _texts_of(axes))]
        return [
            (text.get_text(), text.get_window_extent(renderer))
            for text in texts
            if text.get_visible() and text.get_text().strip()
        ]


def words_of(figure: Figure) -> list[str]:
    """All text that a reader sees in a figure."""
    return [word for word, _ in words_in(figure)]


def unreadable(figure: Figure) -> list[str]:
    """What can't be read of a figure: texts over one another, and those that it cuts off."""
    words = words_in(figure)
    if not words:
        return ["nothing is written"]
    return [f"{one} over {other}" for one, other in collisions(words)] + outside(figure, words)


def _texts_of(axes: Axes) -> list[Text]:
    texts = list(axes.texts)
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        slack = (high - low) * 1e-9
        ticks = axis.get_major_ticks()
        texts += [
            axis.label,
            *(t.label1 for t in ticks if low - slack <= t.get_loc() <= high + slack),
        ]
    return texts


def collisions(words: Sequence[tuple[str, Bbox]]) -> list[tuple[str, str]]:
    """Pairs of texts that lie over one another, by more than a pixel."""
    found = []
    for index, (one, box) in enumerate(words):
        for other, rival in words[index + 1 :]:
            shared = Bbox.intersection(box, rival)
            if shared is not None and shared.width > 1 and shared.height > 1:
                found.append((one, other))
    return found


def outside(figure: Figure, words: Sequence[tuple[str, Bbox]]) -> list[str]:
    """Texts that a figure cuts off."""
    across, up = figure.get_size_inches() * figure.dpi
    return [
        word
        for word, box in words
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > across + 0.5 or box.y1 > up + 0.5
    ]
