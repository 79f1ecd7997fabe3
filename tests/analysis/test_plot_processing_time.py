from functools import partial
from typing import Any

import pytest
from matplotlib.colors import to_hex

from analysis.plots import processing_time, style
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
from tests.analysis.made_planes import INTERVALS, SETTINGS, at, both, plane, points_of

CAMPAIGNS = {
    "both": both(),
    "many": plane(settings=SETTINGS, rates=[1e3 * 2**n for n in range(8)]),
    "sparse": [one for place, one in enumerate(both()) if place % 5 != 3],
    "none kept up": plane(base_ms=9000, settings=("1s", "2s")),
    "of another API": plane("synthetic"),
}
draw = partial(figure_of, processing_time.draw)


@pytest.mark.parametrize("summaries", CAMPAIGNS.values(), ids=CAMPAIGNS)
@LAYOUTS
def test_no_words_overlap_and_none_are_cut_off(
    layout: Layout, summaries: list[dict[str, Any]]
) -> None:
    figure = draw(summaries, layout)
    assert not unreadable(figure)
    assert figure.get_figwidth() == layout.width_in
    assert any("batches queue" in word for word in words_of(figure))


@LAYOUTS
def test_every_colour_is_known_to_the_dark_theme(layout: Layout) -> None:
    assert not unknown_colours(svg_of(draw(both(), layout)))


def test_it_takes_two_intervals_and_leaves_the_default_trigger_out() -> None:
    assert processing_time.timed(cells_of(*plane(settings=("default", "1s")))) == []
    assert processing_time.chosen(cells_of(*plane(settings=("default", "1s")))) == []
    (found,) = processing_time.timed(cells_of(*plane()))
    assert found.settings == list(INTERVALS)
    chosen = processing_time.chosen(cells_of(*plane()))
    assert [cell.name for cell in chosen] == [
        one["name"] for one in plane() if "default" not in one["name"]
    ]


def test_rates_of_which_nothing_is_known_are_left_out() -> None:
    blank = [at(setting=one, rate=9e3) | {"model_ms": None} for one in INTERVALS]
    (found,) = processing_time.timed(cells_of(*plane(), *blank))
    assert 9e3 not in found.rates_per_s
    (cell,) = cells_of(summary_of() | {"model_ms": {"processing": 12.5}})
    assert processing_time.batch_ms(cell) == 12.5


def test_a_rate_is_a_line_over_the_intervals_below_or_above_the_diagonal() -> None:
    made = plane("dstreams", INTERVALS, rates=(1e3, 64e3))
    diagonal, slow, full, hollow, quick, none, behind = draw(made).axes[0].lines
    assert all(x == y for x, y in points_of(diagonal))
    known = [one["model_ms"]["processing"] for one in made if one["cell"]["rate"] == 1e3]
    assert points_of(slow) == list(zip((500, 1000, 2000), known, strict=True))
    assert points_of(full) == points_of(slow)
    assert points_of(hollow) == points_of(none) == []
    assert (slow.get_alpha() or 0) < (quick.get_alpha() or 0) == 1
    assert to_hex(behind.get_markerfacecolor()) == style.PAGE
    assert all(y > x for x, y in points_of(behind))


def test_panels_share_their_scale() -> None:
    assert len({axes.get_ylim() for axes in draw(both()).axes}) == 1
