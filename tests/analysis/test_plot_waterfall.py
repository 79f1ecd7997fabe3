from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.decide.standing import Standing
from analysis.decide.worth import Worth
from analysis.plots import style, waterfall
from analysis.plots.ladder_rows import (
    GIVES_UP,
    KEEPS,
    TOTAL,
    Dot,
    Step,
    Waterfall,
    standing_words,
    worth_words,
)
from analysis.plots.style import WIDE, Layout
from tests.analysis.drawn import LAYOUTS, svg_of, unknown_colours, unreadable


def stands(ms: float) -> Standing:
    return Standing(ms, 0.95 * ms, 1.05 * ms, counts=True)


def worth(before_ms: float, after_ms: float, *, told: bool = True) -> Worth:
    ms = before_ms - after_ms
    return Worth(0.5, before_ms, after_ms, ms - 20, ms + 20, told=told)


STEPS = [
    Step("Spark's defaults", stands(37_000), total=True),
    Step("shuffle-partitions", stands(450), worth(37_000, 450)),
    Step("raw-files", stands(320), worth(450, 320), keeps=False),
    Step("no-web-page", stands(324), worth(320, 324, told=False)),
    Step("tuned preset", stands(322), total=True),
]
DOTS = [
    Dot("shuffle-partitions", "in the preset", worth(8000, 322)),
    Dot("raw-files", "in the preset", worth(400, 322), keeps=False),
    Dot("serial-gc", "added", worth(322, 330, told=False)),
    Dot("rocksdb", "added", Worth(0.5, 322, 420)),
    Dot("kryo", "added", None),
]
UNKNOWN = Standing(37_000, why="invalid: too few batches")
PICTURES = {
    "all": Waterfall(STEPS, DOTS, 0.6),
    "climbed": Waterfall(STEPS, [], 0.6),
    "alone": Waterfall([], DOTS, None),
    "doesn't count": Waterfall(
        [Step("Spark's defaults", UNKNOWN, total=True), *STEPS[1:3]], DOTS[3:], None
    ),
    "nothing known": Waterfall([Step("a", Standing(why="not run"), total=True)], DOTS[4:], None),
    "near each other": Waterfall([STEPS[2], *STEPS[3:]], DOTS[1:3], 50.0),
    "a far loss": Waterfall([], [replace(DOTS[0], worth=worth(322, 8000)), *DOTS[1:]], None),
    "long": Waterfall(
        [replace(step, label="a-very-long-name-" * 4) for step in STEPS],
        [replace(dot, label="a-very-long-name-" * 4) for dot in DOTS],
        0.6,
    ),
}


def draw(found: Waterfall, layout: Layout = WIDE) -> Figure:
    with style.styled():
        return waterfall.draw(found, layout)


def bars(figure: Figure, panel: int) -> list[tuple[float, float, str]]:
    boxes = [box for box in figure.axes[panel].patches if isinstance(box, Rectangle)]
    return [
        (round(box.get_x()), round(box.get_width()), to_hex(box.get_facecolor())) for box in boxes
    ]


@pytest.mark.parametrize("found", PICTURES.values(), ids=PICTURES)
@LAYOUTS
def test_no_words_overlap_and_none_are_cut_off(layout: Layout, found: Waterfall) -> None:
    assert not unreadable(draw(found, layout))


@LAYOUTS
def test_every_colour_is_known_to_the_dark_theme(layout: Layout) -> None:
    for name in ("all", "doesn't count"):
        assert not unknown_colours(svg_of(draw(PICTURES[name], layout)))


def test_each_bar_leads_from_the_one_above_to_its_own_median() -> None:
    assert bars(draw(PICTURES["all"]), 1) == [
        (0, 37_000, TOTAL),
        (450, 36_550, KEEPS),
        (320, 130, GIVES_UP),
        (320, 4, KEEPS),
        (0, 322, TOTAL),
    ]


def test_where_the_first_step_hides_the_rest_there_is_a_second_scale() -> None:
    everything, later, _ = draw(PICTURES["all"]).axes
    assert [axes.get_xscale() for axes in (everything, later)] == ["log", "linear"]
    assert later.get_xlim()[1] < 500
    assert len(draw(PICTURES["near each other"]).axes) == 2


def test_nothing_leads_down_from_what_does_not_count() -> None:
    drawn = bars(draw(PICTURES["doesn't count"]), 1)
    assert drawn[:2] == [(0, 37_000, style.INVALID), (0, 450, TOTAL)]


def test_what_is_far_beyond_the_rest_is_an_arrow_at_the_edge() -> None:
    for name, mark, end in (("all", ">", 1), ("a far loss", "<", 0)):
        axes = draw(PICTURES[name]).axes[-1]
        assert max(map(abs, axes.get_xlim())) < 1000
        (arrow,) = (line for line in axes.lines if line.get_marker() == mark)
        assert np.asarray(arrow.get_xdata()) == [axes.get_xlim()[end]]


def test_what_fell_behind_is_a_bar_beyond_the_scale() -> None:
    behind = Standing(why="over 70 s behind: ended", behind_ms=70_000)
    (axes,) = draw(Waterfall([replace(STEPS[0], standing=behind), *STEPS[1:]], [], 0.6)).axes
    box, *_ = axes.patches
    assert isinstance(box, Rectangle)
    assert to_hex(box.get_facecolor()) == style.INVALID
    assert box.get_width() > axes.get_xlim()[1]


def test_the_floor_is_a_line_at_its_median() -> None:
    def floors(found: Waterfall) -> int:
        (axes,) = draw(found, WIDE).axes[:1]
        return sum(bool((np.asarray(line.get_xdata()) == 50).all()) for line in axes.lines)

    assert floors(PICTURES["near each other"]) == 3
    assert floors(replace(PICTURES["near each other"], floor_ms=None)) == 0


def test_figures_in_words() -> None:
    assert worth_words(None) == "–"
    assert worth_words(Worth(0.5, 400, 269)) == "131 ms"
    assert worth_words(Worth(0.5, 400, 269, 111, 151)) == "131 ms, 111 to 151 ms"
    assert worth_words(Worth(0.5, 4000, 2690, 911, 1510)) == "1.31 s, 911 ms to 1.51 s"
    assert standing_words(Standing(400, counts=True)) == ["400 ms"]
    assert standing_words(stands(400)) == ["400 ms, 380–420 ms", "400 ms"]
    assert standing_words(UNKNOWN) == ["37.0 s (invalid: too few batches)", "37.0 s"]
    assert standing_words(Standing(why="not run")) == ["not run"]
