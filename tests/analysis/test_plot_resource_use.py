import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

from analysis.plots import cells, resource_use, style
from analysis.plots.cells import Cell
from analysis.plots.portrait import Portrait
from analysis.plots.style import NARROW, WIDE, Layout
from analysis.resources import BROKER, PROCESSES, Usage
from tests.analysis.drawn import (
    LAYOUTS,
    portrait_of,
    summary_of,
    svg_of,
    unknown_colours,
    unreadable,
    words_of,
)

SETTINGS = ("structured-{}-default", "structured-{}-1s", "dstreams-{}-500ms", "floor-{}")
LONG = "structured-socket-default-with-a-checkpoint-directory-on-a-disk-of-its-own-and-more"
COST: Mapping[str, Any] = {
    "peak_rss_mb": 812.4,
    "cpu_s_per_million_lines": {"total": 171.4},
    "gc_pauses": {"count": 104, "total_s": 1.74, "max_ms": 39.7},
}


@dataclass(frozen=True)
class Used(Portrait):
    """A portrait that knows what its run used."""

    usage: Usage | None = None


def usage_of(
    seconds: int = 11,
    *,
    jvm: float = 1.1,
    pauses: int = 20,
    cores: int | None = 2,
    broker: float = 0.0,
) -> Usage:
    rng = np.random.default_rng(3)
    shape = 1 + 0.2 * np.sin(np.arange(seconds))
    levels = {"driver": 0.05, "jvm": jvm, "python_worker": 0.3, "generator": 0.08}
    levels[BROKER] = broker
    whole = np.full(seconds, np.nan if cores is None else 1.0)
    return Usage(
        edge_s=np.arange(seconds + 1.0),
        cores={process: shape * level for process, level in levels.items()},
        rss_mb={process: np.full(seconds, 100.0) for process in PROCESSES},
        steal=whole * 0.02,
        others=whole * 0.05,
        machine_cores=cores,
        pause_s=np.sort(rng.uniform(-1, seconds, pauses)),
        pause_ms=rng.uniform(1, 40, pauses),
    )


def cell_of(
    name: str = "structured-socket-default",
    used: Usage | None = None,
    *,
    warm_s: float = 2.0,
    resources: Mapping[str, Any] = COST,
    **summary: Any,
) -> Cell:
    made = portrait_of(summary_of(name, **summary) | {"resources": resources}, warm_s=warm_s)
    known = {field.name: getattr(made, field.name) for field in fields(made)}
    return cells.gather([Used(**known | {"usage": used})])[0]


def draw(made: Sequence[Cell], layout: Layout = WIDE) -> Figure:
    with style.styled():
        return resource_use.draw(made, layout)


def all_words(figure: Figure) -> str:
    return " | ".join(words_of(figure))


CAMPAIGNS: dict[str, list[Cell]] = {
    "one cell": [cell_of(used=usage_of())],
    "two sources": [
        cell_of(setting.format(source), usage_of(jvm=0.0 if "floor" in setting else 1.2))
        for source in ("socket", "files")
        for setting in SETTINGS
    ],
    "many": [cell_of(f"structured-socket-{n}00ms", usage_of(jvm=n / 9)) for n in range(12)],
    "long names": [cell_of(LONG, usage_of()), cell_of(LONG.replace("structured", "dstreams"))],
    "invalid": [
        cell_of(used=usage_of(), verdict="invalid"),
        cell_of("dstreams-files-1s", usage_of(400, jvm=90.0), verdict="invalid"),
    ],
    "one invalid and long": [
        cell_of(used=usage_of()),
        cell_of("dstreams-socket-1s", usage_of(400, jvm=90.0), verdict="invalid"),
        cell_of("dstreams-files-1s", usage_of(), verdict="invalid"),
    ],
    "nothing known": [cell_of(resources={}), cell_of("floor-socket", resources={})],
    "with a broker": [cell_of(used=usage_of(broker=0.4)), cell_of("floor-socket", usage_of())],
    "cores unknown": [cell_of(used=usage_of(cores=None))],
}


@LAYOUTS
@pytest.mark.parametrize("made", CAMPAIGNS.values(), ids=CAMPAIGNS)
def test_no_words_overlap_and_none_are_cut_off(made: list[Cell], layout: Layout) -> None:
    figure = draw(made, layout)
    assert not unreadable(figure)
    assert figure.get_figwidth() == layout.width_in


@LAYOUTS
def test_every_colour_is_known_to_the_dark_theme(layout: Layout) -> None:
    for name in ("long names", "invalid", "nothing known"):
        text = svg_of(draw(CAMPAIGNS[name], layout))
        assert not unknown_colours(text)
        assert not re.search(r"(?:fill|stroke):(?!#|none)", text)


def test_the_same_data_give_the_same_small_picture() -> None:
    first, second = (svg_of(draw(CAMPAIGNS["many"], NARROW)) for _ in range(2))
    assert first == second
    assert len(first) < 120_000


def layers(figure: Figure, panel: int = 0) -> list[StepPatch]:
    return [patch for patch in figure.axes[panel].patches if isinstance(patch, StepPatch)]


def test_processes_stand_on_each_other_and_others_on_top() -> None:
    used = usage_of()
    stacked = layers(draw([cell_of(used=used)]))
    colours = [to_hex(layer.get_facecolor()) for layer in stacked]
    assert colours == [*resource_use.COLOURS.values(), style.AXIS]
    base = np.zeros(11)
    for layer, process in zip(stacked, resource_use.LABELS, strict=False):
        values, _, baseline = layer.get_data()
        np.testing.assert_allclose(baseline, base)
        np.testing.assert_allclose(values - base, used.cores[process])
        base = np.asarray(values)
    np.testing.assert_allclose(stacked[-1].get_data()[0] - base, 0.14)


def test_cells_of_a_source_share_a_scale_which_one_that_doesnt_count_leaves_alone() -> None:
    figure = draw(CAMPAIGNS["one invalid and long"])
    low, high = (axes.get_ylim()[1] for axes in figure.axes[:2])
    assert low == high < 4
    assert figure.axes[0].get_xlim()[1] == 11
    assert "invalid: lines lost" in all_words(figure)
    assert {layer.get_alpha() for layer in layers(figure, 1)[:4]} == {0.35}


def test_pauses_hang_from_the_top_the_longest_the_furthest() -> None:
    used = usage_of(pauses=300)
    figure = draw([cell_of(used=used)])
    (marks,) = figure.axes[0].lines
    tops = np.asarray(marks.get_ydata(), np.float64).reshape(-1, 3)
    at_s = np.asarray(marks.get_xdata(), np.float64)
    assert at_s.min() >= 0
    assert at_s.max() <= 11
    assert len(tops) <= 120
    assert (tops[:, 0] == 1).all()
    shown = used.pause_ms[used.pause_s >= 0]
    longest_s = used.pause_s[used.pause_s >= 0][shown.argmax()]
    assert at_s[3 * int(tops[:, 1].argmin())] == longest_s
    assert tops[:, 1].min() == pytest.approx(0.7)


def test_pauses_of_all_cells_share_a_scale_which_one_that_doesnt_count_leaves_alone() -> None:
    at_s = np.array([5.0])
    base = vars(usage_of())
    g1, z, swamped = (
        Usage(**{**base, "pause_s": at_s, "pause_ms": np.array([ms])}) for ms in (40.0, 0.03, 9e3)
    )
    figure = draw(
        [
            cell_of(used=g1),
            cell_of("structured-socket-1s", z),
            cell_of("dstreams-socket-1s", swamped, verdict="invalid"),
        ]
    )
    lengths = [1 - np.asarray(axes.lines[0].get_ydata(), np.float64)[1] for axes in figure.axes]
    assert lengths == pytest.approx([0.3, 0.04, 0.3])
    assert "GC pause, the longest 40.0 ms" in all_words(figure)


@pytest.mark.parametrize("pauses", [0, 1])
def test_the_key_tells_of_what_there_is(pauses: int) -> None:
    words = all_words(draw([cell_of(used=usage_of(pauses=pauses), warm_s=0.0)]))
    assert ("GC pause, the longest" in words) is bool(pauses)
    assert "warm-up" not in words
    assert "Python workers" in words


def test_pauses_before_the_start_arent_drawn() -> None:
    used = usage_of(pauses=1)
    early = Usage(**{**vars(used), "pause_s": np.array([-0.5])})
    assert not draw([cell_of(used=early)]).axes[0].lines


def test_notes_say_cpu_pauses_and_memory() -> None:
    notes = resource_use.notes(cell_of())
    assert notes[0] == "171 s CPU per million lines · longest GC pause 39.7 ms · peak 812 MiB"
    assert notes[-1] == "171 s/M lines"
    floor = cell_of(resources={**COST, "gc_pauses": {"max_ms": None}})
    assert "GC" not in resource_use.notes(floor)[0]
    assert resource_use.notes(cell_of(resources={}))[-1] == "–/M lines"
    assert resource_use.notes(cell_of(verdict="invalid"))[0] == "invalid: lines lost"


def test_figures_are_short() -> None:
    said = [resource_use.format_cpu_s(s) for s in (0.0, 0.4234, 12.34, 99.96, 4120.4, None)]
    assert said == ["0 s", "0.423 s", "12.3 s", "100 s", "4,120 s", "–"]
    said = [resource_use.format_mb(mb) for mb in (90.4, 812.0, 1434.0, None)]
    assert said == ["90 MiB", "812 MiB", "1.4 GiB", "–"]


def test_a_broker_is_in_the_key_where_there_is_one() -> None:
    assert "Kafka broker" in all_words(draw(CAMPAIGNS["with a broker"]))
    assert "Kafka broker" not in all_words(draw(CAMPAIGNS["one cell"]))
