from functools import partial
from math import isnan
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.plots import hockey_stick, style
from analysis.plots.style import Layout
from tests.analysis.drawn import LAYOUTS, figure_of, svg_of, unknown_colours, unreadable, words_of
from tests.analysis.made_planes import RATES, SETTINGS, at, both, plane, points_of

COLOURS = style.CELLS["structured"]
CAMPAIGNS = {
    "both": both(),
    "many": plane(settings=SETTINGS, rates=[1e3 * 2**n for n in range(8)]),
    "very many": plane(rates=[1e3 + n * 2000 for n in range(18)]),
    "sparse": [one for place, one in enumerate(both()) if place % 5 != 3],
    "none kept up": plane(base_ms=9000, settings=("1s", "2s")),
    "all kept up": plane(settings=("1s", "2s"), most_per_s=1e6),
    "of another API": plane("synthetic"),
}
draw = partial(figure_of, hockey_stick.draw)


@pytest.mark.parametrize("summaries", CAMPAIGNS.values(), ids=CAMPAIGNS)
@LAYOUTS
def test_no_words_overlap_and_none_are_cut_off(
    layout: Layout, summaries: list[dict[str, Any]]
) -> None:
    figure = draw(summaries, layout)
    assert not unreadable(figure)
    assert figure.get_figwidth() == layout.width_in


@LAYOUTS
def test_every_colour_is_known_to_the_dark_theme(layout: Layout) -> None:
    assert not unknown_colours(svg_of(draw(both(), layout)))


def rises(figure: Figure) -> list[Line2D]:
    """The dotted lines from the last rate that was kept up with to the first that wasn't."""
    drawn = [line for line in figure.artists if isinstance(line, Line2D)]
    return [line for line in drawn if line.get_linestyle() == "--" and line.get_color() in COLOURS]


def test_a_setting_has_a_thin_line_for_the_median_and_a_bold_one_for_p99() -> None:
    made = plane(settings=("1s", "2s"), rates=(1e3, 4e3))
    thin, bold, *rest = draw(made).axes[0].lines
    assert len(rest) == 2
    assert thin.get_linewidth() < bold.get_linewidth()
    for line, name in ((thin, "p50"), (bold, "p99")):
        figures = [one["latency_ms"][name] for one in made[:2]]
        assert points_of(line) == list(zip((1e3, 4e3), figures, strict=True))


def test_what_fell_behind_is_a_hollow_mark_above_and_not_on_the_scale() -> None:
    figure = draw(plane(settings=("1s", "2s")))
    axes, band = figure.axes
    assert axes.get_ylim()[1] < 5000  # ms; they would be at 20 s and more
    assert [points_of(marks) for marks in band.lines] == [[(64e3, 0)], [(64e3, 1)]]
    assert {to_hex(mark.get_markerfacecolor()) for mark in band.lines} == {style.PAGE}
    assert len(rises(figure)) == 2
    assert all(isnan(points_of(line)[-1][1]) for line in axes.lines)


def test_nothing_rises_from_where_nothing_kept_up() -> None:
    figure = draw(CAMPAIGNS["none kept up"])
    assert rises(figure) == []
    assert {"1s", "2s"} <= set(words_of(figure))


def test_a_run_that_does_not_count_is_left_out() -> None:
    noisy = [
        at(setting="1s", rate=rate, verdict="invalid", code="NOISY_MACHINE") for rate in RATES[:2]
    ]
    figure = draw([*noisy, *plane(settings=("2s",), rates=RATES[:2])])
    assert [len(points_of(line)) for line in figure.axes[0].lines] == [0, 0, 2, 2]
    assert "1s" not in words_of(figure)


def test_panels_share_their_scale_and_each_setting_has_its_own_line() -> None:
    figure = draw(both())
    latency = [axes for axes in figure.axes if axes.get_xlabel()]
    assert len({axes.get_ylim() for axes in latency}) == 1
    colours = [to_hex(line.get_color()) for line in latency[0].lines]
    assert len(set(colours)) == 4
    assert set(colours) <= set(style.CELLS["structured"])
