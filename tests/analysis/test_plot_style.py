from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from analysis.plots import style

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1.0, 1.08883])
FIRST_CELLS = [colour for palette in style.CELLS.values() for colour in palette[:3]]
THEMES = ("light", "dark")


def linear(colour: str) -> NDArray[np.float64]:
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, blindness: str) -> NDArray[np.float64]:
    xyz = XYZ @ np.clip(BLINDNESS[blindness] @ linear(colour), 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def themed(colour: str, theme: str) -> str:
    return style.DARK[colour] if theme == "dark" else colour


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_cells_and_stages_can_be_told_apart_by_everyone(theme: str, blindness: str) -> None:
    for palette in (FIRST_CELLS, list(style.STAGES.values())):
        for one, other in combinations([themed(colour, theme) for colour in palette], 2):
            distance = np.linalg.norm(seen(one, blindness) - seen(other, blindness))
            assert distance > 12, f"{one} and {other}"


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_words_stand_out_from_the_page(theme: str) -> None:
    page = themed(style.PAGE, theme)
    for palette in style.CELLS.values():
        assert all(contrast(themed(colour, theme), page) >= 3 for colour in palette)
    assert contrast(themed(style.INVALID, theme), page) >= 3
    for words in (style.INK, style.MUTED, style.LOST):
        assert contrast(themed(words, theme), page) >= 4.5


def test_every_colour_has_its_own_counterpart_in_the_dark() -> None:
    ours = {style.PAGE, style.INK, style.MUTED, style.AXIS, style.GRID, style.WARM_UP}
    ours |= {style.INVALID, style.LOST, *style.STAGES.values(), *style.OTHER_CELLS}
    ours |= {colour for palette in style.CELLS.values() for colour in palette}
    assert ours == set(style.DARK)
    assert len(set(style.DARK.values())) == len(style.DARK)


def test_settings_hold_inside_only_and_whatever_stood_before() -> None:
    with mpl.rc_context():
        mpl.rcParams["axes.facecolor"] = "red"
        before = dict(mpl.rcParams)
        with style.styled():
            assert mpl.rcParams["svg.hashsalt"] == "streamgauge"
            assert mpl.rcParams["axes.facecolor"] == "white"
        assert dict(mpl.rcParams) == before
