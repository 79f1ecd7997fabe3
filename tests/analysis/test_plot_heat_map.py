from functools import partial
from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.plots import heat_map, style
from analysis.plots.planes import Frontier, planes
from analysis.plots.style import NARROW, WIDE, Layout
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
from tests.analysis.made_planes import SETTINGS, at, both, plane, points_of
from tests.analysis.test_plot_style import THEMES, contrast, seen, themed

CAMPAIGNS = {
    "both": both(),
    "two sources": both("socket", "files"),
    "many": plane(settings=SETTINGS, rates=[1e3 * 2**n for n in range(8)]),
    "very many": plane(rates=[1e3 + n * 2000 for n in range(18)]),
    "sparse": [one for place, one in enumerate(both()) if place % 5 != 3],
    "none kept up": plane(base_ms=9000, settings=("1s", "2s")),
}
draw = partial(figure_of, heat_map.draw)


@pytest.mark.parametrize("summaries", CAMPAIGNS.values(), ids=CAMPAIGNS)
@LAYOUTS
def test_no_words_overlap_and_none_are_cut_off(
    layout: Layout, summaries: list[dict[str, Any]]
) -> None:
    figure = draw(summaries, layout)
    assert not unreadable(figure)
    assert figure.get_figwidth() == layout.width_in


@settings(max_examples=6, deadline=None)
@given(
    p99=st.lists(st.floats(0.01, 200_000), min_size=6, max_size=6),
    verdicts=st.lists(st.sampled_from(["valid", "suspect", "invalid"]), min_size=6, max_size=6),
    layout=st.sampled_from([WIDE, NARROW]),
)
def test_whatever_the_figures_are_words_keep_apart(
    p99: list[float], verdicts: list[str], layout: Layout
) -> None:
    places = [(setting, rate) for setting in ("500ms", "1s") for rate in (1e3, 2e3, 4e3)]
    made = [
        summary_of(f"dstreams-socket-{s}-{r}", setting=s, rate=r, p99_ms=ms, verdict=verdict)
        for (s, r), ms, verdict in zip(places, p99, verdicts, strict=True)
    ]
    assert not unreadable(draw(made, layout))


@LAYOUTS
def test_every_colour_is_known_to_the_dark_theme(layout: Layout) -> None:
    assert not unknown_colours(svg_of(draw(CAMPAIGNS["sparse"], layout)))


def test_the_same_data_give_the_same_picture() -> None:
    assert svg_of(draw(both())) == svg_of(draw(both()))


def test_apis_stand_side_by_side_where_there_is_room() -> None:
    for layout, columns in ((WIDE, 2), (NARROW, 1)):
        tiles = [axes for axes in draw(both(), layout).axes if axes.get_xlabel()]
        assert len({round(axes.get_position().x0, 3) for axes in tiles}) == columns


def test_tiles_have_their_figure_and_the_least_has_the_lightest() -> None:
    figure = draw(plane(settings=("500ms", "2s"), rates=(1e3, 4e3)))
    assert {"662 ms", "2.35 s", "500ms", "2s", "1k", "4k"} <= set(words_of(figure))
    _, axes = figure.axes
    shades = [
        patch.get_alpha()
        for patch in axes.patches
        if isinstance(patch, Rectangle) and patch.get_alpha() is not None
    ]
    assert shades[0] == heat_map.OPACITY[0]
    assert shades[-1] == heat_map.OPACITY[-1]


def test_all_panels_share_one_scale() -> None:
    quick, slow = plane(base_ms=10), plane("dstreams", ("500ms", "1s"), base_ms=300)
    alone, beside = draw(slow), draw([*quick, *slow])
    assert alone.axes[0].get_xlim()[0] > beside.axes[0].get_xlim()[0]


def test_a_narrow_tile_has_its_unit_below() -> None:
    said = words_of(draw(CAMPAIGNS["many"], NARROW))
    assert "662" in said
    assert "ms" in said
    assert "662 ms" not in said


def test_what_did_not_keep_up_has_a_word_and_no_figure() -> None:
    summaries = both()
    summaries[3] = at(rate=64e3, setting="default", verdict="invalid", code="FELL_BEHIND")
    said = words_of(draw(summaries))
    assert "fell behind" in said
    assert said.count("backlog grew") == 6
    assert not any(word.endswith(" min") or word.startswith(("11.", "24.")) for word in said)


def test_what_does_not_count_says_why_and_what_may_be_touched_says_so() -> None:
    noisy = at(setting="1s", rate=4e3, verdict="invalid", code="NOISY_MACHINE")
    doubtful = at(setting="2s", rate=4e3, verdict="suspect", code="NOISY_MACHINE")
    cells = cells_of(noisy, doubtful)
    assert heat_map.words_of(cells[0])[0] == "noisy machine"
    assert heat_map.p99_ms(cells[0]) is None
    assert heat_map.words_of(cells[1])[0] == "suspect"
    assert heat_map.p99_ms(cells[1]) is not None
    said = words_of(draw([*plane(settings=("1s", "2s"), rates=(1e3,)), noisy, doubtful]))
    assert {"noisy machine", "suspect"} <= set(said)
    several = [*plane(settings=SETTINGS, rates=[1e3 * 2**n for n in range(8)]), doubtful]
    made = [one for one in several if one["name"] != doubtful["name"]] + [doubtful]
    assert "s ?" in words_of(draw(made, NARROW))


def test_without_figures_there_is_no_scale() -> None:
    said = words_of(draw(CAMPAIGNS["none kept up"]))
    assert "p99 latency" not in said
    assert "backlog grew" in said


def frontier_of(figure: Figure) -> list[tuple[float, float]]:
    every = [line for axes in figure.axes for line in axes.lines]
    (line,) = [line for line in every if line.get_color() == style.LOST]
    return points_of(line)


def test_the_frontier_steps_between_what_kept_up_and_what_did_not() -> None:
    made = [
        at(setting=setting, rate=rate, most_per_s=most)
        for setting, most in (("500ms", 3e3), ("1s", 12e3), ("2s", 1e6))
        for rate in (1e3, 4e3, 16e3)
    ]
    points = frontier_of(draw(made))
    assert points[:7] == [(1, 0), (1, 1), (1, 1), (2, 1), (2, 2), (2, 2), (3, 2)]
    assert isnan(points[7][0])  # off the map: the longest interval kept up with all
    (found,) = planes(cells_of(*made))
    assert heat_map.edge(found, Frontier(None, 1e3)) == 0
    assert heat_map.edge(found, Frontier(4e3, None)) == 3


@pytest.mark.parametrize("theme", THEMES)
def test_steps_are_even_and_what_stands_on_them_can_be_read(theme: str) -> None:
    page, full, ink = (themed(colour, theme) for colour in (style.PAGE, heat_map.COLOUR, style.INK))
    tiles = [mixed(full, page, opacity) for opacity in heat_map.OPACITY]
    lightness = [seen(tile, "none")[0] for tile in tiles]
    steps = [abs(one - other) for one, other in pairwise(lightness)]
    assert lightness == sorted(lightness, reverse=theme == "light")
    assert min(steps) > 11
    assert max(steps) < 22
    half = len(tiles) // 2
    assert all(contrast(ink, tile) >= 4.5 for tile in tiles[:half])
    assert all(contrast(page, tile) >= 4.5 for tile in tiles[half:])


def mixed(colour: str, page: str, opacity: float) -> str:
    parts = opacity * np.array(to_rgb(colour)) + (1 - opacity) * np.array(to_rgb(page))
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
