import io
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from analysis.plots import image, style
from analysis.plots.image import _relative


def drawn(seed: int = 1) -> Figure:
    figure = style.figure(4, 2)
    axes = figure.add_axes((0.2, 0.2, 0.7, 0.7))
    style.dress(axes)
    x = np.linspace(0, 30, 100)
    y = np.random.default_rng(seed).random(100)
    axes.fill_between(x, y, y + 1, color=style.CELLS["structured"][0], alpha=0.3, linewidth=0)
    axes.plot(x, y, color=style.CELLS["dstreams"][0])
    axes.set_title("A word", fontweight="bold", color=style.INK)
    return figure


def svg(seed: int = 1) -> str:
    with style.styled():
        return image.svg(drawn(seed))


def test_the_same_data_give_the_same_bytes() -> None:
    assert svg() == svg()
    assert svg() != svg(2)
    with style.styled():
        assert image.png(drawn()) == image.png(drawn())


def test_it_is_well_formed_self_contained_and_undated() -> None:
    text = svg()
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert root.tag.endswith("svg")
    assert "<metadata" not in text
    assert "<!--" not in text
    links = re.findall(r'href="([^"]*)"', text)
    assert links
    assert all(link.startswith("#") for link in links)
    known = set(re.findall(r' id="([^"]*)"', text))
    assert {link[1:] for link in links} <= known
    assert set(re.findall(r"url\(#([^)]*)\)", text)) <= known


def test_it_is_less_than_half_of_what_matplotlib_writes() -> None:
    with style.styled():
        plain = io.StringIO()
        drawn().savefig(plain, format="svg")
    assert len(svg()) < 0.5 * len(plain.getvalue())


def test_the_dark_picture_is_the_light_one_in_other_colours() -> None:
    light = svg()
    dark = image.dark(light)
    colours = set(re.findall(r"#[0-9a-f]{6}\b", light))
    assert colours <= set(style.DARK)
    assert set(re.findall(r"#[0-9a-f]{6}\b", dark)) == {style.DARK[colour] for colour in colours}
    assert re.sub(r"#[0-9a-f]{6}\b", "", light) == re.sub(r"#[0-9a-f]{6}\b", "", dark)


def test_a_png_has_the_resolution_promised() -> None:
    with style.styled():
        picture = Image.open(io.BytesIO(image.png(drawn())))
    assert picture.size == (4 * image.PNG_DPI, 2 * image.PNG_DPI)


POINT = st.tuples(st.floats(-500, 500), st.floats(-500, 500))


@given(st.lists(st.lists(POINT, min_size=1, max_size=20), min_size=1, max_size=4), st.booleans())
def test_relative_paths_lead_to_the_same_corners(
    lines: list[list[tuple[float, float]]],
    closed: bool,  # noqa: FBT001
) -> None:
    written = " ".join(
        " ".join(f"{'L' if k else 'M'} {x:.6f} {y:.6f}" for k, (x, y) in enumerate(line))
        + (" z" if closed else "")
        for line in lines
    )
    corners = followed(_relative(written))
    wanted = [
        (round(float(f"{x:.6f}") * 10), round(float(f"{y:.6f}") * 10))
        for line in lines
        for x, y in line
    ]
    # Corners that round to the one before are left out.
    assert set(corners) == set(wanted)
    assert corners[-1] == wanted[-1]


def followed(path: str) -> list[tuple[int, int]]:
    """The corners that a relative path passes, in tenths."""
    corners: list[tuple[int, int]] = []
    x = y = start_x = start_y = 0
    for command, numbers in re.findall(r"([mlz])([^mlz]*)", path):
        if command == "z":
            x, y = start_x, start_y
            continue
        step_x, step_y = (
            round(float(n) * 10) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)
        )
        x, y = x + step_x, y + step_y
        if command == "m":
            start_x, start_y = x, y
        corners.append((x, y))
    return corners


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (5, ".5"), (-5, "-.5"), (120, "12"), (-123, "-12.3")]
)
def test_tenths_in_as_few_letters_as_can_be(value: int, text: str) -> None:
    assert image._tenths(value) == text
