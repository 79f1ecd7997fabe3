import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.plots import cells, over_time, percentiles, stage_bars, style, throughput
from analysis.plots.cells import Cell
from analysis.plots.style import NARROW, WIDE, Layout
from tests.analysis.drawn import (
    cells_of,
    figure_of,
    portrait_of,
    summary_of,
    svg_of,
    unknown_colours,
    unreadable,
    words_of,
)

Draw = Callable[[Sequence[Cell], Layout], Figure]

MODULES = (over_time, percentiles, throughput, stage_bars)
EVERY = pytest.mark.parametrize(
    ("draw", "layout"),
    [
        pytest.param(module.draw, layout, id=f"{module.NAME}-{layout.name}")
        for module in MODULES
        for layout in (WIDE, NARROW)
    ],
)
SETTINGS = ("structured-{}-default", "structured-{}-1s", "dstreams-{}-500ms", "floor-{}")
LONG = "structured-socket-default-with-a-checkpoint-directory-on-a-disk-of-its-own-and-more"


def campaign(*sources: str) -> list[dict[str, Any]]:
    names = [setting.format(source) for source in sources for setting in SETTINGS]
    return [summary_of(name, p99_ms=2.0 if "floor" in name else 400.0) for name in names]


CAMPAIGNS: dict[str, list[dict[str, Any]]] = {
    "one cell": [summary_of()],
    "two sources": campaign("socket", "files"),
    "four sources": [summary_of(f"dstreams-{s}-1s") for s in ("socket", "files", "kafka", "rate")],
    "only a floor": [summary_of("floor-socket", p99_ms=2.0)],
    "many": [summary_of(f"structured-socket-{n}00ms", p99_ms=50.0 * 2**n) for n in range(12)],
    "long names": [summary_of(LONG), summary_of(LONG.replace("structured", "dstreams"))],
    "repeats": [
        summary_of("dstreams-socket-1s", repeat=n, p99_ms=100.0 * n, verdict="suspect")
        for n in (1, 2, 3)
    ],
    "all invalid": [
        summary_of(verdict="invalid"),
        summary_of("dstreams-socket-1s", verdict="invalid", p99_ms=None, lost=40),
    ],
    "one invalid and long": [
        *campaign("socket"),
        summary_of(LONG, verdict="invalid", p99_ms=90_000.0, code="BACKLOG_GROWING"),
        summary_of("dstreams-socket-1s", verdict="invalid", p99_ms=None, lost=4000),
    ],
}


@pytest.mark.parametrize("summaries", CAMPAIGNS.values(), ids=CAMPAIGNS)
@EVERY
def test_no_words_overlap_and_none_are_cut_off(
    draw: Draw, layout: Layout, summaries: list[dict[str, Any]]
) -> None:
    figure = figure_of(draw, summaries, layout)
    assert not unreadable(figure)
    assert figure.get_figwidth() == layout.width_in


@settings(max_examples=5, deadline=None)
@given(
    figures=st.lists(
        st.tuples(
            st.floats(0.01, 200_000),
            st.sampled_from(["valid", "suspect", "invalid"]),
            st.text("abcWM -1", min_size=1, max_size=40),
        ),
        min_size=1,
        max_size=8,
    ),
    layout=st.sampled_from([WIDE, NARROW]),
)
def test_whatever_the_figures_and_names_are_words_keep_apart(
    figures: list[tuple[float, str, str]], layout: Layout
) -> None:
    made = cells_of(
        *(
            summary_of(f"structured-socket-{n}{name}", p99_ms=p99, verdict=verdict)
            for n, (p99, verdict, name) in enumerate(figures)
        )
    )
    for module in MODULES:
        with style.styled():
            figure = module.draw(made, layout)
        assert not unreadable(figure), module.NAME


@EVERY
def test_every_colour_is_known_to_the_dark_theme(draw: Draw, layout: Layout) -> None:
    several = [*CAMPAIGNS["one invalid and long"], *CAMPAIGNS["one cell"]]
    text = svg_of(figure_of(draw, several, layout))
    assert not unknown_colours(text)
    assert not re.search(r"(?:fill|stroke):(?!#|none)", text)


@pytest.mark.parametrize("module", MODULES)
def test_the_same_data_give_the_same_picture(module: Any) -> None:
    first, second = (svg_of(figure_of(module.draw, CAMPAIGNS["repeats"])) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("module", MODULES)
def test_ten_cells_stay_small(module: Any) -> None:
    names = [f"structured-{s}-{n}s" for s in ("socket", "files") for n in range(5)]
    assert len(svg_of(figure_of(module.draw, map(summary_of, names), NARROW))) < 100_000


def all_words(figure: Figure) -> str:
    return " | ".join(words_of(figure))


def test_latencies_share_a_scale_within_a_source_but_for_the_floor() -> None:
    with style.styled():
        figure = over_time.draw(cells_of(*CAMPAIGNS["two sources"]), WIDE)
    limits = [axes.get_ylim() for axes in figure.axes]
    assert len(set(limits[:3])) == 1
    assert limits[3][1] < limits[0][1] / 10
    assert "own scale" in all_words(figure)


def test_an_invalid_run_that_towers_above_the_others_does_not_flatten_them() -> None:
    cells_made = cells_of(
        summary_of(), summary_of("dstreams-socket-1s", verdict="invalid", p99_ms=90_000.0)
    )
    with style.styled():
        high = [axes.get_ylim()[1] for axes in over_time.draw(cells_made, WIDE).axes]
        bars = stage_bars.draw(cells_made, WIDE).axes[0].get_xlim()[1]
    assert high[0] < 2000 < high[1]
    assert bars < 1000


def test_an_invalid_run_is_grey_and_says_why() -> None:
    made = cells_of(summary_of(), summary_of("dstreams-socket-1s", verdict="invalid"))
    for module in (over_time, throughput, stage_bars):
        with style.styled():
            figure = module.draw(made, WIDE)
        assert "invalid: lines lost" in all_words(figure)
        assert to_hex(made[1].colour) not in colours_of(figure)
    with style.styled():
        figure = percentiles.draw(made, WIDE)
    assert "invalid" in all_words(figure)


def colours_of(figure: Figure) -> set[str]:
    lines = [*figure.lines, *(line for axes in figure.axes for line in axes.lines)]
    lines += [artist for artist in figure.artists if isinstance(artist, Line2D)]
    return {to_hex(line.get_color()) for line in lines}


def test_lost_lines_are_marked_where_they_were_due() -> None:
    summary = summary_of(lost=40, p99_ms=None, verdict="suspect")
    likeness = portrait_of(summary, lost_at=20)
    made = cells.gather([likeness])
    with style.styled():
        assert "lines lost" in all_words(over_time.draw(made, WIDE))
        assert "40 lost" in all_words(percentiles.draw(made, WIDE))


def test_without_a_warm_up_none_is_explained() -> None:
    made = cells.gather([portrait_of(summary_of(), warm_s=0.0)])
    for module in (over_time, throughput):
        with style.styled():
            assert "warm-up" not in all_words(module.draw(made, WIDE))


def test_bins_without_a_line_are_gaps() -> None:
    likeness = portrait_of(summary_of())
    bands = likeness.bands
    keep = [*range(20), *range(30, 50)]
    columns = {name: getattr(bands, name)[keep] for name in ("middle_s", "p50", "worst", "lost")}
    made = cells.gather([replace(likeness, bands=replace(bands, **columns))])
    with style.styled():
        line = over_time.draw(made, WIDE).axes[0].lines[0]
    drawn = np.asarray(line.get_ydata(), np.float64)
    assert len(drawn) == 41
    assert np.isnan(drawn[20])


def test_stages_add_up_to_the_total_also_with_a_negative_one() -> None:
    stages: dict[str, float | None] = {
        "lateness": 1.0, "boundary_wait": -40.0, "scheduling": 9.0, "processing": 130.0,
        "commit": None,
    }  # fmt: skip
    with style.styled():
        figure = stage_bars.draw(cells_of(summary_of(stages_ms=stages)), WIDE)
    assert "100 ms" in all_words(figure)
    assert figure.axes[0].get_xlim()[0] < -40


def test_the_wait_for_a_window_is_explained_where_there_is_one() -> None:
    stages: dict[str, float | None] = {"boundary_wait": 40.0, "window_wait": 4000.0}
    windows, none = summary_of(stages_ms=stages), summary_of(stages_ms=stages | {"window_wait": 0})
    for summary, there in ((windows, True), (none, False)):
        with style.styled():
            said = all_words(stage_bars.draw(cells_of(summary), WIDE))
        assert ("wait for the window to close" in said) is there


def test_a_cell_without_stages_says_so() -> None:
    stages = dict.fromkeys(stage_bars.STAGE_LABELS)
    with style.styled():
        assert "no figures" in all_words(
            stage_bars.draw(cells_of(summary_of(stages_ms=stages)), WIDE)
        )


def test_the_model_is_shown_beside_what_was_measured() -> None:
    with style.styled():
        assert "model" in all_words(
            stage_bars.draw(cells_of(summary_of("dstreams-socket-500ms")), WIDE)
        )
        assert "model" not in all_words(stage_bars.draw(cells_of(summary_of()), WIDE))


def test_a_curve_without_points_still_has_its_label() -> None:
    likeness = portrait_of(summary_of(p99_ms=None, lost=8000, verdict="invalid"))
    empty = replace(likeness, nines=likeness.nines[:0], quantile_ms=likeness.quantile_ms[:0])
    for layout in (WIDE, NARROW):
        with style.styled():
            figure = percentiles.draw(cells.gather([empty]), layout)
        assert "Structured default" in all_words(figure)


def test_the_axis_of_percentiles_begins_below_the_lowest_median() -> None:
    with style.styled():
        axes = percentiles.draw(cells_of(summary_of(p99_ms=400.0)), WIDE).axes[0]
    assert 40 < axes.get_ylim()[0] < 200


def test_one_axis_below_several_panels_is_that_of_each() -> None:
    long, short = summary_of("structured-socket-default"), summary_of("floor-socket", p99_ms=2.0)
    runs = [portrait_of(long), replace(portrait_of(short), end_s=6.0)]
    with style.styled():
        for module in (over_time, throughput):
            figure = module.draw(cells.gather(runs), WIDE)
            ends = {axes.get_xlim()[1] for axes in figure.axes if axes.has_data()}
            assert len(ends) == 1
            assert ends.pop() >= 10.0
