from functools import partial
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis.plots import implementation_bars, resource_use
from analysis.plots.style import Layout
from tests.analysis.drawn import (
    LAYOUTS,
    cells_of,
    figure_of,
    summary_of,
    svg_of,
    unknown_colours,
    unreadable,
    words_of,
)

CPU = {"jvm": 420.0, "python_worker": 90.0, "driver": 42.0, "generator": 20.0, "total": 552.0}
STAGES: dict[str, float | None] = {
    "lateness": 5.0, "boundary_wait": 490.0, "window_wait": 70.0, "scheduling": 45.0,
    "processing": 130.0, "commit": 15.0,
}  # fmt: skip


def summary(name: str, cpu_s: dict[str, float] | None = CPU, **made: Any) -> dict[str, Any]:
    resources = {"cpu_s_per_million_lines": cpu_s}
    return summary_of(name, stages_ms=STAGES, **made) | {"resources": resources}


NAMES = ("structured-{}-1s", "structured-{}-1s-python-udf", "dstreams-{}-1s-lambdas")
CAMPAIGNS = {
    "one source": [summary(name.format("socket")) for name in NAMES],
    "two sources": [summary(name.format(s)) for s in ("socket", "files") for name in NAMES],
    "nothing measured": [summary_of(resources=None) | {"resources": None, "stages_ms": None}],
    "long": [summary("structured-socket-1s-" + "with-a-very-long-name-" * 4), summary(NAMES[0])],
}
draw = partial(figure_of, implementation_bars.draw)


@pytest.mark.parametrize("summaries", CAMPAIGNS.values(), ids=CAMPAIGNS)
@LAYOUTS
def test_no_words_overlap_and_none_are_cut_off(
    layout: Layout, summaries: list[dict[str, Any]]
) -> None:
    assert not unreadable(draw(summaries, layout))


@LAYOUTS
def test_every_colour_is_known_to_the_dark_theme(layout: Layout) -> None:
    assert not unknown_colours(svg_of(draw(CAMPAIGNS["two sources"], layout)))


def test_waits_are_no_time_of_the_engine() -> None:
    (cell,) = cells_of(summary(NAMES[0].format("socket")))
    assert implementation_bars.engine_ms(cell) == (130, 60)


@LAYOUTS
def test_the_totals_are_written_and_the_bars_are_as_long(layout: Layout) -> None:
    figure = draw([summary(NAMES[0].format("socket"))], layout)
    assert {"190 ms", "552 µs"} <= set(words_of(figure))
    lengths = sorted(
        sum(box.get_width() for box in axes.patches if isinstance(box, Rectangle))
        for axes in figure.axes
    )
    assert lengths == [190, 552]


def test_processes_have_the_colours_that_they_have_elsewhere() -> None:
    boxes = draw(CAMPAIGNS["one source"]).axes[1].patches
    drawn = [to_hex(box.get_facecolor()) for box in boxes[:3]]
    assert drawn == [resource_use.COLOURS[name] for name in ("jvm", "python_worker", "driver")]


def test_what_was_not_measured_is_a_dash() -> None:
    said = words_of(draw([summary(NAMES[0].format("socket"), cpu_s=None)]))
    assert "190 ms" in said
    assert "–" in said
    assert implementation_bars.format_us(12.345) == "12.3 µs"
