import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from analysis.plots import plane_grid, style
from analysis.plots.canvas import Canvas
from analysis.plots.plane_grid import End, Margins, Place
from analysis.plots.planes import Plane, planes
from analysis.plots.style import WIDE, Layout
from tests.analysis.drawn import LAYOUTS, cells_of, collisions, unreadable, words_in, words_of
from tests.analysis.made_planes import both, plane

MARGINS = Margins(left=50, right=60, bottom=30)


def placed(found: list[Plane], layout: Layout) -> tuple[Figure, Canvas, list[Place]]:
    with style.styled():
        return plane_grid.places(
            found, layout, 20.0, lambda plane: 10.0 * len(plane.settings), MARGINS
        )


@LAYOUTS
def test_no_place_lies_over_another_and_all_are_on_the_canvas(layout: Layout) -> None:
    _, canvas, made = placed(planes(cells_of(*both("socket", "files"))), layout)
    assert len(made) == 4
    for number, place in enumerate(made):
        assert place.left >= MARGINS.left
        assert place.right <= canvas.width_pt - MARGINS.right + 0.01
        assert place.bottom >= MARGINS.bottom - 0.01
        assert place.bottom + place.height <= canvas.height_pt - 20 - plane_grid.TITLE_PT + 0.01
        for other in made[:number]:
            above = place.bottom + place.height <= other.bottom - MARGINS.bottom + 0.01
            beside = place.left >= other.right + MARGINS.right
            assert above or beside


def test_one_alone_has_the_whole_width() -> None:
    _, canvas, (place,) = placed(planes(cells_of(*plane())), WIDE)
    assert place.right == pytest.approx(canvas.width_pt - MARGINS.right)


@settings(max_examples=20, deadline=None)
@given(
    marks=st.lists(st.floats(0.01, 1e6), min_size=1, max_size=20, unique=True).map(sorted),
    width_pt=st.floats(60, 600),
)
def test_labels_of_marks_keep_apart_and_the_first_is_there(
    marks: list[float], width_pt: float
) -> None:
    with style.styled():
        figure = style.figure(10, 2)
        axes = Canvas(figure).axes(40, 40, width_pt, 60)
        axes.set_yticks([])
        plane_grid.marked_axis(axes, marks, width_pt, lambda mark: f"{mark:.3g}", "what")
        found = words_in(figure)
    assert f"{marks[0]:.3g}" in [word for word, _ in found]
    assert not collisions(found)


def test_names_of_ends_that_meet_are_moved_apart() -> None:
    with style.styled():
        figure, canvas, (place,) = placed(planes(cells_of(*plane())), WIDE)
        ends = [End(place.right - 5, place.bottom + 20, name, style.INK) for name in ("1s", "2s")]
        plane_grid.label_ends(canvas, place, [*ends, End(60, 60, "long" * 30, style.LOST, 0.5)])
    assert {"1s", "2s"} <= set(words_of(figure))
    assert not unreadable(figure)
    assert {line.get_alpha() for line in figure.artists} == {1.0, 0.5}
