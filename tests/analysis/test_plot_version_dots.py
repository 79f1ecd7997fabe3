import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.plots import image, style, version_dots
from analysis.plots.style import NARROW, WIDE, Layout
from analysis.tracked import archive, commits, versions
from analysis.tracked.comparison import Table
from tests.analysis.drawn import collisions, outside, words_in
from tests.analysis.made_asv import (
    BACKLOG,
    CPU,
    LATENCY,
    NEW,
    OLD,
    MadeBenchmark,
    MadeResult,
    five_versions,
)

LAYOUTS = pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
API_ONLY = MadeBenchmark("a.B.track_c_ms", "ms", ("api",), (("structured", "floor", "mine"),))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    folder = tmp_path_factory.mktemp("asv")
    five_versions(folder)
    five_versions(folder, OLD)
    known = archive.read(folder)
    side_by_side = versions.compare(known, "pyspark", "api", NEW, None).tables
    found = {table.benchmark.name: table for table in side_by_side}
    both = commits.compare(known, "pyspark", NEW, OLD).tables
    return found | {f"{table.benchmark.name} by commit": table for table in both}


def draw(table: Table, layout: Layout = WIDE) -> Figure:
    with style.styled():
        return version_dots.draw(table, "api", layout)


def at(dot: Line2D) -> tuple[float, float]:
    """Where a dot is."""
    ((x, y),) = np.asarray(dot.get_xydata())
    return float(x), float(y)


def one_panel(folder: Path, *levels: float) -> Table:
    for spark, level in zip(("3.5.9", "4.3.0"), levels, strict=False):
        samples = {API_ONLY.name: {("structured",): [level, 1.01 * level], ("mine",): [level]}}
        MadeResult(spark, samples=samples).write(folder, [API_ONLY])
    (table,) = versions.compare(archive.read(folder), "pyspark", "api", None, None).tables
    return table


@pytest.mark.parametrize(
    "name", [LATENCY.name, CPU.name, BACKLOG.name, f"{LATENCY.name} by commit"]
)
@LAYOUTS
def test_no_words_overlap_and_none_are_cut_off(
    tables: dict[str, Table], layout: Layout, name: str
) -> None:
    figure = draw(tables[name], layout)
    with style.styled():
        found = words_in(figure)
    assert not collisions(found)
    assert not outside(figure, found)


@LAYOUTS
def test_every_colour_is_known_to_the_dark_theme(tables: dict[str, Table], layout: Layout) -> None:
    text = image.svg(draw(tables[LATENCY.name], layout))
    assert set(re.findall(r"#[0-9a-f]{6}\b", text)) <= set(style.DARK)


def test_an_api_has_its_own_colour_and_a_hollow_dot_is_not_told_apart(
    tables: dict[str, Table],
) -> None:
    table = tables[LATENCY.name]
    figure = draw(table)
    dots = [line for axes in figure.axes for line in axes.lines if line.get_marker() == "o"]
    apis = [to_hex(dot.get_color()) for dot in dots]
    assert apis.count(style.CELLS["structured"][0]) == 4 * 5
    assert apis.count(style.CELLS["dstreams"][0]) == 2 * 5 - 1  # one isn't valid
    hollow = sum(to_hex(dot.get_markerfacecolor()) == style.PAGE for dot in dots)
    cells = [cell for row in table.rows for cell in row.cells]
    assert hollow == sum(cell.change is not None and not cell.change.told for cell in cells)


def test_a_step_up_is_as_many_percent_in_all_small_pictures(tables: dict[str, Table]) -> None:
    spans = [axes.get_ylim() for axes in draw(tables[LATENCY.name]).axes]
    times = [high / low for low, high in spans]
    assert times == pytest.approx([times[0]] * len(times))
    assert len(times) == 4


def test_the_commit_before_is_paler_and_beside(tables: dict[str, Table]) -> None:
    axes = draw(tables[f"{LATENCY.name} by commit"]).axes[0]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(dots) == 10
    assert sum(line.get_alpha() == 1.0 for line in dots) == 5
    assert len(axes.get_xticks()) == 5
    assert len({at(line)[0] for line in dots}) == 10


def test_a_single_parameter_makes_a_single_picture(tmp_path: Path) -> None:
    figure = draw(one_panel(tmp_path, 100.0, 110.0))
    assert len(figure.axes) == 1
    with style.styled():
        words = [word for word, _ in words_in(figure)]
    assert {"all", "Structured", "mine", "3.5.9", "4.3.0"} <= set(words)


def test_a_version_alone_has_no_key_to_what_is_not_told_apart(tmp_path: Path) -> None:
    figure = draw(one_panel(tmp_path, 100.0))
    with style.styled():
        assert "not told apart" not in [word for word, _ in words_in(figure)]


def test_figures_far_apart_have_ticks_of_their_decades(tmp_path: Path) -> None:
    axes = draw(one_panel(tmp_path, 1.0, 900.0)).axes[0]
    assert 2 <= len(axes.get_yticks()) <= 4
    low, high = axes.get_ylim()
    assert low < 1.0
    assert high > 900.0


def test_without_a_figure_above_0_or_the_parameter_there_is_no_picture(tmp_path: Path) -> None:
    table = one_panel(tmp_path, 0.0)
    assert not version_dots.can_draw(table, "api")
    assert not version_dots.can_draw(table, "source")


def test_a_figure_of_0_is_left_out_of_a_picture_of_others(tmp_path: Path) -> None:
    axes = draw(one_panel(tmp_path, 0.0, 5.0)).axes[0]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [at(line)[1] for line in dots] == pytest.approx([5.025, 5.0])
