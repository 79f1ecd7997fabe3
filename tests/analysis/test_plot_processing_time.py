import re
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from analysis.plots import image, processing_time, style
from analysis.plots.style import NARROW, WIDE, Layout
from tests.analysis.drawn import cells_of, collisions, outside, summary_of, words_in
from tests.analysis.made_planes import INTERVALS, at, both, plane, points_of

LAYOUTS = pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
MANY = ("default", "100ms", "250ms", "500ms", "1s", "2s", "5s")
CAMPAIGNS = {
    "both": both(),
    "many": plane(settings=MANY, rates=[1e3 * 2**n for n in range(8)]),
    "sparse": [one for place, one in enumerate(both()) if place % 5 != 3],
    "none kept up": plane(base_ms=9000, settings=("1s", "2s")),
    "of another API": plane("synthetic"),
}


def draw(summaries: list[dict[str, Any]], layout: Layout = WIDE) -> Figure:
    with style.styled():
        return processing_time.draw(cells_of(*summaries), layout)


@pytest.mark.parametrize("summaries", CAMPAIGNS.values(), ids=CAMPAIGNS)
@LAYOUTS
def test_no_words_overlap_and_none_are_cut_off(
    layout: Layout, summaries: list[dict[str, Any]]
) -> None:
    figure = draw(summaries, layout)
    with style.styled():
        found = words_in(figure)
    assert not collisions(found)
    assert not outside(figure, found)
    assert figure.get_figwidth() == layout.width_in
    assert any("batches queue" in word for word, _ in found)


@LAYOUTS
def test_every_colour_is_known_to_the_dark_theme(layout: Layout) -> None:
    with style.styled():
        text = image.svg(processing_time.draw(cells_of(*both()), layout))
    assert set(re.findall(r"#[0-9a-f]{6}\b", text)) <= set(style.DARK)


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
