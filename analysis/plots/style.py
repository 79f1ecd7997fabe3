"""How all pictures look: colours for both themes, type, sizes, and how axes are dressed.

Pictures are drawn in the light theme. Each colour has one job and a counterpart for the same job
in the dark theme, so the dark picture is the light one with its colours exchanged (`DARK`), down
to the last coordinate.

The colours of cells start from Okabe and Ito's set, cool ones for Structured Streaming and warm
ones for DStreams, and were then moved apart until every two neighbours stay distinguishable under
simulated protanopia, deuteranopia and tritanopia, at a contrast of 3:1 or more to the page.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

PAGE = "#ffffff"
INK = "#1b2230"
MUTED = "#5a6475"
AXIS = "#b4bcc9"
GRID = "#e6e9ef"
WARM_UP = "#f3f4f7"
INVALID = "#8b94a3"
LOST = "#c8102e"

_COOL = ("#0072b2", "#1a9e63", "#857bf8", "#0b2f6b")
_WARM = ("#d55e00", "#b0508f", "#7a2f09", "#6b5b00")
_PLAIN = ("#30363f",)
CELLS: Mapping[str, tuple[str, ...]] = {"structured": _COOL, "dstreams": _WARM, "floor": _PLAIN}
"""Colours by API, the most different first; past the last they start again."""
OTHER_CELLS = (_COOL[1], _WARM[1], _COOL[2], _WARM[2])

STAGES: Mapping[str, str] = {
    "lateness": "#aab2bf",
    "boundary_wait": "#f0c95c",
    "window_wait": "#c9653f",
    "scheduling": "#5fb593",
    "processing": "#2b6f9e",
    "commit": "#1d2f57",
}

DARK: Mapping[str, str] = {
    PAGE: "#14181f",
    INK: "#e6eaf1",
    MUTED: "#9ba6b7",
    AXIS: "#465062",
    GRID: "#262d38",
    WARM_UP: "#1b212b",
    INVALID: "#6c7585",
    LOST: "#ff5c72",
    "#0072b2": "#4aa8e8",
    "#1a9e63": "#4fdc9a",
    "#857bf8": "#8a84ff",
    "#0b2f6b": "#bfe3ff",
    "#d55e00": "#ff7a33",
    "#b0508f": "#d977b8",
    "#7a2f09": "#f7dd8d",
    "#6b5b00": "#b98a6a",
    "#30363f": "#d3d9e3",
    "#aab2bf": "#76808f",
    "#f0c95c": "#f3d477",
    "#c9653f": "#d0755a",
    "#5fb593": "#62c7a3",
    "#2b6f9e": "#3f86c4",
    "#1d2f57": "#b9a3f0",
}
"""Each colour of the light theme with its counterpart in the dark one."""

DASHES: Mapping[str, tuple[float, ...]] = {"socket": (), "files": (4.0, 1.8), "kafka": (1.2, 1.4)}
"""Line patterns by source, in line widths; one that is not listed is drawn as `OTHER_DASH`."""
OTHER_DASH = (6.0, 1.5, 1.2, 1.5)
INVALID_DASH = (1.0, 1.6)

# matplotlib brings this typeface along, so labels measure the same, and fit, on every machine.
FONT = "DejaVu Sans"
_SETTINGS: dict[str, Any] = {
    "font.family": [FONT],
    "font.size": 8.0,
    "svg.fonttype": "path",
    "svg.hashsalt": "streamgauge",
    "path.simplify": True,
    "path.simplify_threshold": 0.2,
    "lines.solid_capstyle": "butt",
    "lines.dash_capstyle": "butt",
}


@dataclass(frozen=True)
class Layout:
    """For how wide a page a picture is drawn.

    Args:
        name: `wide` or `narrow`.
        width_in: the picture's width, inches; 72 points each, whatever it is scaled to later.
        columns: how many small pictures stand beside each other at most.
    """

    name: str
    width_in: float
    columns: int

    @property
    def wide(self) -> bool:
        """Whether there is room for text beside the picture."""
        return self.columns > 1


WIDE = Layout("wide", 10.0, 2)
NARROW = Layout("narrow", 3.3, 1)


@contextmanager
def styled() -> Iterator[None]:
    """Draw and save inside: matplotlib's settings are ours in here and as they were afterwards."""
    with mpl.rc_context():
        mpl.rcdefaults()
        for name, value in _SETTINGS.items():
            mpl.rcParams[name] = value  # type: ignore[index] # its stubs list names one by one
        yield


def figure(width_in: float, height_in: float) -> Figure:
    """An empty picture; its size in inches."""
    return Figure(figsize=(width_in, height_in), facecolor=PAGE)


def dress(axes: Axes) -> None:
    """Give axes their quiet frame: a grid behind, a line below, nothing else."""
    axes.set_facecolor("none")
    axes.set_axisbelow(True)
    axes.grid(visible=True, color=GRID, linewidth=0.6)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(AXIS)
    axes.spines["bottom"].set_linewidth(0.7)
    axes.tick_params(which="both", length=0, pad=3, labelsize=7.5, labelcolor=MUTED)
    axes.tick_params(axis="x", which="major", length=2.5, width=0.7, color=AXIS)
